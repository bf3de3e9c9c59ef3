// Reads a sealed file, checks its signature with WebCrypto, and shows its claims. For people to look at: what a receiver
// must check beyond that (trust, replay, score) is the work of `sealform verify`.

const result = document.querySelector("#result");
const claimsBox = document.querySelector("#claims");
const drop = document.querySelector(".drop");
const input = drop.querySelector("input");
const LARGEST = 256 * 1024;

input.addEventListener("change", () => open(input.files[0]));
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  open(event.dataTransfer.files[0]);
});

showLast();

/** The file that was sealed in this tab, if there is one. */
function showLast() {
  let last = null;
  try {
    last = sessionStorage.getItem("sealed");
  } catch {
    // No storage, nothing kept.
  }
  if (last !== null) {
    show(last);
  }
}

async function open(file) {
  if (file === undefined) {
    return;
  }
  if (file.size > LARGEST) {
    return refuse(new Error(`the file has ${file.size} bytes; a sealed file has at most ${LARGEST}`));
  }
  await show(await file.text());
}

async function show(text) {
  claimsBox.replaceChildren();
  try {
    const { claims, payload, kid } = await verify(text);
    accept(text, claims, kid, await hex(payload));
  } catch (error) {
    refuse(error);
  }
}

/** Checks form and signature, and gives what is inside. */
async function verify(text) {
  const jws = parse(text, "the file");
  const names = Object.keys(jws).filter((name) => name !== "readable_unverified").sort().join();
  if (names !== "payload,protected,signature" || !Object.values(jws).slice(0, 3).every((part) => typeof part === "string")) {
    throw new Error("this is not a sealed file: it needs exactly `payload`, `protected` and `signature`");
  }
  const { jwk: given } = parse(decode(bytesOf(jws.protected, "protected")), "the header");
  const jwk = { crv: "P-256", kty: "EC", x: given?.x, y: given?.y };
  const kid = await thumbprint(jwk);
  // There is one header for each key. Written again from the key and compared, nothing in it has to be believed.
  const header = JSON.stringify({ alg: "ES256", jwk, kid, typ: "sealform-submission+jws" });
  if (base64url(new TextEncoder().encode(header)) !== jws.protected) {
    throw new Error("this is signed, but not as a Sealform submission");
  }
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]).catch(() => {
    throw new Error("the file names a key that cannot be one");
  });
  const signed = new TextEncoder().encode(`${jws.protected}.${jws.payload}`);
  if (!(await crypto.subtle.verify(algorithm, key, bytesOf(jws.signature, "signature"), signed))) {
    throw new Error("the signature does not fit: the file was changed after it was sealed");
  }
  const payload = bytesOf(jws.payload, "payload");
  const claims = parse(decode(payload), "the payload");
  if ("readable_unverified" in jws && JSON.stringify(jws.readable_unverified) !== JSON.stringify(claims)) {
    throw new Error("the readable copy says something other than what was sealed");
  }
  return { claims, payload, kid };
}

function accept(text, claims, kid, sha256) {
  const name = `${claims.jti}.jws.json`;
  const save = element("a", { className: "button primary", textContent: "Save the file", download: name });
  save.href = URL.createObjectURL(new Blob([text], { type: "application/jose+json" }));
  result.replaceChildren(
    box("good", "Intact, signer unknown", "Nothing has changed since it was sealed. Who holds the key is for the receiver to know.", save),
  );
  const { questionnaire = {}, clock = {}, score, answers = {} } = claims;
  section("The report", [
    ["Form", `${questionnaire.id} · ${questionnaire.version}`],
    ["Outcome", claims.outcome],
    ["Score", total(score)],
    ["Begun", clock.started],
    ["Sealed", clock.sealed],
    ["Submission", claims.jti],
    ["Fingerprint", sha256],
    ["Key", kid],
  ]);
  section("Answers", Object.entries(answers).map(([path, { v, c }]) => [path, answer(v, c)]));
  const all = element("details");
  all.append(element("summary", { textContent: "Everything that was sealed" }), element("pre", { textContent: JSON.stringify(claims, null, 2) }));
  claimsBox.append(all);
}

function refuse(error) {
  claimsBox.replaceChildren();
  result.replaceChildren(box("bad", "Do not trust this file", sentence(error.message)));
}

function box(kind, heading, text, ...actions) {
  const made = element("div", { className: `verdict ${kind}` });
  made.append(element("h2", { textContent: heading }), element("p", { textContent: text }));
  if (actions.length > 0) {
    const row = element("div", { className: "actions" });
    row.append(...actions);
    made.append(row);
  }
  return made;
}

function section(heading, rows) {
  const list = element("dl");
  for (const [term, value] of rows.filter(([, value]) => value !== undefined && value !== null)) {
    const place = element("dd");
    place.append(value);
    list.append(element("dt", { textContent: term }), place);
  }
  claimsBox.append(element("h2", { textContent: heading }), list);
}

/** Exact fractions, whole numbers without their denominator. */
function total(score) {
  const whole = score?.total;
  if (whole === undefined) {
    return undefined;
  }
  const plain = (fraction) => fraction.replace(/\/1$/, "");
  return `${whole.percent ?? "–"} % (${plain(whole.earned)} of ${plain(whole.possible)})`;
}

function answer(value, comment) {
  const made = element("div", { textContent: typeof value === "object" ? JSON.stringify(value) : String(value ?? "") });
  if (comment !== undefined) {
    made.append(element("q", { textContent: comment }));
  }
  return made;
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

function parse(text, what) {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) {
      return value;
    }
  } catch {
    // Told below.
  }
  throw new Error(`${what} cannot be read as JSON`);
}

function bytesOf(part, name) {
  try {
    const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    throw new Error(`\`${name}\` is damaged`);
  }
}

function decode(bytes) {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** The thumbprint of a key (RFC 7638): the digest of its four members. */
async function thumbprint(jwk) {
  const bytes = new TextEncoder().encode(JSON.stringify(jwk));
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function base64url(bytes) {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function hex(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
