/** Starts a Wasm that lies in the script itself: base64 of what gzip made of it. Nothing is fetched. */

import { whyNoWasm } from "../load-failure.js";
import type { WasmModule } from "../wasm-start.js";
import { bytesOf } from "./embedded.js";

export type { WasmModule, WasmSource } from "../wasm-start.js";

export async function start({ init, inline }: WasmModule): Promise<void> {
  const { default: packed } = await inline();
  const unpacked = new Response(bytesOf(packed)).body?.pipeThrough(new DecompressionStream("gzip"));
  const bytes = await new Response(unpacked).arrayBuffer();
  try {
    await init({ module_or_path: bytes });
  } catch (error) {
    throw await whyNoWasm(error, null);
  }
}
