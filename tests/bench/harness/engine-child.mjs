// node --expose-gc harness/engine-child.mjs <adapter> <form>  -> one JSON line
import { run } from './engine-run.mjs';
import { byId } from '../forms/generate.mjs';
const [name, formId, sets] = process.argv.slice(2);
const adapter = await import(`../adapters/${name}/engine.mjs`);
const form = byId(formId);
const doc = await adapter.convert(form);
const heap = () => {
  gc();
  gc();
  const m = process.memoryUsage();
  return m.heapUsed + m.external;
};
const r = await run({ adapter, form, doc, heap, sets: Number(sets ?? 50) });
console.log(JSON.stringify({ ...r, docBytes: Buffer.byteLength(doc) }));
process.exit(0);
