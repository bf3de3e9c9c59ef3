/** Wasm that is packed: a module whose memory holds another one, and which puts that together (`unpack.wat`). */

import { fetchOrTake } from "../early-answers.js";
import type { WasmSource } from "../wasm-start.js";

interface Packed {
  readonly memory: WebAssembly.Memory;
  /** Says where the other module is in the memory, and how many bytes it has. */
  readonly unpack: () => [from: number, length: number];
}

/**
 * The module that is packed in this one; the same where none is. `needed` is something that it exports: once the glue has taken a
 * module it takes no other, so what is none of ours must not come that far.
 *
 * @throws `WebAssembly.CompileError` of bytes that are no Wasm, or were damaged on their way; `WebAssembly.LinkError` of another module.
 */
export async function unpacked(source: WasmSource, needed: string): Promise<WebAssembly.Module> {
  const outer = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytesOf(source));
  const module = exportsOf(outer).includes("unpack") ? await compilePacked(outer) : outer;
  if (!exportsOf(module).includes(needed)) {
    throw new WebAssembly.LinkError(`the Wasm has no ${needed}`);
  }
  return module;
}

function exportsOf(module: WebAssembly.Module): readonly string[] {
  return WebAssembly.Module.exports(module).map(({ name }) => name);
}

async function compilePacked(outer: WebAssembly.Module): Promise<WebAssembly.Module> {
  const { exports } = await WebAssembly.instantiate(outer);
  const { memory, unpack } = exports as unknown as Packed;
  try {
    const [from, length] = unpack();
    return await WebAssembly.compile(new Uint8Array(memory.buffer, from, length));
  } catch (error) {
    throw new WebAssembly.CompileError(`what is packed was damaged: ${error}`);
  }
}

/** The type that a server gives does not matter: nothing is compiled while it arrives. */
async function bytesOf(source: string | URL | BufferSource): Promise<BufferSource> {
  return typeof source === "string" || source instanceof URL
    ? (await fetchOrTake(String(source))).arrayBuffer()
    : source;
}
