// Where the bytes of the Wasm go: its functions by crate, and its data. What a library makes for a type of ours counts as ours.
//
//     node scripts/shares.mjs FILE    FILE is a module with the names of its functions; what is found stands beside it, as JSON

import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { Reader, SECTIONS } from "./wasm.mjs";

/** The list of functions in the section of names: WebAssembly Core Specification 2.0, section 7.4.1. */
const FUNCTION_NAMES = 1;
const OURS = /\bsealform_\w+/;
const ANY = /\b(\w+)\[[0-9a-f]{6,}\]/;

/** What is read from a section of the module, from its beginning on. */
function inside(module, kind, read) {
  const reader = new Reader(module);
  return read(reader, reader.section(kind));
}

/** The names of functions by their numbers. */
function functionNames(reader, { end }) {
  if (reader.name() !== "name") {
    reader.at = end;
    return functionNames(reader, reader.section(SECTIONS.custom));
  }
  for (;;) {
    const [part, length] = [reader.byte(), reader.number()];
    if (part === FUNCTION_NAMES) {
      return new Map(Array.from({ length: reader.number() }, () => [reader.number(), reader.name()]));
    }
    reader.at += length;
  }
}

function bodies(module, reader) {
  return Array.from({ length: reader.number() }, () => {
    const length = reader.number();
    reader.at += length;
    return module.subarray(reader.at - length, reader.at);
  });
}

/** Bytes of each crate, the largest first: as they stand in the file, and by brotli alone. */
function shares(module) {
  const names = inside(module, SECTIONS.custom, functionNames);
  // Every import is a function (`short-names.mjs` sees to it), and they are numbered first.
  const imported = inside(module, SECTIONS.import, (reader) => reader.number());
  const data = inside(module, SECTIONS.data, (reader, { end }) => module.subarray(reader.at, end));
  const crates = new Map([["data", [data]]]);
  inside(module, SECTIONS.code, (reader) => bodies(module, reader)).forEach((body, index) => {
    const name = names.get(index + imported) ?? "";
    const crate = OURS.exec(name)?.[0] ?? ANY.exec(name)?.[1] ?? "others";
    crates.set(crate, [...(crates.get(crate) ?? []), body]);
  });
  const sizes = Array.from(crates, ([crate, parts]) => {
    const all = Buffer.concat(parts);
    return { crate, raw: all.length, brotli: brotliCompressSync(all).length };
  });
  return sizes.sort((one, other) => other.brotli - one.brotli);
}

const [, , file] = process.argv;
writeFileSync(file.replace(/\.wasm$/, ".json"), `${JSON.stringify(shares(readFileSync(file)))}\n`);
