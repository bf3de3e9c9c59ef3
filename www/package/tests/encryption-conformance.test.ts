/**
 * Test data of other projects (Wycheproof, the cookbook of RFC 7520), read where it lies; see `tests/README.md`. What our functions
 * are to take they take, and everything else they refuse.
 */
import { createCipheriv, createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { decrypt, type PrivateKey } from "../src/device/encryption/decrypt.js";
import { encrypt } from "../src/device/encryption/encrypt.js";
import { type Recipient, readRecipient } from "../src/device/encryption/recipient.js";

const beside = fileURLToPath(new URL("../../../../shared/conformance", import.meta.url));
const folder = `${process.env["SEALFORM_CONFORMANCE"] ?? beside}/signing/signing`;
const isThere = existsSync(folder);
if (!isThere) {
  console.info(`skipped: there is no ${folder} (github.com/C2SP/wycheproof, github.com/ietf-jose/cookbook)`);
}

// biome-ignore lint/suspicious/noExplicitAny: documents of others, of many shapes
type Data = any;
const read = (path: string): Data => JSON.parse(readFileSync(`${folder}/${path}`, "utf8"));
const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64url");
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const isOurs = (jwk: Data): jwk is PrivateKey => jwk?.kty === "EC" && jwk.crv === "P-256";

/** What a JWE says of itself; nothing where that cannot be read. */
function headerOf(jwe: unknown): Data {
  try {
    return JSON.parse(Buffer.from(String(jwe).split(".")[0] ?? "", "base64url").toString());
  } catch {
    return {};
  }
}

/** A counter for each suite, printed at the end: a suite that no longer runs would not be missed otherwise. */
const ran: Record<string, { taken: number; refused: number; passed: number }> = {};
const count = (suite: string, what: "taken" | "refused" | "passed"): void => {
  ran[suite] ??= { taken: 0, refused: 0, passed: 0 };
  ran[suite][what] += 1;
};
afterAll(() => {
  for (const [suite, { taken, refused, passed }] of Object.entries(ran)) {
    console.info(`${suite}: ${taken} taken, ${refused} refused, ${passed} of keys that are not ours`);
  }
});

/** The key of `ECDH-ES` with `A256GCM` (RFC 7518, section 4.6.2), from the secret that two keys agree on. */
function agreedKey(shared: Buffer): Buffer {
  const number = (value: number): Buffer => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]);
  const algorithm = Buffer.from("A256GCM");
  const info = [number(algorithm.length), algorithm, number(0), number(0), number(256)];
  return createHash("sha256")
    .update(Buffer.concat([number(1), shared, ...info]))
    .digest();
}

/** A JWE that only whoever agrees on that secret opens; made without any code of ours, or of `jose`. */
function jweFor(epk: Data, shared: Buffer, text: string): string {
  const { kty, crv, x, y } = epk;
  const header = base64url(JSON.stringify({ alg: "ECDH-ES", enc: "A256GCM", epk: { kty, crv, x, y } }));
  const iv = Buffer.alloc(12, 7);
  const cipher = createCipheriv("aes-256-gcm", agreedKey(shared), iv).setAAD(Buffer.from(header));
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]);
  return [header, "", base64url(iv), base64url(ciphertext), base64url(cipher.getAuthTag())].join(".");
}

