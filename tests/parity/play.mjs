// Plays in the Wasm that ships what was played natively, and compares every value, and what is sealed to the byte.
//
//     node play.mjs GLUE.js MODULE.wasm CASES.json GIVEN.json
//
// What the Wasm finished is written to the last file, for `parity seal`.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [glue, wasm, cases, given] = process.argv.slice(2).map((path) => resolve(path));
const { default: start, Engine } = await import(pathToFileURL(glue));
await start({ module_or_path: await readFile(wasm) });

/** RFC 8785 for trees without fractions: members by their UTF-16 code units, nothing between them. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

/** As `Result` is written natively. */
function reply(act) {
  try {
    return { Ok: act() };
  } catch (error) {
    return { Err: error.message };
  }
}

/** What a native reply says, with its text as a value. */
function parsed(outcome) {
  return "Ok" in outcome ? { Ok: JSON.parse(outcome.Ok) } : outcome;
}

const all = JSON.parse(await readFile(cases, "utf8"));
let actions = 0;
const sealed = [];
for (const [index, { questionnaire, key, program, draft, steps, ...native }] of all.entries()) {
  assert.equal(Buffer.from(Engine.build(questionnaire, undefined, [])).toString("hex"), program, `form ${index}`);
  const engine = Engine.open(questionnaire, key, []);
  engine.restore(JSON.parse(draft));
  for (const { command, outcome } of steps) {
    assert.deepEqual(reply(() => engine.apply(JSON.parse(command))), parsed(outcome), `form ${index}: ${command}`);
    actions += 1;
  }
  const finished = reply(() => canonical(engine.finish()));
  assert.deepEqual(finished, "Ok" in native.finished ? { Ok: native.finished.Ok[1] } : native.finished, `form ${index}`);
  assert.deepEqual(engine.snapshot(), JSON.parse(native.snapshot), `form ${index}`);
  assert.deepEqual(engine.draft(), JSON.parse(native.end), `form ${index}`);
  if ("Ok" in finished) {
    sealed.push({ questionnaire, key, draft: engine.draft(), finished: engine.finish() });
  }
  engine.free();
}
// Forms that nobody could finish would say nothing about what is sealed.
assert.ok(sealed.length >= 20, `only ${sealed.length} forms were finished`);
await writeFile(given, JSON.stringify(sealed));
console.log(`the Wasm gave the same bytes in ${all.length} forms with ${actions} actions, ${sealed.length} of them to the end`);
