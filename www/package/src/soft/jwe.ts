/**
 * What `jose` does for secure pages, for those on plain http: a JWE in compact serialization (RFC 7516), `ECDH-ES` (RFC 7518,
 * section 4.6) with `A256GCM` (section 5.3).
 */

import { gcm } from "@noble/ciphers/aes.js";
import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64Url } from "../device/base64url.js";
import { makeHalves } from "./software.js";

/** Bytes in letters are whole in threes. */
const PIECE_BYTES = 24_576;

/**
 * Encrypts bytes for the holder of the key whose point has these two coordinates, each 32 bytes. `header` is what else the JWE
 * says of itself. Throws where the point is not on the curve, or there are no random numbers.
 */
export function compactJwe(
  bytes: Uint8Array,
  [x, y]: readonly [Uint8Array, Uint8Array],
  header: Readonly<Record<string, string>>,
): string {
  const { soft, jwk } = makeHalves(undefined);
  const { crv, kty, x: left, y: right } = JSON.parse(jwk) as Readonly<Record<string, string>>;
  const protectedHeader = base64Url(
    new TextEncoder().encode(JSON.stringify({ ...header, epk: { kty, crv, x: left, y: right } })),
  );
  // A point, of which the first coordinate is the secret (RFC 7518, section 4.6.2).
  const key = contentKey(p256.getSharedSecret(soft, Uint8Array.of(4, ...x, ...y)).subarray(1));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = gcm(key, iv, new TextEncoder().encode(protectedHeader)).encrypt(bytes);
  soft.fill(0);
  key.fill(0);
  const tag = sealed.length - 16;
  // Nothing stands between the first two dots: the key is agreed upon, and not sent.
  return [protectedHeader, "", base64Url(iv), letters(sealed.subarray(0, tag)), base64Url(sealed.subarray(tag))].join(
    ".",
  );
}

/** Concat KDF (NIST SP 800-56A, section 5.8.1) with SHA-256, of which one round gives the 32 bytes of `A256GCM`. */
function contentKey(secret: Uint8Array): Uint8Array {
  const number = (value: number): readonly number[] => [0, 0, value >> 8, value & 255];
  const algorithm = new TextEncoder().encode("A256GCM");
  const parties = [...number(0), ...number(0)];
  return sha256(
    Uint8Array.of(...number(1), ...secret, ...number(algorithm.length), ...algorithm, ...parties, ...number(256)),
  );
}

/** Base64url of many bytes: a function takes no ten million arguments. */
function letters(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    parts.push(base64Url(bytes.subarray(at, at + PIECE_BYTES)));
  }
  return parts.join("");
}
