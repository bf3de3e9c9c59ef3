// Tells the receiver what the form has acknowledged: every field as it stood while "Saved" was on the screen, each time. A tab
// that is killed can be asked nothing.
const asked = new URLSearchParams(location.search);
if (asked.has("deaf")) {
  // Its end is told to nobody: what saves at the last moment does not run.
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...given) {
    if (!["pagehide", "visibilitychange", "beforeunload", "unload", "freeze"].includes(type)) {
      listen.call(this, type, ...given);
    }
  };
}
const receiver = new URL(asked.get("to")).origin;

function shadow() {
  return document.querySelector("sealform-form")?.shadowRoot;
}

// What a person reads in the fields: `path|kind` and the value.
window.words = () => {
  const words = {};
  for (const box of shadow()?.querySelectorAll("[data-path]") ?? []) {
    const { path } = box.dataset;
    box.querySelectorAll("textarea, input[type=text]").forEach((field, index) => (words[`${path}|words${index}`] = field.value));
    for (const choice of box.querySelectorAll("input[type=radio]:checked")) {
      words[`${path}|choice`] = choice.labels[0].innerText.trim();
    }
    for (const file of box.querySelectorAll(".files .name")) {
      words[`${path}|file`] = file.innerText.trim();
    }
  }
  return words;
};

let told = "";
let number = 0;
const words = { now: "", since: 0 };
const saved = { now: "", since: 0 };
let frame = 0;
function note(one, now) {
  if (one.now !== now) {
    one.now = now;
    one.since = frame;
  }
}
// What stood there before the last key says nothing of it: "Saved" counts where it came after the words.
function look() {
  frame += 1;
  note(words, JSON.stringify(window.words()));
  note(saved, shadow()?.querySelector("[part~=bar] [part~=saved]")?.innerText ?? "");
  if (saved.now.startsWith("Saved on this device") && saved.since > words.since && words.now !== told) {
    told = words.now;
    number += 1;
    const body = `{"number": ${number}, "words": ${told}}`;
    fetch(`${receiver}/said/${asked.get("place")}`, { method: "POST", mode: "no-cors", keepalive: true, body });
  }
  requestAnimationFrame(look);
}
requestAnimationFrame(look);

// The sealed files on this device, each with its place.
window.kept = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("sealform");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const files = request.result.transaction("files").objectStore("files").getAll();
      files.onerror = () => reject(files.error);
      files.onsuccess = () => {
        request.result.close();
        resolve(files.result.map((text) => JSON.parse(text)).map(({ jti, form, jws }) => ({ jti, place: form[3], jws })));
      };
    };
  });
