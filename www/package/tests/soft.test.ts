/** A page on plain http: browsers give it no `crypto.subtle`, and everything is hashed, signed and checked all the same. */
import "fake-indexeddb/auto";
import { createHash, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compactVerify, importJWK, type JWK } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compare } from "../src/assignments/briefing.js";
import { database } from "../src/device/database.js";
import { sha256, sha256Hex } from "../src/device/digest.js";
import { decrypt, type PrivateKey } from "../src/device/encryption/decrypt.js";
import { encrypt } from "../src/device/encryption/encrypt.js";
import { type Recipient, readRecipient } from "../src/device/encryption/recipient.js";
import { keptKey, localMoment, readKey, sign, signingKey } from "../src/device/keys.js";
import { bytesOf } from "../src/device/parcel.js";
import { isSignedBy, thumbprint } from "../src/device/signature.js";
import { enrol, keptSince } from "../src/enrolment/make.js";
import { areHalves, isSigned, signWith } from "../src/soft/software.js";
import { judge, readTrust } from "../src/trust.js";
import { base64url, signer, trustText } from "./agency.js";
import { sealed } from "./memory-device.js";

const data = fileURLToPath(new URL("../../../../shared/conformance", import.meta.url));
const folder = `${process.env["SEALFORM_CONFORMANCE"] ?? data}/signing/signing/wycheproof`;

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const hex = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "hex"));
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const digestOf = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

/** What is left of `crypto` there. */
function onPlainHttp(): void {
  vi.stubGlobal("crypto", { getRandomValues: (array: Uint8Array) => webcrypto.getRandomValues(array) });
  vi.stubGlobal("CryptoKey", undefined);
}

/** Whether WebCrypto takes a signature. */
async function isTaken(jwk: string, input: Uint8Array<ArrayBuffer>, signature: Uint8Array): Promise<boolean> {
  const key = await webcrypto.subtle.importKey("jwk", JSON.parse(jwk), ES256, false, ["verify"]);
  return webcrypto.subtle.verify(ES256, key, new Uint8Array(signature), input);
}

const rowsOf = async (agency: string): Promise<unknown> => database.get("keys", agency);