describe.skipIf(!isThere)("test data of other projects", () => {
  it.each(["json_web_encryption_test", "json_web_crypto_test"])("Wycheproof: %s", async (name) => {
    const faults: string[] = [];
    for (const group of read(`wycheproof/${name}.json`).testGroups) {
      for (const { tcId, comment, jwe, result, pt } of group.tests.filter((test: Data) => test.jwe !== undefined)) {
        if (!isOurs(group.private)) {
          count(name, "passed");
          continue;
        }
        const { alg, enc, zip, crit } = headerOf(jwe);
        const isTaken = alg === "ECDH-ES" && enc === "A256GCM" && zip === undefined && crit === undefined;
        const wanted = result === "valid" && isTaken ? pt : null;
        const got = await decrypt(String(jwe), group.private).then(hex, () => null);
        count(name, got === null ? "refused" : "taken");
        if (got !== wanted) {
          faults.push(`${tcId} ${comment}: ${got} instead of ${wanted}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it("Wycheproof: ECDH on P-256, as it is in a JWE", async () => {
    const suite = "ecdh_secp256r1_webcrypto_test";
    const faults: string[] = [];
    for (const group of read(`wycheproof/${suite}.json`).testGroups) {
      for (const test of group.tests) {
        const jwe = jweFor(test.public, Buffer.from(test.shared, "hex"), "opened");
        const got = await decrypt(jwe, test.private).then(
          (bytes) => new TextDecoder().decode(bytes),
          () => null,
        );
        count(suite, got === null ? "refused" : "taken");
        const isGood = test.result === "valid" || (test.result === "acceptable" && isOurs(test.public));
        if ((got === "opened") !== isGood) {
          faults.push(`${test.tcId} ${test.comment} (${test.result}): ${got}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it("Wycheproof: nothing is encrypted for a key that is no point of the curve", async () => {
    const suite = "ecdh_secp256r1_webcrypto_test";
    const faults: string[] = [];
    for (const group of read(`wycheproof/${suite}.json`).testGroups) {
      for (const { tcId, public: key, result, comment } of group.tests) {
        const made = async (): Promise<string> => {
          const recipient: Recipient = readRecipient({ ...key, kid: undefined }, `test ${tcId}`);
          return (await encrypt(new Uint8Array(1), recipient)).jwe;
        };
        const isMade = await made().then(
          () => true,
          () => false,
        );
        count(`${suite}, as recipients`, isMade ? "taken" : "refused");
        if (isMade !== (result === "valid")) {
          faults.push(`${tcId} ${comment} (${result})`);
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it("Wycheproof: AES-GCM of the platform, on which both functions stand", async () => {
    const suite = "aes_gcm_test";
    const faults: string[] = [];
    for (const { ivSize, keySize, tagSize, tests } of read(`wycheproof/${suite}.json`).testGroups) {
      for (const { tcId, key, iv, aad, msg, ct, tag, result } of tests) {
        if (keySize !== 256 || ivSize !== 96 || tagSize !== 128) {
          count(suite, "passed");
          continue;
        }
        const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "hex"));
        const secret = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["decrypt"]);
        const algorithm = { name: "AES-GCM", iv: bytes(iv), additionalData: bytes(aad), tagLength: 128 };
        const opened = crypto.subtle.decrypt(algorithm, secret, bytes(ct + tag));
        const got = await opened.then(
          (plain) => hex(new Uint8Array(plain)),
          () => null,
        );
        count(suite, got === null ? "refused" : "taken");
        if (got !== (result === "valid" ? msg : null)) {
          faults.push(`${tcId}: ${got}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it("the cookbook: other ways to encrypt are refused, each with its own key", async () => {
    const names = [
      "jwe/5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm",
      "jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2",
      "jwe/5_6.direct_encryption_using_aes-gcm",
      "curve25519/ecdh-es",
    ];
    for (const name of names) {
      const { input, output } = read(`jose-cookbook/${name}.json`);
      expect(output.compact.split("."), name).toHaveLength(5);
      await expect(decrypt(output.compact, input.key), name).rejects.toThrow();
      count("cookbook", "refused");
    }
    for (const name of ["3_1.ec_public_key", "3_2.ec_private_key"]) {
      expect(() => readRecipient(read(`jose-cookbook/jwk/${name}.json`), name)).toThrow(name);
      count("cookbook", "refused");
    }
  });

  it("ran, and not on nothing", () => {
    const taken = (suite: string): number => ran[suite]?.taken ?? 0;
    expect(taken("json_web_encryption_test")).toBeGreaterThanOrEqual(1);
    expect(taken("ecdh_secp256r1_webcrypto_test")).toBeGreaterThanOrEqual(200);
    expect(taken("aes_gcm_test")).toBeGreaterThanOrEqual(30);
    expect(ran["json_web_crypto_test"]?.refused).toBeGreaterThanOrEqual(10);
    expect(ran["cookbook"]?.refused).toBe(6);
  });
});
