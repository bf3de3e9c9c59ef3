// What is for one recipient, in Chromium and under the policy of the guide: from the last page to the receipt of the agency.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";

const PATIENCE_MS = 20_000;
const SECOND_TAP_MS = 1_000;
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".css": "text/css" };
const ISSUER = "https://agency.example";
const FORM = {
  sealform: 1,
  id: "visit",
  version: "1",
  title: "Visit",
  languages: ["en"],
  survey: [{ type: "text", name: "note", label: "Note" }],
};

const base64url = (text) => Buffer.from(text).toString("base64url");
const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const publicOf = ({ publicKey }) => {
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
  return { kty, crv, x, y };
};

/** A receipt of the agency for a sealed file, as it stands in a reply. */
function receiptFor(file, agency) {
  const payload = Buffer.from(JSON.parse(file).payload, "base64url");
  const { jti } = JSON.parse(payload);
  const sha256 = createHash("sha256").update(payload).digest("hex");
  const at = "2026-12-01T10:00:00Z";
  const says = `{"at":"${at}","iss":"${ISSUER}","jti":"${jti}","received_at":"${at}","sha256":"${sha256}"}`;
  const input = `${base64url('{"alg":"ES256","typ":"sealform-receipt+jws"}')}.${base64url(says)}`;
  const signature = sign("sha256", Buffer.from(input), { key: agency.privateKey, dsaEncoding: "ieee-p1363" });
  return JSON.stringify({ receipt: `${input}.${base64url(signature)}` });
}

/** Serves the package with a form, and takes what is sent: at the third time, for it is out of order before. */
async function receiver(folder, documents, reply) {
  const posts = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (request.method === "POST") {
      let body = "";
      for await (const chunk of request) {
        body += chunk;
      }
      posts.push({ type: request.headers["content-type"], body });
      if (posts.length < 3) {
        response.writeHead(503, { "Retry-After": "0" }).end();
      } else {
        response.writeHead(200, { "Content-Type": "application/json" }).end(await reply(body));
      }
      return;
    }
    const file = join(folder, pathname.replace(/^\/sealform\//, ""));
    const made = documents[pathname] ?? (pathname.startsWith("/sealform/") && existsSync(file) ? await readFile(file) : null);
    const type = TYPES[extname(pathname)] ?? (pathname === "/" ? "text/html" : "application/json");
    response.writeHead(made === null ? 404 : 200, { "Content-Type": type, "Content-Security-Policy": POLICY }).end(made);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { posts, address: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((done) => server.close(done)) };
}

export async function encryptsInChromium(browser, work) {
  const folder = join(work, "node_modules/@sealform/form");
  const { decrypt } = await import(pathToFileURL(join(folder, "engine.js")));
  const [recipient, agency] = [pair(), pair()];
  const key = recipient.privateKey.export({ format: "jwk" });
  const open = async (jwe) => new TextDecoder().decode(await decrypt(jwe, key));
  const documents = {
    "/": `<!doctype html><html lang="en"><meta charset="utf-8"><title>Visit</title>
      <script type="module" src="sealform/index.js"></script>
      <sealform-form src="form.json" delivery="delivery.json" trust="trust.json" lang="en"></sealform-form></html>`,
    "/form.json": JSON.stringify(FORM),
    "/delivery.json": JSON.stringify({ targets: [{ type: "webhook", url: "/in" }], encrypt: publicOf(recipient) }),
    "/trust.json": JSON.stringify({ sealform_trust: 1, issuers: [{ iss: ISSUER, keys: [publicOf(agency)] }] }),
  };
  const server = await receiver(folder, documents, async (jwe) => receiptFor(await open(jwe), agency));
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(server.address);
    await page.getByRole("textbox").fill("The window was smeared");
    await page.getByRole("button", { name: "Go to the summary" }).click();
    await page.getByText("Where to:").waitFor();
    // A tap that comes too soon after another is none: nobody signs by tapping twice.
    await page.waitForTimeout(SECOND_TAP_MS);
    await page.getByRole("button", { name: "Finish and sign" }).click();
    await page.getByText("Received by").waitFor();
    await page.getByRole("button", { name: "Reports and drafts on this device" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("(encrypted)").waitFor();
    await dialog.locator("[data-receipt=received]").waitFor();
    // Not a letter of it was sent otherwise, and each try was the same.
    assert.deepEqual([...new Set(server.posts.map(({ type }) => type))], ["application/jose"]);
    assert.equal(new Set(server.posts.map(({ body }) => body)).size, 1);
    const sealed = JSON.parse(await open(server.posts[0].body));
    const { answers } = JSON.parse(Buffer.from(sealed.payload, "base64url"));
    assert.equal(answers.note.v, "The window was smeared");
    // For the programs of the guide: `cargo xtask test --only verifiers` opens it with them.
    await mkdir(join(work, "encrypted"), { recursive: true });
    await writeFile(join(work, "encrypted/recipient.jwk"), JSON.stringify(key));
    await writeFile(join(work, "encrypted/report.jwe"), server.posts[0].body);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
    await server.close();
  }
}
