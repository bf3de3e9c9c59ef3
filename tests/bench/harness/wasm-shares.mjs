// Where the bytes of the Wasm go: its functions by crate. What a library makes for a type of ours counts as ours.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

/** Numbers of sections, and of the list of functions in the section of names: WebAssembly Core Specification 2.0, 5.5 and 7.4.1. */
const [CUSTOM, IMPORT, CODE, DATA, FUNCTION_NAMES] = [0, 2, 10, 11, 1];
const OURS = /\bsealform_\w+/;
const ANY = /\b(\w+)\[[0-9a-f]{6,}\]/;

class Reader {
  constructor(module, at, end) {
    Object.assign(this, { module, at, end });
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.module[this.at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  bytes() {
    const length = this.number();
    this.at += length;
    return this.module.subarray(this.at - length, this.at);
  }

  name() {
    return new TextDecoder().decode(this.bytes());
  }

  limits() {
    if (this.number() & 1) this.number();
    this.number();
  }

  /** Each entry of a vector. */
  each(read) {
    const entries = [];
    for (let count = this.number(); count > 0; count--) entries.push(read(this));
    return entries;
  }

  /** Sections, or the parts of a section, one by one: their numbers and what reads them. */
  *parts() {
    while (this.at < this.end) {
      const id = this.module[this.at++];
      const length = this.number();
      yield [id, new Reader(this.module, this.at, this.at + length)];
      this.at += length;
    }
  }
}

/** Whether an import is a function; goes behind it. */
function importsFunction(reader) {
  reader.name();
  reader.name();
  const kind = reader.number();
  if (kind === 0) reader.number();
  else if (kind === 1) (reader.number(), reader.limits());
  else if (kind === 2) reader.limits();
  else (reader.number(), reader.number());
  return kind === 0;
}

/** Bytes of each crate, the largest first: as they stand in the file, and by brotli alone. Nothing where there is no such file. */
export function wasmShares(file) {
  const module = readFileSync(file);
  let imported = 0;
  let [bodies, names, data] = [[], new Map(), []];
  for (const [id, reader] of new Reader(module, 8, module.length).parts()) {
    if (id === IMPORT) imported = reader.each(importsFunction).filter(Boolean).length;
    else if (id === CODE) bodies = reader.each((each) => each.bytes());
    else if (id === DATA) data = [module.subarray(reader.at, reader.end)];
    else if (id === CUSTOM && reader.name() === 'name')
      for (const [part, list] of reader.parts()) if (part === FUNCTION_NAMES) names = new Map(list.each((each) => [each.number(), each.name()]));
  }
  const crates = new Map([['data', data]]);
  bodies.forEach((body, index) => {
    const name = names.get(index + imported) ?? '';
    const crate = OURS.exec(name)?.[0] ?? ANY.exec(name)?.[1] ?? 'others';
    crates.set(crate, [...(crates.get(crate) ?? []), body]);
  });
  const sizes = [...crates].map(([crate, parts]) => {
    const all = Buffer.concat(parts);
    return [crate, { raw: all.length, brotli: brotliCompressSync(all).length }];
  });
  return Object.fromEntries(sizes.sort(([, one], [, other]) => other.brotli - one.brotli));
}
