/** SHA-256, on plain http too. */

import { software, subtle } from "../soft/load.js";

/** The 32 bytes of the SHA-256 of bytes. Throws where what computes it on plain http does not come. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const browser = subtle();
  return browser === undefined
    ? (await software()).digest(bytes)
    : new Uint8Array(await browser.digest("SHA-256", bytes));
}

/** The same in hexadecimal. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return [...(await sha256(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
