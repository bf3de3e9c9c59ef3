/** Signatures of others: what checks them is loaded by pages that have some. */

import { within } from "./deadline.js";
import { bytesOfBase64Url } from "./records.js";

/** How long a signature may take to be checked. */
const CHECKING_MS = 10_000;

/** Whether a compact JWS was signed by this key with ES256. Throws where nothing can be checked: on plain http. */
export async function isSignedBy(token: string, jwk: JsonWebKey): Promise<boolean> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new Error("this page is not secure: there is no `crypto.subtle`");
  }
  const [header = "", payload = "", signature = ""] = token.split(".");
  try {
    const { kty, crv, x, y } = jwk as { kty: string; crv: string; x: string; y: string };
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const key = await subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
    const input = new TextEncoder().encode(`${header}.${payload}`);
    return await within(CHECKING_MS, subtle.verify(algorithm, key, bytesOfBase64Url(signature), input));
  } catch {
    return false;
  }
}
