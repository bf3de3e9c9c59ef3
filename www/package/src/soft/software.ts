/**
 * What browsers compute only for secure pages, for those on plain http: SHA-256 (FIPS 180-4), and P-256 keys that sign and check
 * with ES256 (RFC 7518, section 3.4). It is loaded where `crypto.subtle` is missing.
 */

import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64Url } from "../device/base64url.js";

/** The halves of a key: 32 bytes that nobody is shown, and the four public members as canonical JSON. */
export interface Halves {
  readonly soft: Uint8Array<ArrayBuffer>;
  readonly jwk: string;
}

/** As ECDSA of WebCrypto has it: SHA-256 first, `r ‖ s`, and any `s`. The nonce is the one of RFC 6979. */
const ES256 = { prehash: true, lowS: false, format: "compact" } as const;
/** A slow phone hashes that much in a tenth of a second; the page goes on between two pieces. */
const PIECE_BYTES = 4_000_000;

/** The SHA-256 of bytes. */
export async function digest(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const hash = sha256.create();
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    if (at > 0) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    hash.update(bytes.subarray(at, at + PIECE_BYTES));
  }
  return new Uint8Array(hash.digest());
}

/** As `device/keys.ts` has it, which every form loads, and nothing of this module with it. */
class NoKey extends Error {
  override readonly name = "NoKey";
}

/**
 * Makes a key of the browser's random numbers. Throws `NoKey` where there are none, and where what is kept is a key of WebCrypto:
 * it signs where the page is secure, and another one in its place would be lost to the agency that knows it.
 */
export function makeHalves(kept: unknown): Halves & { readonly storage: "soft" } {
  // Chromium gives `null` for a record with such a key.
  if (kept === null || Object(kept).key !== undefined) {
    throw new NoKey("the kept key signs on secure pages alone (https, or this very machine)");
  }
  if (globalThis.crypto?.getRandomValues === undefined) {
    throw new NoKey("this browser has no random numbers");
  }
  const seed = crypto.getRandomValues(new Uint8Array(p256.lengths.seed ?? 48));
  const soft = new Uint8Array(p256.utils.randomSecretKey(seed));
  seed.fill(0);
  return { soft, jwk: publicHalf(soft), storage: "soft" };
}

/** Whether the halves belong together: what signs with one is checked with the other. */
export function areHalves({ soft, jwk }: Halves): boolean {
  return p256.utils.isValidSecretKey(soft) && publicHalf(soft) === jwk;
}

function publicHalf(soft: Uint8Array): string {
  // 4, then the two coordinates (SEC 1, section 2.3.3).
  const point = p256.getPublicKey(soft, false);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(base64Url);
  return JSON.stringify({ crv: "P-256", kty: "EC", x, y });
}

/** Signs: ES256, `r ‖ s`. */
export function signWith(soft: Uint8Array, input: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(p256.sign(input, soft, ES256));
}

/** Whether the key of a point, two coordinates of 32 bytes, has signed this: ES256. Throws where it is not on the curve. */
export function isSigned([x, y]: readonly [Uint8Array, Uint8Array], input: Uint8Array, signature: Uint8Array): boolean {
  return p256.verify(signature, input, Uint8Array.of(4, ...x, ...y), ES256);
}
