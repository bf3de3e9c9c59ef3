// Sorts the code of a Wasm module by kind, so that it compresses better: all opcodes stand together, all numbers of locals, all
// offsets, and so on. What brotli makes of that is an eighth smaller. The rest of the module stays as it is.
//
// What comes out is a Wasm module that puts the other one together again (`src/packed/unpack.wat`), with the streams as its data.
// Names of opcodes are those of the WebAssembly Core Specification 2.0, section 5.4.

import { execFile } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { leb, Reader, SECTIONS, withSection } from "./wasm.mjs";

const here = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const PAGE = 65536;
/** No operand. */
const NONE = 255;

/** What is sorted apart, by the place in memory of where its next byte is. `OP` has rare operands, too. */
const STREAMS = Array.from({ length: 12 }, (_, index) => index * 4);
const [DECLARATION, OP, BLOCK, BRANCH, TABLE, CALL, LOCAL, SMALL, LARGE, LONG, LOAD, STORE] = STREAMS;
/** Where `unpack.wat` finds what. */
const AT = {
  functions: 64,
  module: 68,
  code: 72,
  after: 76,
  rest: 80,
  first: 128,
  second: 384,
  natural: 640,
  more: 672,
  streams: 704,
};

const [END, BR_TABLE, SELECT, I32_CONST, F32_CONST, F64_CONST, PREFIX] = [0x0b, 0x0e, 0x1c, 0x41, 0x43, 0x44, 0xfc];
/** Stands for `i32.const` with a number of three bytes and more: those are addresses. The opcode is free. */
const LARGE_CONST = 0xf0;
/** Added to the opcode of a load or store that is aligned as its type asks; the alignment is left out. The opcodes are free. */
const ALIGNED = 0xb0;
const [LOADS, STORES, STORES_END] = [0x28, 0x36, 0x3f];
/** The exponents of the natural alignments of loads and stores, in the order of their opcodes. */
const NATURAL = [..."23230011001122232301012"].map(Number);

/** The operands that are numbers in LEB128, of the opcodes from one to before another: their streams. */
const OPERANDS = [
  [0x02, 0x05, BLOCK],
  [0x0c, 0x0e, BRANCH],
  [0x10, 0x11, CALL],
  [0x11, 0x12, OP, OP],
  [0x20, 0x23, LOCAL],
  [0x23, 0x27, OP],
  [LOADS, STORES, OP, LOAD],
  [STORES, STORES_END, OP, STORE],
  [0x3f, 0x41, OP],
  [I32_CONST, 0x42, SMALL],
  [0x42, 0x43, LONG],
  [0xd0, 0xd1, OP],
  [0xd2, 0xd3, OP],
  [LOADS + ALIGNED, STORES + ALIGNED, LOAD],
  [STORES + ALIGNED, STORES_END + ALIGNED, STORE],
  [LARGE_CONST, 0xf1, LARGE],
];
/** Opcodes without operands, from one to before another. */
const BARE = [
  [0x00, 0x02],
  [0x05, 0x06],
  [END, 0x0c],
  [0x0f, 0x10],
  [0x1a, 0x1c],
  [0x45, 0xc5],
  [0xd1, 0xd2],
];
/** How many operands follow a second opcode, by that opcode. */
const MORE = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

const isIn = (op, ranges) => ranges.find(([from, end]) => op >= from && op < end);
const operands = (op) => isIn(op, OPERANDS)?.slice(2) ?? [];

/** Sorts what it reads: with a stream, bytes and numbers go there. */
class Sorting extends Reader {
  streams = new Map(STREAMS.map((stream) => [stream, []]));

  byte(stream) {
    const byte = super.byte();
    this.streams.get(stream)?.push(byte);
    return byte;
  }

  /** The lower 32 bits of a number in LEB128. */
  number(stream) {
    const from = this.at;
    const value = super.number();
    this.streams.get(stream)?.push(...this.module.subarray(from, this.at));
    return value;
  }

  repeat(times, sort) {
    for (let left = times; left > 0; left--) {
      sort();
    }
  }

  code() {
    this.repeat(this.number(DECLARATION), () => {
      this.number(DECLARATION);
      this.byte(DECLARATION);
    });
    for (let depth = 1; depth > 0; ) {
      const op = this.opcode();
      depth += op === END ? -1 : op >= 0x02 && op <= 0x04 ? 1 : 0;
      for (const stream of operands(op)) {
        this.number(stream);
      }
      this.others(op);
    }
  }

  /** What stands for the next opcode. */
  opcode() {
    const op = this.byte();
    const packed = this.packed(op);
    this.streams.get(OP).push(packed);
    return packed;
  }

