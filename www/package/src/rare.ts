/** The functions that few forms call: a small Wasm without any state, loaded by forms that call one. */

import init, { compute } from "../pkg/sealform_rare/sealform_rare.js";
import { loader } from "./load.js";

export { compute };

/** Loads and starts the Wasm once. */
export const loadRare: () => Promise<void> = loader(init);
