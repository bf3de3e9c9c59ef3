// Gives what passes between a Wasm module and its glue short names. The generated ones end in digests, which do not compress, and a
// page loads each of them twice. What the digests are for, that files of two versions do not fit, is done by one for all of them.

import { createHash } from "node:crypto";
import { leb, Reader, SECTIONS, withSection } from "./wasm.mjs";

/** Names that were made for things that have none. */
const GENERATED = /_[0-9a-f]{16}_/;
const FUNCTION = 0;

const text = (value) => {
  const bytes = new TextEncoder().encode(value);
  return [...leb(bytes.length), ...bytes];
};

/** The imports of a module: `module` and `name`, and the rest of what is said of each as bytes. */
function read(module, kind) {
  const reader = new Reader(module);
  const place = reader.section(kind);
  const entries = Array.from({ length: reader.number() }, () => {
    const from = kind === SECTIONS.import ? reader.name() : null;
    const name = reader.name();
    const start = reader.at;
    const what = reader.byte();
    if (kind === SECTIONS.import && what !== FUNCTION) {
      throw new Error(`the import ${name} is no function`);
    }
    reader.number();
    return { from, name, rest: module.subarray(start, reader.at) };
  });
  return { place, entries };
}

/** Short names for what a module imports, and for generated names among its exports: by the long ones. */
function names(module) {
  const imports = read(module, SECTIONS.import).entries;
  const exports = read(module, SECTIONS.export).entries;
  const short = (entries) => new Map(entries.map(({ name }, index) => [name, `n${index.toString(36)}`]));
  const digest = createHash("sha256")
    .update(JSON.stringify([...imports, ...exports].map(({ name }) => name)))
    .digest("hex");
  const [from, ...others] = new Set(imports.map((entry) => entry.from));
  if (from === undefined || others.length > 0) {
    throw new Error("the imports of the Wasm do not come from one module");
  }
  const generated = exports.filter(({ name }) => GENERATED.test(name));
  return { from, module: digest.slice(0, 8), imports: short(imports), exports: short(generated) };
}

/** The module and its glue with short names. Throws where the glue lacks one. */
export function shorten(module, glue) {
  const known = names(module);
  const exports = read(module, SECTIONS.export);
  const renamed = exports.entries.flatMap(({ name, rest }) => [...text(known.exports.get(name) ?? name), ...rest]);
  const half = withSection(module, exports.place, Uint8Array.from([...leb(exports.entries.length), ...renamed]));
  const imports = read(half, SECTIONS.import);
  const content = imports.entries.flatMap(({ name, rest }) => [
    ...text(known.module),
    ...text(known.imports.get(name)),
    ...rest,
  ]);
  return {
    module: withSection(half, imports.place, Uint8Array.from([...leb(imports.entries.length), ...content])),
    glue: shortGlue(glue, known),
  };
}

function shortGlue(glue, known) {
  const found = new Set();
  const named = (short) => (whole, before, name) => {
    if (!short.has(name)) {
      return whole;
    }
    found.add(name);
    return `${before}${short.get(name)}`;
  };
  const made = glue
    .replace(/^(\s+)(\w+)(?=: )/gm, named(known.imports))
    .replace(/\b(wasm\.)(\w+)/g, named(known.exports))
    .replaceAll(JSON.stringify(known.from), JSON.stringify(known.module));
  const lost = [...known.imports.keys(), ...known.exports.keys()].find((name) => !found.has(name));
  if (lost !== undefined) {
    throw new Error(`the glue has no ${lost}`);
  }
  return made;
}
