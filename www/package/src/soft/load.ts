/** The browser's cryptography, and what does its work on pages that are not secure (plain http): browsers give those none. */

import { part } from "../load-failure.js";
import { LOADING_MS } from "../messages.js";

/** `undefined` on plain http. */
export function subtle(): SubtleCrypto | undefined {
  return globalThis.crypto?.subtle;
}

/** Loads what stands in for it. Nothing asks for that where the browser has it. */
export function software(): Promise<typeof import("./software.js")> {
  return part(LOADING_MS, () => import("./software.js"));
}
