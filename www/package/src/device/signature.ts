/** Signatures of others: what checks them is loaded by pages that have some. */

import { within } from "./deadline.js";
import { bytesOfBase64Url, fromBase64Url } from "./records.js";

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

/** What a compact JWS says of its signature; nothing where that cannot be read. */
export function headerOf(token: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(fromBase64Url(token.split(".")[0] ?? "")) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** The thumbprint of a key as RFC 7638 makes it, of its canonical text. */
export async function thumbprint(jwk: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(jwk)));
  const base64 = btoa(String.fromCharCode(...digest));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
