// Puts a form into the page and takes it out again, as a portal does that shows one report after another.
import "./sealform/index.js";

const main = document.querySelector("main");

/** The next form, once it can be filled. */
function mount() {
  const form = document.createElement("sealform-form");
  form.program = "forms/ksp-phone.program";
  form.src = "forms/ksp-phone.json";
  form.lang = "en";
  return new Promise((done, failed) => {
    form.addEventListener("sealform-ready", () => done(form), { once: true });
    form.addEventListener("sealform-error", (event) => failed(new Error(event.detail.message)), { once: true });
    main.append(form);
  });
}

/** Mounts so many, each in the place of the one before; the last one stays. */
window.mounts = async (count) => {
  for (let number = 0; number < count; number += 1) {
    main.firstElementChild?.remove();
    await mount();
  }
};
