/** The functions that few forms call: a small Wasm without any state, loaded by forms that call one. */

import init, { compute } from "../pkg/sealform_rare/sealform_rare.js";
import { loader } from "./wasm-loader.js";

export { compute };

const rare = loader({
  file: "sealform_rare_bg.wasm",
  init,
  inline: () => import("../pkg/inline/inline_rare.js"),
});

/** Loads and starts the Wasm once. */
export async function loadRare(): Promise<void> {
  await rare.load();
}