  packed(op) {
    if (op === I32_CONST) {
      const isLarge = this.module[this.at] > 127 && this.module[this.at + 1] > 127;
      return isLarge ? LARGE_CONST : op;
    }
    if (op >= LOADS && op < STORES_END && this.module[this.at] === NATURAL[op - LOADS]) {
      this.at++;
      return op + ALIGNED;
    }
    return op;
  }

  /** Operands that are not one or two numbers. */
  others(op) {
    if (op === BR_TABLE) {
      this.repeat(this.number(TABLE) + 1, () => this.number(TABLE));
    } else if (op === SELECT) {
      this.repeat(this.number(OP), () => this.byte(OP));
    } else if (op === F32_CONST || op === F64_CONST) {
      this.repeat(op === F32_CONST ? 4 : 8, () => this.byte(OP));
    } else if (op === PREFIX) {
      const second = this.number(OP);
      if (MORE[second] === undefined) {
        throw new Error(`the instruction 0xfc ${second} is not known here`);
      }
      this.repeat(MORE[second], () => this.number(OP));
    } else if (operands(op).length === 0 && isIn(op, BARE) === undefined) {
      throw new Error(`the instruction 0x${op.toString(16)} is not known here`);
    }
  }
}

/** The memory of the module that unpacks: tables, streams, what follows the code, and what comes before it. */
function memory(module) {
  const sorting = new Sorting(module);
  const { start, end } = sorting.section(SECTIONS.code);
  const functions = sorting.number();
  sorting.repeat(functions, () => {
    sorting.number();
    sorting.code();
  });
  if (sorting.at !== end) {
    throw new Error(`the code of the Wasm ends at byte ${end}, not at ${sorting.at}`);
  }
  const [after, before] = [module.subarray(end), module.subarray(0, start)];
  const streams = [...sorting.streams.values()];
  const sorted = streams.reduce((sum, stream) => sum + stream.length, 0);
  const bytes = new Uint8Array(AT.streams + sorted + after.length + before.length);
  const view = new DataView(bytes.buffer);
  let at = AT.streams;
  for (const [stream, content] of sorting.streams) {
    view.setUint32(stream, at, true);
    bytes.set(content, at);
    at += content.length;
  }
  view.setUint32(AT.functions, functions, true);
  view.setUint32(AT.after, at, true);
  view.setUint32(AT.rest, after.length, true);
  bytes.set(after, at);
  view.setUint32(AT.module, at + after.length, true);
  bytes.set(before, at + after.length);
  view.setUint32(AT.code, bytes.length, true);
  for (let op = 0; op < 256; op++) {
    const [first = NONE, second = NONE] = operands(op);
    bytes.set([first], AT.first + op);
    bytes.set([second], AT.second + op);
  }
  bytes.set(NATURAL, AT.natural);
  bytes.set(MORE, AT.more);
  return bytes;
}

/** What unpacks, with an empty memory: assembled once. */
let unpacker;

async function assemble() {
  const features = ["bulk-memory", "bulk-memory-opt", "multivalue", "mutable-globals"].map(
    (name) => `--enable-${name}`,
  );
  const command = [join(here, "src/packed/unpack.wat"), "-O3", "--mvp-features", ...features, "-o", "-"];
  const { stdout } = await promisify(execFile)(join(here, "node_modules/.bin/wasm-opt"), command, {
    encoding: "buffer",
  });
  return new Uint8Array(stdout);
}

/** The other module, as a page unpacks it. */
export async function unpack(packed) {
  const { instance } = await WebAssembly.instantiate(packed);
  const [from, length] = instance.exports.unpack();
  return new Uint8Array(instance.exports.memory.buffer, from, length);
}

/**
 * A Wasm module that is another one when it is unpacked.
 *
 * Throws where it would not be the same, byte for byte, and at instructions that are not known here.
 */
export async function pack(module) {
  const content = memory(module);
  unpacker ??= assemble();
  const code = await unpacker;
  const own = new Sorting(code).section(SECTIONS.memory);
  // What is unpacked lies behind what was packed; each function has room for the longest length while it is written.
  const pages = Math.ceil((content.length + module.length + 64) / PAGE);
  const limits = [1, 0, ...leb(pages)];
  const data = [1, 0, I32_CONST, 0, END, ...leb(content.length)];
  const packed = Buffer.concat([
    withSection(code, own, Uint8Array.from(limits)),
    Uint8Array.from([SECTIONS.data, ...leb(data.length + content.length), ...data]),
    content,
  ]);
  if (Buffer.compare(await unpack(packed), module) !== 0) {
    throw new Error("the Wasm is not the same when it is unpacked");
  }
  return packed;
}
