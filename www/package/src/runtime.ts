/** The one Wasm of a form on the screen: it draws, scores, seals and sends. */

import init, { stackTop } from "../pkg/sealform_web/sealform_web.js";
import { unpacked } from "./packed/unpacked.js";
import { loader } from "./wasm-loader.js";

export type { Mounted, Page } from "../pkg/sealform_web/sealform_web.js";
export { FormProgram } from "../pkg/sealform_web/sealform_web.js";

const runtime = loader({
  file: "sealform_web_bg.wasm",
  init: async (source) => {
    const packed = source?.module_or_path ?? new URL("sealform_web_bg.wasm", import.meta.url);
    return init({ module_or_path: await unpacked(packed, "stackTop") });
  },
  inline: () => import("../pkg/inline/inline_web.js"),
});

/** Where the stack of the Wasm ended when it was started; `null` before. */
let topAtStart: number | null = null;

/** Loads and starts the Wasm once; after a failure the next call tries again. */
export async function loadRuntime(): Promise<void> {
  await runtime.load();
  topAtStart ??= stackTop();
}

/** Whether a trap has stopped the Wasm. Asked while nothing of it runs: its stack then ends where it did at the start, or never will. */
export function hasStopped(): boolean {
  return topAtStart !== null && stackTop() < topAtStart;
}
