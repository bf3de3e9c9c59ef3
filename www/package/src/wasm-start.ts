/** Finds the Wasm of a module, and starts it. A page that is one file has another way (`single/wasm-start.ts`). */

import { assetAddress, besideScript } from "./assets.js";
import { whyNoWasm } from "./load-failure.js";

/** From where the Wasm may come: an address, its bytes, or a compiled module. Beside its module where nothing is named. */
export type WasmSource = string | URL | BufferSource | WebAssembly.Module;

/** A module of this package. */
export interface WasmModule {
  /** The name of its file. */
  readonly file: string;
  /** What the generated glue starts it with. */
  readonly init: (source?: { module_or_path: WasmSource }) => Promise<unknown>;
  /** Loads the same Wasm as text in a script, in base64. */
  readonly inline: () => Promise<{ readonly default: string }>;
}

/**
 * From where somebody says, else from the folder that `configure` names, else from beside the script. Some bundlers move the
 * script and leave the Wasm behind; then it comes as a script of its own, which all of them carry along.
 */
export async function start(
  { file, init, inline }: WasmModule,
  source?: () => Promise<WasmSource | undefined>,
): Promise<void> {
  const named = (await source?.()) ?? assetAddress(file);
  if (named !== undefined) {
    await explained(init({ module_or_path: named }), addressOf(named));
    return;
  }
  const beside = besideScript(file);
  try {
    await init();
  } catch (error) {
    const bytes = await inline().then(
      ({ default: base64 }) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)),
      () => null,
    );
    if (bytes === null) {
      throw await whyNoWasm(error, beside);
    }
    await explained(init({ module_or_path: bytes }), beside);
  }
}

async function explained(starting: Promise<unknown>, url: string | null): Promise<void> {
  try {
    await starting;
  } catch (error) {
    throw await whyNoWasm(error, url);
  }
}

function addressOf(source: WasmSource): string | null {
  return typeof source === "string" || source instanceof URL
    ? new URL(source, globalThis.document?.baseURI).href
    : null;
}
