// Writes forms of our own making, each as an XForm and as a spreadsheet: `node generate.mjs FILE COUNT SEED`.
//
// A line of the file is one form; the same seed gives the same forms.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

import { Random, seedOf } from "../surveyjs/random.mjs";
import * as constructs from "./constructs.mjs";
import { sheet } from "./sheet.mjs";
import * as written from "./written.mjs";
import { xform } from "./xform.mjs";

const [file, count, seed] = process.argv.slice(2);
if (seed === undefined) throw new Error("usage: node generate.mjs FILE COUNT SEED");
const out = createWriteStream(file);
/** What each format's forms are about, and how one is made. */
const FORMATS = {
  xform: { member: "form", makers: { ...each(constructs, xform), ...written } },
  xlsform: { member: "table", makers: each(constructs, sheet) },
};
for (const [format, { member, makers }] of Object.entries(FORMATS)) {
  const names = Object.keys(makers);
  for (let index = 0; index < Number(count); index += 1) {
    const construct = `${format}-${names[index % names.length]}`;
    const number = Math.floor(index / names.length);
    const random = new Random(seedOf(Number(seed), construct, number));
    const form = makers[names[index % names.length]](random);
    const line = { id: `${construct}-${number}`, construct, seed: Math.floor(random.next() * 2 ** 32), [member]: form };
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, "drain");
  }
}
out.end();
await finished(out);

function each(constructs, write) {
  return Object.fromEntries(Object.entries(constructs).map(([name, make]) => [name, (random) => write(make(random))]));
}
