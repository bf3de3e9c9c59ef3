// node --expose-gc harness/engine-child.mjs <adapter> <form> [sets] [profile]  -> one JSON line
import { run } from './engine-run.mjs';
import { sampled } from './samples.mjs';
import { byId } from '../forms/generate.mjs';
const [name, formId, sets, profile] = process.argv.slice(2);
const adapter = await import(`../adapters/${name}/engine.mjs`);
const form = byId(formId);
const doc = await adapter.convert(form);
const heap = () => {
  gc();
  gc();
  const m = process.memoryUsage();
  return m.heapUsed + m.external;
};
const spent = {};
const watched = async (what, act) => {
  const [result, sums] = await sampled(act);
  spent[what] = sums;
  return result;
};
const around = profile ? watched : undefined;
const r = await run({ adapter, form, doc, heap, sets: Number(sets ?? 50), around });
console.log(JSON.stringify({ ...r, spent, docBytes: Buffer.byteLength(doc) }));
process.exit(0);
