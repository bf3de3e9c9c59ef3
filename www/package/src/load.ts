/** The one Wasm instance of a page. */

import init from "../pkg/sealform_web.js";

/** From where the Wasm may come: an address, its bytes, or a compiled module. Beside this module where nothing is named. */
export type WasmSource = string | URL | BufferSource | WebAssembly.Module;

let loading: Promise<void> | undefined;

/** Loads and starts the Wasm once; after a failure the next call tries again. */
export function load(source?: WasmSource): Promise<void> {
  loading ??= start(source).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function start(source: WasmSource | undefined): Promise<void> {
  const found = source ?? (await fromDisk());
  await init(found === undefined ? undefined : { module_or_path: found });
}

/** Node fetches no `file:` address; there the bytes are read. Browsers fetch for themselves. */
async function fromDisk(): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const here = import.meta.url;
  if (!here.startsWith("file:") || !("process" in globalThis)) {
    return undefined;
  }
  // A name that bundlers for browsers do not follow.
  const name = "node:fs/promises";
  const { readFile } = (await import(name)) as { readFile(file: URL): Promise<Uint8Array<ArrayBuffer>> };
  return readFile(new URL("sealform_web_bg.wasm", here));
}
