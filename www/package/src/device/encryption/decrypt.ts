/** Opens what was encrypted for a key, as receivers do. No form loads it. */

import { compactDecrypt, decodeProtectedHeader, importJWK } from "jose";
import { type Recipient, readRecipient } from "./recipient.js";

/** A private P-256 key. */
export type PrivateKey = Recipient & { readonly d: string };

/** Reads a private key as a JWK; `null` where it is none. */
export function readPrivateKey(jwk: JsonWebKey): PrivateKey | null {
  const { d, ...others } = jwk;
  try {
    return typeof d === "string" ? { ...readRecipient(others, "the key"), d } : null;
  } catch {
    return null;
  }
}

/** What is taken; everything else is refused, however well it is made. */
const TAKEN = { keyManagementAlgorithms: ["ECDH-ES"], contentEncryptionAlgorithms: ["A256GCM"] };

/**
 * The bytes of a JWE in compact serialization. Throws where it was changed, is for another key, or was made in another way:
 * `zip` and `crit` are refused, for nothing of Sealform has them, and 100 kB may unpack to more than there is room for.
 */
export async function decrypt(jwe: string, { crv, kty, x, y, d }: PrivateKey): Promise<Uint8Array> {
  const header = decodeProtectedHeader(jwe);
  if ("zip" in header || "crit" in header) {
    throw new Error("this JWE has a member `zip` or `crit`, which nothing of Sealform has");
  }
  const key = await importJWK({ crv, kty, x, y, d }, "ECDH-ES");
  const { plaintext } = await compactDecrypt(jwe, key, TAKEN);
  return plaintext;
}
