/**
 * `tests/vectors/encryption`: what was encrypted for a key, and attacks on it. Receivers of every kind are tried on them: this
 * code, `sealform open`, and the programs of the guide. With `SEALFORM_WRITE=1` they are made anew; each time they are others, for
 * every JWE has a key of its own.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CompactEncrypt, importJWK } from "jose";
import { beforeAll, expect, it } from "vitest";
import { decrypt, type PrivateKey } from "../src/device/encryption/decrypt.js";
import { encrypt } from "../src/device/encryption/encrypt.js";
import { readRecipient } from "../src/device/encryption/recipient.js";

const folder = fileURLToPath(new URL("../../../tests/vectors/", import.meta.url));
const vectors = `${folder}encryption/`;

interface Vector {
  readonly file: string;
  readonly about: string;
}
interface Manifest {
  readonly about: string;
  /** `plain` is a file beside this folder. */
  readonly good: readonly (Vector & { readonly plain: string })[];
  readonly bad: readonly Vector[];
}

const textOf = (path: string): string => readFileSync(path, "utf8");
const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64url");

async function privateKey(namedCurve = "P-256"): Promise<PrivateKey> {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve }, true, ["deriveBits"]);
  const { x, y, d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { crv: namedCurve as "P-256", kty: "EC", x: String(x), y: String(y), d: String(d) };
}

/** A JWE whose parts, as bytes, are changed. */
function changed(jwe: string, act: (parts: Uint8Array[]) => void): string {
  const parts = jwe.split(".").map((part) => Uint8Array.from(Buffer.from(part, "base64url")));
  act(parts);
  return parts.map(base64url).join(".");
}

const flip = (part: number, byte: number) => (parts: Uint8Array[]) => {
  const bytes = parts[part] ?? new Uint8Array();
  const at = byte < 0 ? bytes.length + byte : byte;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
};

const headed = (change: object) => (parts: Uint8Array[]) => {
  const header = JSON.parse(Buffer.from(parts[0] ?? []).toString());
  parts[0] = Uint8Array.from(Buffer.from(JSON.stringify({ ...header, ...change })));
};

/** Changes of a good JWE, each of which the cipher, or the form of a JWE, has to show. */
function damaged(jwe: string, other: PrivateKey, wide: PrivateKey): Record<string, readonly [string, string]> {
  const { d: _, ...otherPublic } = other;
  const { d: __, ...widePublic } = wide;
  const cut = (part: number, bytes: number) => (parts: Uint8Array[]) => {
    parts[part] = (parts[part] ?? new Uint8Array()).slice(0, bytes);
  };
  const of = (about: string, act: (parts: Uint8Array[]) => void): readonly [string, string] => [
    about,
    changed(jwe, act),
  ];
  const pieces = jwe.split(".");
  return {
    "ciphertext-bit": of("one bit of the ciphertext", flip(3, 0)),
    "ciphertext-end": of("the last bit of the ciphertext", flip(3, -1)),
    "ciphertext-empty": of("no ciphertext", cut(3, 0)),
    "iv-bit": of("one bit of the nonce", flip(2, 0)),
    "iv-short": of("a nonce of 8 bytes", cut(2, 8)),
    "iv-empty": of("no nonce", cut(2, 0)),
    "tag-bit": of("one bit of the tag", flip(4, 0)),
    "tag-short": of("a tag of 12 bytes, which GCM knows and JWE does not", cut(4, 12)),
    "tag-one-byte": of("a tag of one byte", cut(4, 1)),
    "tag-empty": of("no tag", cut(4, 0)),
    "header-kid": of("the header names another key", headed({ kid: "somebody" })),
    "header-cty": of("the header names another content", headed({ cty: "JWT" })),
    "header-member": of("the header has one member more", headed({ note: "" })),
    "epk-other": of("the key of somebody else", headed({ epk: otherPublic })),
    "epk-beside": of("a point beside the curve", headed({ epk: { ...otherPublic, y: widePublic.y.slice(0, 43) } })),
    "epk-other-curve": of("a key of another curve", headed({ epk: widePublic })),
    "epk-missing": of("no key to agree with", headed({ epk: undefined })),
    "alg-missing": of("no algorithm", headed({ alg: undefined })),
    "alg-none": of("the algorithm `none`", headed({ alg: "none" })),
    "alg-dir": of("the algorithm `dir`", headed({ alg: "dir" })),
    "enc-missing": of("no cipher", headed({ enc: undefined })),
    "encrypted-key": of("an encrypted key, where two keys agree on one", (parts) => {
      parts[1] = new Uint8Array(40);
    }),
    "parts-four": ["a part is missing", pieces.slice(0, 4).join(".")],
    "parts-six": ["a part too many", `${jwe}.AAAA`],
    jws: ["no JWE but a JWS", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"],
    empty: ["nothing", ""],
  };
}

/** What is encrypted as it should be, for the right key, and in another way than ours. */
const OTHERWISE: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
  "alg-wrapped": ["a wrapped key", { alg: "ECDH-ES+A256KW", enc: "A256GCM" }],
  "enc-128": ["a key of 128 bits", { alg: "ECDH-ES", enc: "A128GCM" }],
  "enc-cbc": ["another cipher", { alg: "ECDH-ES", enc: "A256CBC-HS512" }],
  zip: ["packed before it was encrypted", { alg: "ECDH-ES", enc: "A256GCM", zip: "DEF" }],
  crit: ["a member that has to be understood", { alg: "ECDH-ES", enc: "A256GCM", crit: ["urn:x"], "urn:x": 1 }],
};

