// Writes cases of our own making, with what survey-core gives: `node generate.mjs FILE [COUNT] [SEED]`.
//
// Each line of the file is one case, in the form of the conformance suites. The same seed gives the same cases.

import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

import * as demands from "./constructs/asking.mjs";
import * as beside from "./constructs/beside.mjs";
import * as choosing from "./constructs/choosing.mjs";
import * as inside from "./constructs/inside.mjs";
import * as rows from "./constructs/rows.mjs";
import * as showing from "./constructs/showing.mjs";
import * as values from "./constructs/values.mjs";
import { expression } from "./expressions.mjs";
import { stopClock } from "./model.mjs";
import { Random, seedOf } from "./random.mjs";

const { conditionsOf, defaults, writing, triggers, calculated, expressions, data } = values;
const CONSTRUCTS = {
  conditions: conditionsOf,
  defaults,
  writing,
  triggers,
  calculated,
  expressions,
  data,
  ...rows,
  ...inside,
  ...demands,
  ...choosing,
  ...showing,
  ...beside,
};

const [file, count = "2000", seed = "1"] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: node generate.mjs FILE [COUNT] [SEED]");
stopClock();
console.warn = console.error = console.log = () => {};

const out = createWriteStream(file);
const names = Object.keys(CONSTRUCTS);
const failed = [];
for (let index = 0; index < Number(count); index += 1) {
  const construct = names[index % names.length];
  write(construct, Math.floor(index / names.length), CONSTRUCTS[construct]);
}
for (let index = 0; index < Number(count); index += 1) write("expr", index, expression);
out.end();
await finished(out);
process.stdout.write(
  `${failed.length} of ${2 * Number(count)} could not be made${failed.length > 0 ? `: ${failed[0]}` : ""}\n`,
);

function write(construct, index, make) {
  const id = `${construct}-${index}`;
  try {
    const made = make(new Random(seedOf(Number(seed), construct, index)));
    out.write(`${JSON.stringify({ id, construct: made.group ?? construct, ...made })}\n`);
  } catch (fault) {
    // survey-core itself fails on a few surveys of this kind.
    failed.push(`${id}: ${fault}`);
  }
}
