// Reads and writes the binary format of Wasm: WebAssembly Core Specification 2.0, section 5.

/** The sections that somebody here asks for, by their numbers. */
export const SECTIONS = { custom: 0, import: 2, memory: 5, export: 7, code: 10, data: 11 };

/** The magic number and the version. */
const HEADER = 8;

/** A number in LEB128. */
export function leb(value) {
  return value > 127 ? [(value & 127) | 128, ...leb(value >>> 7)] : [value];
}

/** Reads a module from its beginning on. */
export class Reader {
  at = HEADER;

  constructor(module) {
    this.module = module;
  }

  byte() {
    if (this.at >= this.module.length) {
      throw new Error("the Wasm ends too early");
    }
    return this.module[this.at++];
  }

  /** The lower 32 bits of a number in LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) {
        return value;
      }
    }
  }

  name() {
    const length = this.number();
    this.at += length;
    return new TextDecoder().decode(this.module.subarray(this.at - length, this.at));
  }

  /** Goes into the section of a kind, and says where its length stands and where it ends. */
  section(kind) {
    while (this.at < this.module.length) {
      const id = this.byte();
      const start = this.at;
      const length = this.number();
      if (id === kind) {
        return { start, end: this.at + length };
      }
      this.at += length;
    }
    throw new Error(`the Wasm has no section ${kind}`);
  }
}

/** The module with another content of a section. */
export function withSection(module, { start, end }, content) {
  return Buffer.concat([
    module.subarray(0, start),
    Uint8Array.from(leb(content.length)),
    content,
    module.subarray(end),
  ]);
}