async function write(): Promise<void> {
  const [key, other, wide] = [await privateKey(), await privateKey(), await privateKey("P-384")];
  for (const name of ["good", "bad"]) {
    rmSync(vectors + name, { recursive: true, force: true });
    mkdirSync(vectors + name, { recursive: true });
  }
  const file = (name: string, text: string): string => {
    writeFileSync(vectors + name, `${text}\n`);
    return name;
  };
  file("recipient.jwk", JSON.stringify(key));
  const good: (Vector & { plain: string })[] = [];
  const bytesOf = (path: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(folder + path));
  const recipient = readRecipient({ ...key, d: undefined }, "the vectors");
  for (const name of ["minimal", "full", "letters"]) {
    const plain = `submission/good/${name}.jws.json`;
    const { jwe } = await encrypt(bytesOf(plain), recipient);
    good.push({ file: file(`good/${name}.jwe`, jwe), about: "a sealed file", plain });
  }
  const { jwe } = await encrypt(bytesOf("submission/manifest.json"), recipient, "attachment");
  good.push({ file: file("good/attachment.jwe", jwe), about: "an attachment", plain: "submission/manifest.json" });
  const [first] = good;
  const bad: Vector[] = [];
  for (const [name, [about, text]] of Object.entries(damaged(textOf(vectors + first?.file).trim(), other, wide))) {
    bad.push({ file: file(`bad/${name}.jwe`, text), about });
  }
  const stranger = await encrypt(
    bytesOf("submission/good/minimal.jws.json"),
    readRecipient({ ...other, d: undefined }, ""),
  );
  bad.push({ file: file("bad/other-recipient.jwe", stranger.jwe), about: "encrypted for somebody else" });
  for (const [name, [about, header]] of Object.entries(OTHERWISE)) {
    const made = new CompactEncrypt(bytesOf("submission/good/minimal.jws.json")).setProtectedHeader(header as never);
    const text = await made.encrypt(await importJWK({ ...recipient }, "ECDH-ES"), { crit: { "urn:x": true } });
    bad.push({ file: file(`bad/${name}.jwe`, text), about });
  }
  const about =
    "What was encrypted for `recipient.jwk`, which is no secret. Each good one holds the file that it names; no bad one may be opened.";
  writeFileSync(`${vectors}manifest.json`, `${JSON.stringify({ about, good, bad }, null, 2)}\n`);
}

beforeAll(async () => {
  if (process.env["SEALFORM_WRITE"] === "1") {
    await write();
  }
});

it("opens what was encrypted as it should be, and nothing else", async () => {
  const key: PrivateKey = JSON.parse(textOf(`${vectors}recipient.jwk`));
  const { good, bad }: Manifest = JSON.parse(textOf(`${vectors}manifest.json`));
  const opened = (file: string): Promise<Uint8Array> => decrypt(textOf(vectors + file).trim(), key);
  for (const { file, plain } of good) {
    expect(Buffer.from(await opened(file)).equals(readFileSync(folder + plain)), file).toBe(true);
  }
  for (const { file, about } of bad) {
    await expect(opened(file), `${file}: ${about}`).rejects.toThrow();
  }
  expect([good.length, bad.length]).toEqual([4, 32]);
  const listed = [...good, ...bad].map(({ file }) => file.split("/")[1]);
  expect(listed.sort()).toEqual(["good", "bad"].flatMap((name) => readdirSync(vectors + name)).sort());
});
