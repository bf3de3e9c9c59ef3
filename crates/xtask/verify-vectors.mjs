// Has the engine of a package verify every submission vector, and compares it with the manifest:
//
//     node verify-vectors.mjs PACKAGE VECTORS [SEALED…]
//
// Files that browsers sealed have to be intact. What the page `verify.html` says of each file is looked at, too.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, vectors, ...sealed] = process.argv.slice(2);
const { Engine, load } = await import(pathToFileURL(join(folder, "engine.js")));
const { verdictOf } = await import(new URL("../../www/site/verdict.js", import.meta.url));
await load();

const manifest = JSON.parse(await readFile(join(vectors, "manifest.json"), "utf8"));
const trustOf = async ({ trust }) => (trust === null ? null : await readFile(join(vectors, trust), "utf8"));
const SIGNERS = { unknown: "none", known: "key", holder_of_link: "link", enrolled_device: "device" };
const bytesOf = async (file) => new Uint8Array(await readFile(file));

for (const good of manifest.good) {
  const trust = await trustOf(good);
  const verification = Engine.verify(await bytesOf(join(vectors, good.file)), { trust });
  assert.ok(verification.ok, `${good.file}: ${JSON.stringify(verification.findings)}`);
  const { claims, sha256, trust: signer, level } = verification.intact;
  assert.deepEqual([claims.jti, sha256, signer, level], [good.jti, good.payload_sha256, SIGNERS[good.signer], good.level], good.file);
  assert.match(verdictOf(verification, { trust }).heading, /^Intact, /, good.file);
}
const bad = manifest.bad.filter(({ file }) => file !== null && file !== undefined);
for (const { file, code, place, ...one } of bad) {
  const trust = await trustOf(one);
  const verification = Engine.verify(await bytesOf(join(vectors, file)), { trust });
  assert.equal(verification.ok, false, `${file} is taken`);
  const found = verification.findings.map((finding) => [finding.code, finding.place.pointer ?? ""]);
  assert.ok(found.some(([itsCode, itsPlace]) => itsCode === code && itsPlace === place), `${file}: ${JSON.stringify(found)}`);
  const verdict = verdictOf(verification, { trust });
  assert.equal(verdict.kind, "bad", file);
  assert.equal(verdict.heading === "This is not a sealed file", ["seal/file-json", "seal/file-member", "seal/too-large"].includes(code), file);
}
for (const file of sealed) {
  const { ok, findings } = Engine.verify(await bytesOf(file));
  assert.ok(ok, `${file}: ${JSON.stringify(findings)}`);
}
console.log(`${manifest.good.length + sealed.length} good, ${bad.length} bad`);