beforeEach(async () => {
  onPlainHttp();
  for (const key of await database.keys("keys")) {
    await database.write([{ store: "keys", key: key as string, remove: true }]);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the key", () => {
  it("signs as WebCrypto and jose take it, and not for another input", async () => {
    const key = await signingKey("one", () => undefined);
    expect(key.storage).toBe("soft");
    expect(JSON.parse(key.jwk)).toEqual({
      crv: "P-256",
      kty: "EC",
      x: expect.stringMatching(/^[\w-]{43}$/),
      y: expect.stringMatching(/^[\w-]{43}$/),
    });
    const input = `${base64url('{"alg":"ES256"}')}.${base64url("a report")}`;
    const signature = await sign(key, bytes(input));
    expect(signature).toHaveLength(64);
    expect(await isTaken(key.jwk, bytes(input), signature)).toBe(true);
    expect(await isTaken(key.jwk, bytes(`${input}x`), signature)).toBe(false);
    vi.unstubAllGlobals();
    const { payload } = await compactVerify(
      `${input}.${base64url(signature)}`,
      await importJWK(JSON.parse(key.jwk) as JWK, "ES256"),
    );
    expect(new TextDecoder().decode(payload)).toBe("a report");
  });

  it("is kept with its private half as bytes, and signs again", async () => {
    const unreadable = vi.fn();
    const first = await signingKey("two", unreadable);
    const record = (await rowsOf("two")) as Record<string, unknown>;
    expect(Object.keys(record).sort()).toEqual(["created", "jwk", "soft", "storage"]);
    expect(record).toMatchObject({ storage: "soft", jwk: first.jwk, created: first.created });
    expect(record["soft"]).toHaveLength(32);
    expect(readKey(record)).toEqual(first);
    expect((await keptKey("two"))?.jwk).toBe(first.jwk);
    expect((await signingKey("two", unreadable)).jwk).toBe(first.jwk);
    expect((await signingKey("three", unreadable)).jwk).not.toBe(first.jwk);
    expect(unreadable).not.toHaveBeenCalled();
  });

  it("signs on where the page is secure afterwards", async () => {
    const first = await signingKey("four", () => undefined);
    vi.unstubAllGlobals();
    const again = await signingKey("four", () => undefined);
    expect(again.jwk).toBe(first.jwk);
    expect(await isTaken(first.jwk, bytes("x"), await sign(again, bytes("x")))).toBe(true);
  });

  const other = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
  it.each<[string, (record: Record<string, unknown>) => Record<string, unknown>]>([
    ["whose private half is another", (record) => ({ ...record, soft: other })],
    ["whose private half has a byte less", (record) => ({ ...record, soft: (record["soft"] as Uint8Array).slice(1) })],
    ["whose private half is no number of the curve", (record) => ({ ...record, soft: new Uint8Array(32) })],
    ["whose private half is a text", (record) => ({ ...record, soft: "A".repeat(32) })],
    ["whose public half was changed", (record) => ({ ...record, jwk: '{"crv":"P-256","kty":"EC","x":"A","y":"A"}' })],
    ["that says it was made otherwise", (record) => ({ ...record, storage: "webcrypto" })],
  ])("%s is set aside, and another one is made", async (name, change) => {
    const first = await signingKey(name, () => undefined);
    const changed = change((await rowsOf(name)) as Record<string, unknown>);
    await database.write([{ store: "keys", key: name, put: changed }]);
    // The page was loaded anew.
    vi.resetModules();
    const later = await import("../src/device/keys.js");
    const unreadable = vi.fn();
    const second = await later.signingKey(name, unreadable);
    expect(second.jwk).not.toBe(first.jwk);
    expect(unreadable).toHaveBeenCalledOnce();
    const rows = await database.rows("keys");
    const aside = rows.find(({ key }) => Array.isArray(key) && key[0] === "unreadable" && key[1] === name);
    expect(aside?.value).toEqual(changed);
    expect(await isTaken(second.jwk, bytes("x"), await later.sign(second, bytes("x")))).toBe(true);
  });

  it.each([
    ["null in its place", null],
    ["null as its private half", { key: null, jwk: "{}", created: "2026-12-01T10:00:00+01:00" }],
  ])("never takes the place of one of WebCrypto, of which browsers give %s", async (_, record) => {
    await database.write([{ store: "keys", key: "five", put: record }]);
    await expect(signingKey("five", () => undefined)).rejects.toMatchObject({ name: "NoKey" });
    expect(await rowsOf("five")).toEqual(record);
    expect(await database.keys("keys")).toEqual(["five"]);
  });

  it("is not made without random numbers", async () => {
    vi.stubGlobal("crypto", {});
    await expect(signingKey("six", () => undefined)).rejects.toMatchObject({ name: "NoKey" });
    expect(await database.keys("keys")).toEqual([]);
  });

  it("enrols the device", async () => {
    vi.stubGlobal("location", { origin: "http://forms.example" });
    const keys = { localMoment, readKey, sign, signingKey };
    const { token, thumbprint: named } = await enrol(keys, "seven", "anna", new Date());
    const [, payload = ""] = token.split(".");
    const { jwk, origin } = JSON.parse(Buffer.from(payload, "base64url").toString());
    expect(origin).toBe("http://forms.example");
    expect(await isSignedBy(token, jwk)).toBe(true);
    expect(named).toBe(createHash("sha256").update(JSON.stringify(jwk)).digest("base64url"));
    expect(await keptSince(keys, "seven")).not.toBeNull();
  });
});

describe("ES256", () => {
  /** RFC 6979, A.2.5, with SHA-256. */
  const SECRET = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
  const POINT = [
    hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
    hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"),
  ] as const;
  it.each([
    [
      "sample",
      "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
      "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    ],
    [
      "test",
      "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
      "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
    ],
  ])("signs %s as RFC 6979 has it, whether s is low or high", (message, r, s) => {
    const signature = hex(r + s);
    expect(signWith(SECRET, bytes(message))).toEqual(signature);
    expect(isSigned(POINT, bytes(message), signature)).toBe(true);
    expect(isSigned(POINT, bytes(`${message}.`), signature)).toBe(false);
  });

  it("knows the public half of that key", () => {
    const [x, y] = POINT.map(base64url);
    expect(areHalves({ soft: SECRET, jwk: JSON.stringify({ crv: "P-256", kty: "EC", x, y }) })).toBe(true);
    expect(areHalves({ soft: SECRET, jwk: JSON.stringify({ crv: "P-256", kty: "EC", x: y, y: x }) })).toBe(false);
  });

  it("takes what an agency signed with WebCrypto, and nothing that was changed", async () => {
    vi.unstubAllGlobals();
    const [agency, stranger] = [await signer(), await signer()];
    const payload = { iss: "agency", assignment: "17", jti: "a" };
    const token = await agency.token(payload);
    const kid = await thumbprint(JSON.stringify({ crv: "P-256", kty: "EC", x: agency.jwk["x"], y: agency.jwk["y"] }));
    const named = await agency.token(payload, { alg: "ES256", kid, typ: "sealform-assignment+jws" });
    onPlainHttp();
    expect(await isSignedBy(token, agency.jwk)).toBe(true);
    expect(await isSignedBy(token, stranger.jwk)).toBe(false);
    expect(await isSignedBy(token.replace(/.{8}$/, "AAAAAAAA"), agency.jwk)).toBe(false);
    expect(await isSignedBy(token, { ...agency.jwk, y: agency.jwk["x"] } as JsonWebKey)).toBe(false);
    expect(await isSignedBy(`${token}AAAA`, agency.jwk)).toBe(false);
    const trust = readTrust(trustText(agency));
    expect(await judge(trust, named, payload)).toBe("checked");
    expect(await judge(readTrust(trustText(stranger)), named, payload)).toBe("untrusted");
  });

  it.skipIf(!existsSync(folder))("takes and refuses what Wycheproof says", () => {
    const { testGroups, numberOfTests } = JSON.parse(
      readFileSync(`${folder}/ecdsa_secp256r1_sha256_p1363_test.json`, "utf8"),
    );
    const faults: string[] = [];
    let count = 0;
    for (const { publicKey, tests } of testGroups) {
      const point = [hex(publicKey.uncompressed.slice(2, 66)), hex(publicKey.uncompressed.slice(66))] as const;
      for (const { tcId, comment, msg, sig, result } of tests) {
        let isTaken = false;
        try {
          isTaken = isSigned(point, hex(msg), hex(sig));
        } catch {
          // As `isSignedBy` has it.
        }
        count += 1;
        if (isTaken !== (result === "valid")) {
          faults.push(`${tcId} ${comment}: ${result}`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(count).toBe(numberOfTests);
  });
});

describe("digests", () => {
  it.each([0, 1, 55, 56, 64, 1_000, 4_000_000, 4_000_001, 9_000_003])(
    "are those of browsers: %i bytes",
    async (size) => {
      const content = Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 255);
      expect(await sha256Hex(content)).toBe(digestOf(content));
      expect(Buffer.from(await sha256(content)).toString("hex")).toBe(digestOf(content));
    },
  );

  it("tell an attachment that was changed", async () => {
    const piece = { name: "a", type: "image/png", size: 3, sha256: digestOf("abc") };
    const store = (text: string) => ({ attachment: async () => bytes(text).buffer, draft: async () => null });
    expect(await bytesOf(piece, sealed("j"), store("abc"))).toEqual(bytes("abc"));
    expect(await bytesOf(piece, sealed("j"), store("abd"))).toBeNull();
  });

  it("tell a briefing that was changed", async () => {
    vi.stubGlobal("document", { baseURI: "http://forms.example/" });
    vi.stubGlobal("fetch", async () => new Response("go there"));
    const asked = { url: "http://forms.example/b", signal: new AbortController().signal };
    expect(await compare({ ...asked, sha256: digestOf("go there") })).toBe("same");
    expect(await compare({ ...asked, sha256: digestOf("stay") })).toBe("changed");
  });
});

describe("encryption", () => {
  const ALGORITHM = { name: "ECDH", namedCurve: "P-256" };
  async function pair(): Promise<PrivateKey> {
    const { privateKey } = await webcrypto.subtle.generateKey(ALGORITHM, true, ["deriveBits"]);
    const { x, y, d } = await webcrypto.subtle.exportKey("jwk", privateKey);
    return { crv: "P-256", kty: "EC", x: String(x), y: String(y), d: String(d) };
  }
  const publicOf = ({ crv, kty, x, y }: PrivateKey): Recipient => ({ crv, kty, x, y });

  it.each([0, 1, 16, 24_576, 1_000_001])("of %i bytes is opened by jose, by its recipient alone", async (size) => {
    const [agency, other] = [await pair(), await pair()];
    const content = webcrypto.getRandomValues(new Uint8Array(Math.min(size, 65_536)));
    const plain = Uint8Array.from({ length: size }, (_, at) => content[at % content.length] ?? 0);
    const { jwe, sha256: named } = await encrypt(plain, publicOf(agency));
    expect(named).toBe(digestOf(jwe));
    const header = JSON.parse(Buffer.from(jwe.split(".")[0] ?? "", "base64url").toString());
    const kid = await thumbprint(JSON.stringify({ crv: "P-256", kty: "EC", x: agency.x, y: agency.y }));
    expect(header).toEqual({
      ...{ alg: "ECDH-ES", enc: "A256GCM", kid, cty: "jose+json" },
      epk: { kty: "EC", crv: "P-256", x: expect.any(String), y: expect.any(String) },
    });
    // Each has a key of its own.
    const again = await encrypt(plain, publicOf(agency));
    expect(again.jwe.split(".")[0]).not.toBe(jwe.split(".")[0]);
    vi.unstubAllGlobals();
    expect(Buffer.from(await decrypt(jwe, agency)).equals(plain)).toBe(true);
    await expect(decrypt(jwe, other)).rejects.toThrow();
    const header64 = jwe.split(".")[0] ?? "";
    await expect(decrypt(jwe.replace(header64, again.jwe.split(".")[0] ?? ""), agency)).rejects.toThrow();
  });

  it.skipIf(!existsSync(folder))("is made for those points that Wycheproof calls valid", async () => {
    const { testGroups } = JSON.parse(readFileSync(`${folder}/ecdh_secp256r1_webcrypto_test.json`, "utf8"));
    const faults: string[] = [];
    for (const { tests } of testGroups) {
      for (const { tcId, public: key, result, comment } of tests) {
        const made = async (): Promise<string> =>
          (await encrypt(new Uint8Array(1), readRecipient({ ...key, kid: undefined }, ""))).jwe;
        const isMade = await made().then(
          () => true,
          () => false,
        );
        if (isMade !== (result === "valid")) {
          faults.push(`${tcId} ${comment}: ${result}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });
});

it("a page whose module does not come says so, and neither takes nor refuses a signature", async () => {
  vi.resetModules();
  vi.doMock("../src/soft/software.js", () => {
    throw new TypeError("it did not come");
  });
  vi.stubGlobal("document", { baseURI: "http://forms.example/" });
  const signature = await import("../src/device/signature.js");
  await expect(signature.isSignedBy("a.b.c", {})).rejects.toThrow();
  const keys = await import("../src/device/keys.js");
  await expect(keys.signingKey("eight", () => undefined)).rejects.toThrow();
  vi.doUnmock("../src/soft/software.js");
});
