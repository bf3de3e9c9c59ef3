// Fills, seals and sends one form again and again: `?count=N&tab=T&tabs=M&to=ORIGIN` makes those of the numbers below N whose
// remainder by M is T, and that are not sealed on this device yet. A page that is opened again goes on where it was.
import "./sealform/index.js";

const AT_ONCE = 3;
const PATIENCE_MS = 60_000;
const DOUBLE_CLICK_MS = 600;
// The network comes and goes: pauses for want of an answer end when it comes back.
const NETWORK_MS = 1_000;

const asked = new URLSearchParams(location.search);
const [count, tab, tabs] = ["count", "tab", "tabs"].map((name) => Number(asked.get(name)));
const url = asked.get("to");
const delivery = { targets: [{ type: "webhook", url: `${url}/in`, blobs: `${url}/blobs/` }] };

// What went wrong on this page, for the test.
window.trouble = [];
addEventListener("unhandledrejection", ({ reason }) => window.trouble.push(String(reason?.stack ?? reason)));
addEventListener("error", ({ message }) => window.trouble.push(message));

// Every record of these stores, each with its key, as of one moment.
function records(...stores) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("sealform");
    opening.onerror = () => reject(opening.error);
    // The page's own connection makes the stores.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onsuccess = () => {
      const connection = opening.result;
      const transaction = connection.transaction(stores);
      const asking = stores.map((store) => transaction.objectStore(store).getAll());
      transaction.onabort = () => reject(transaction.error);
      transaction.oncomplete = () => {
        connection.close();
        resolve(asking.map(({ result }) => result));
      };
    };
  });
}

const placeOf = ({ form }) => form[3];

// The sealed files on this device, each with its place, and what became of each.
window.kept = async () => {
  const [files, outbox] = await records("files", "outbox");
  return {
    files: files.map((text) => JSON.parse(text)).map((file) => ({ jti: file.jti, place: placeOf(file), jws: file.jws })),
    entries: outbox.map((text) => JSON.parse(text)),
  };
};

// The same in figures.
window.stand = async () => {
  const { files, entries } = await window.kept();
  const open = entries.filter(({ state }) => state !== "delivered").length;
  return { sealed: files.length, open, trouble: window.trouble };
};

async function until(what, look) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const found = await look();
    if (found) {
      return found;
    }
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error(`${what} does not come`);
}

function button(root, name) {
  return [...root.querySelectorAll("button")].find((one) => one.innerText.trim() === name && !one.disabled);
}

// A picture of its own for each number: its binary digits, as black and white squares.
async function photo(number) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 128, height: 32 });
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "white";
  drawing.fillRect(0, 0, 128, 32);
  drawing.fillStyle = "black";
  for (let digit = 0; digit < 16; digit += 1) {
    if ((number >> digit) & 1) {
      drawing.fillRect(digit * 8, 0, 8, 32);
    }
  }
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return new File([blob], `photo-${number}.png`, { type: "image/png" });
}

function element(place) {
  const form = document.createElement("sealform-form");
  form.id = place;
  form.lang = "en";
  form.src = "faults.json";
  form.delivery = delivery;
  document.body.append(form);
  return form;
}

// What was answered before the browser was killed may be there again.
async function fill(root, number) {
  const field = await until("the text", () => root.querySelector("[data-path='number'] :is(input, textarea)"));
  field.value = `Number ${number}`;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  field.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  const box = root.querySelector("[data-path='photo']");
  if (box.querySelector(".files .name") === null) {
    const given = new DataTransfer();
    given.items.add(await photo(number));
    const input = await until("the field for a picture", () => box.querySelector("input[type=file]"));
    input.files = given.files;
    input.dispatchEvent(new Event("change"));
  }
  await until("the picture", () => root.querySelector("[data-path='photo'] .files .name"));
}

async function make(number) {
  const form = element(`f-${number}`);
  const failed = new Promise((_, fail) => {
    form.addEventListener("sealform-error", ({ detail }) => {
      // What is not sent yet is no trouble.
      if (detail.stage !== "sending") {
        fail(new Error(JSON.stringify(detail)));
      }
    });
  });
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("it is not sealed in time")), PATIENCE_MS));
  const work = async () => {
    const root = await until("the form", () => form.shadowRoot);
    await fill(root, number);
    const summary = () => button(root, "Go to the summary");
    if ((await until("the way on", () => button(root, "Finish and sign") ?? summary())) === summary()) {
      summary().click();
      // A second click this soon would be half of a double click.
      await new Promise((later) => setTimeout(later, DOUBLE_CLICK_MS));
    }
    (await until("the end", () => button(root, "Finish and sign"))).click();
    await until("the receipt", () => root.querySelector("[part=root]").innerText.includes("Your report is signed"));
  };
  try {
    await Promise.race([work(), failed, late]);
  } catch (error) {
    const there = form.shadowRoot?.querySelector("[part=root]")?.innerText ?? "";
    throw new Error(`number ${number}: ${error.message}; ${document.visibilityState}; there is: ${there.slice(0, 2_000)}`);
  }
  form.remove();
}

async function makeAll() {
  // One form stays: the outbox of its questionnaire is sent as long as it is there.
  const stays = element(`stays-${tab}`);
  await until("the form that stays", () => stays.shadowRoot?.querySelector("[data-path='number']"));
  const sealed = new Set((await window.kept()).files.map(({ place }) => place));
  const numbers = Array.from({ length: count }, (_, index) => index);
  const left = numbers.filter((number) => number % tabs === tab && !sealed.has(`f-${number}`));
  const lane = async () => {
    for (let number = left.shift(); number !== undefined; number = left.shift()) {
      await make(number);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

setInterval(() => dispatchEvent(new Event("online")), NETWORK_MS);
makeAll().catch((error) => window.trouble.push(error.message));
