// Plays what was recorded natively through the Wasm that ships, and compares everything: node play.mjs ENGINE CASES
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [enginePath, casesPath] = process.argv.slice(2);
const { Engine, load } = await import(pathToFileURL(enginePath));
await load();

const attempt = (action) => { try { return { Ok: action() }; } catch (error) { return { Err: String(error.message) }; } };
const cases = JSON.parse(readFileSync(casesPath, 'utf8'));
let actions = 0;
for (const [index, recorded] of cases.entries()) {
  const where = `form ${index}`;
  const engine = Engine.open(recorded.questionnaire, recorded.key);
  engine.restore(JSON.parse(recorded.draft));
  for (const { command, outcome } of recorded.steps) {
    actions += 1;
    const got = attempt(() => engine.apply(JSON.parse(command)));
    if ('Ok' in outcome) assert.deepEqual(got, { Ok: JSON.parse(outcome.Ok) }, `${where}, ${command}`);
    else assert.ok(got.Err?.startsWith(`${outcome.Err}: `), `${where}, ${command}: ${outcome.Err} natively, here ${JSON.stringify(got)}`);
  }
  assert.deepEqual(engine.snapshot(), JSON.parse(recorded.snapshot), where);
  assert.deepEqual(engine.draft(), JSON.parse(recorded.end), where);
  const finished = attempt(() => engine.finish());
  if (recorded.finished) assert.deepEqual(finished, { Ok: JSON.parse(recorded.finished) }, where);
  else assert.match(finished.Err ?? 'it could be sealed', /^points are open/, where);
  engine.free();
}
console.log(`the Wasm did the same in ${cases.length} forms with ${actions} actions`);
