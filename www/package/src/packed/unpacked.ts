/** Wasm that is packed: a module whose memory holds another one, and which puts that together (`unpack.wat`). */

import type { WasmSource } from "../wasm-start.js";

interface Packed {
  readonly memory: WebAssembly.Memory;
  /** Says where the other module is in the memory, and how many bytes it has. */
  readonly unpack: () => [from: number, length: number];
}

/** The module that is packed in this one; the same where none is. */
export async function unpacked(source: WasmSource): Promise<BufferSource | WebAssembly.Module> {
  const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytesOf(source));
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === "unpack")) {
    return module;
  }
  const { exports } = await WebAssembly.instantiate(module);
  const { memory, unpack } = exports as unknown as Packed;
  const [from, length] = unpack();
  return new Uint8Array(memory.buffer, from, length);
}

/** The type that a server gives does not matter: nothing is compiled while it arrives. */
async function bytesOf(source: string | URL | BufferSource): Promise<BufferSource> {
  return typeof source === "string" || source instanceof URL ? (await fetch(source)).arrayBuffer() : source;
}
