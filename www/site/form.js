// The language in the address counts, as in `ksp-phone.html?lang=en`; without one the form takes the browser's.
const language = new URLSearchParams(location.search).get("lang");
if (language !== null) {
  document.querySelector("sealform-form").lang = language;
}

// Whoever fills it in for an assignment is not offered one any more.
document.addEventListener("sealform-ready", ({ detail }) => {
  const offer = document.querySelector(".assigned:has(a)");
  if (offer !== null) {
    offer.hidden = detail.assignment !== null;
  }
});

// Keeps the sealed file for this tab, so that the verify page can show it at once.
document.addEventListener("sealform-sealed", (event) => {
  try {
    sessionStorage.setItem("sealed", event.detail.jws);
  } catch {
    return; // No storage: the file can still be saved and chosen there.
  }
  document.querySelector(".after[hidden]:not(.assigned)")?.removeAttribute("hidden");
});
