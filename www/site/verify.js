// Verifies a sealed file as `sealform verify` does, and says in plain words what came of it. What is shown was computed here by the
// engine: nothing that a file says of itself is believed.
import { Engine, load } from "./sealform/engine.js";
import "./sealform/report.js";
import { drawFacts } from "./facts.js";
import { verdictOf } from "./verdict.js";

const find = (id) => document.querySelector(`#${id}`);
const result = find("result");
const report = find("report");
const claims = find("claims");
const drop = document.querySelector(".drop");
const LARGEST = 10_000_000;

/** The bytes that are looked at now, or null. */
let bytes = null;
/** Files that lie beside it, by the digests of their bytes. */
let beside = new Map();
/** What a receiver has: texts of documents, and tables. */
const given = { trust: null, questionnaire: null, key: null, tables: [] };

find("file").addEventListener("change", ({ target }) => open([...target.files]));
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  open([...event.dataTransfer.files]);
});
find("trust").addEventListener("input", ({ target }) => {
  given.trust = target.value.trim() === "" ? null : target.value;
  show();
});
find("trust-file").addEventListener("change", async ({ target }) => {
  given.trust = await textOf(target.files[0]);
  find("trust").value = given.trust ?? "";
  show();
});
for (const name of ["questionnaire", "key"]) {
  find(name).addEventListener("change", async ({ target }) => {
    given[name] = await textOf(target.files[0]);
    show();
  });
}
find("tables").addEventListener("change", async ({ target }) => {
  const read = async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  given.tables = await Promise.all([...target.files].map(read));
  show();
});

await takeTrust();
takeLast();

/** A trust document that the address of this page names: one of this site, since nobody else may say whom to trust here. */
async function takeTrust() {
  const name = new URLSearchParams(location.search).get("trust");
  if (name === null) {
    return;
  }
  const address = new URL(name, location.href);
  try {
    if (address.origin !== location.origin) {
      throw new Error("it is not of this site");
    }
    const reply = await fetch(address, { redirect: "error" });
    if (!reply.ok) {
      throw new Error(`the server answers ${reply.status}`);
    }
    given.trust = await reply.text();
    find("trust").value = given.trust;
    document.querySelector(".more").open = true;
  } catch (error) {
    refuse("The trust document was not loaded", `Nobody is trusted until you choose one. Reason: ${error.message}.`);
  }
}

/** The file that was sealed in this tab, if there is one. */
function takeLast() {
  let last = null;
  try {
    last = sessionStorage.getItem("sealed");
  } catch {
    // No storage, nothing kept.
  }
  if (last !== null) {
    bytes = new TextEncoder().encode(last);
    show();
  }
}

async function textOf(file) {
  return file === undefined ? null : await file.text();
}

/** Opens a sealed file; those that come with it are its attachments. */
async function open(files) {
  const file = files.find(({ name }) => name.endsWith(".jws.json")) ?? files.find(({ name }) => name.endsWith(".json")) ?? files[0];
  if (file === undefined) {
    return;
  }
  if (file.size > LARGEST) {
    bytes = null;
    return refuse("This is not a sealed file", "It is far larger than any report.");
  }
  bytes = new Uint8Array(await file.arrayBuffer());
  const others = files.filter((other) => other !== file);
  beside = new Map(await Promise.all(others.map(async (other) => [await digestOf(other), other])));
  await show();
}

async function digestOf(file) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Verifies the file with what there is now. */
async function show() {
  if (bytes === null) {
    return;
  }
  const now = bytes;
  clear();
  try {
    await load();
    const { trust, questionnaire, key: scoringKey, tables: files } = given;
    const options = questionnaire === null ? { trust } : { trust, questionnaire, scoringKey, files };
    const verification = Engine.verify(now, options);
    const verdict = verdictOf(verification, given);
    result.replaceChildren(box(verdict, saveLink(now, verification)));
    if (verification.intact !== null) {
      await report.show({
        report: (language) => Engine.report(now, { ...options, language }),
        attachment: async ({ sha256 }) => beside.get(sha256) ?? null,
      });
      claims.append(...drawFacts(verification));
    }
  } catch (error) {
    const why = error.findings?.map((finding) => finding.message) ?? [error.message];
    refuse("The file was not checked", "Something that you chose to check it with cannot be used.", why);
  }
}

function saveLink(now, { intact }) {
  if (intact === null) {
    return null;
  }
  const save = Object.assign(document.createElement("a"), { className: "button", textContent: "Save the file" });
  save.download = `${intact.claims.jti}.jws.json`;
  save.href = URL.createObjectURL(new Blob([now], { type: "application/jose+json" }));
  return save;
}

function clear() {
  report.clear();
  claims.replaceChildren();
}

function refuse(heading, text, points = []) {
  clear();
  result.replaceChildren(box({ kind: "bad", heading, text, points }, null));
}

function box({ kind, heading, text, points }, action) {
  const made = Object.assign(document.createElement("div"), { className: `verdict ${kind}` });
  const line = (name, textContent) => Object.assign(document.createElement(name), { textContent });
  made.append(line("h2", heading), line("p", text));
  if (points.length > 0) {
    const list = document.createElement("ul");
    list.append(...points.map((point) => line("li", point)));
    made.append(list);
  }
  if (action !== null) {
    const row = Object.assign(document.createElement("div"), { className: "actions" });
    row.append(action);
    made.append(row);
  }
  return made;
}
