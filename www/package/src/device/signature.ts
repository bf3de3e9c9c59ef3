/** Signatures of others: what checks them is loaded by pages that have some. */

import { software, subtle } from "../soft/load.js";
import { base64Url } from "./base64url.js";
import { within } from "./deadline.js";
import { sha256 } from "./digest.js";
import { bytesOfBase64Url, fromBase64Url } from "./records.js";

/** How long a signature may take to be checked. */
const CHECKING_MS = 10_000;

/** Whether a compact JWS was signed by this key with ES256. Throws where what checks it on plain http does not come. */
export async function isSignedBy(token: string, jwk: JsonWebKey): Promise<boolean> {
  const browser = subtle();
  const soft = browser === undefined ? await software() : null;
  const [header = "", payload = "", signature = ""] = token.split(".");
  try {
    const input = new TextEncoder().encode(`${header}.${payload}`);
    const bytes = bytesOfBase64Url(signature);
    const { kty, crv, x, y } = jwk as { kty: string; crv: string; x: string; y: string };
    if (browser === undefined) {
      return soft?.isSigned([bytesOfBase64Url(x), bytesOfBase64Url(y)], input, bytes) === true;
    }
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const key = await browser.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
    return await within(CHECKING_MS, browser.verify(algorithm, key, bytes, input));
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
  return base64Url(await sha256(new TextEncoder().encode(jwk)));
}
