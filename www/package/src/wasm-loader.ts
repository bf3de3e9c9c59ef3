/** Starts a Wasm module once. */

import { within } from "./device/deadline.js";
import { start, type WasmModule, type WasmSource } from "./wasm-start.js";

export type { WasmModule, WasmSource };

/** A quarter of a megabyte, over the slowest network that is of use. */
const LOADING_MS = 180_000;

/** Loads and starts a module. */
export interface Loader {
  /** Loads and starts it once; after a failure the next call tries again. */
  load(source?: () => Promise<WasmSource | undefined>): Promise<void>;
  readonly isLoaded: boolean;
}

export function loader(module: WasmModule): Loader {
  let loading: Promise<void> | undefined;
  let isLoaded = false;
  return {
    load(source) {
      loading ??= within(LOADING_MS, start(module, source)).then(
        () => {
          isLoaded = true;
        },
        (error: unknown) => {
          loading = undefined;
          throw error;
        },
      );
      return loading;
    },
    get isLoaded() {
      return isLoaded;
    },
  };
}
