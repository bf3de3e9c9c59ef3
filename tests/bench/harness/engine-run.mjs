// Loads one form in one adapter, checks that the logic is right, then times single answers.
// Runs in node (engine.mjs starts one process per run) and in a browser page alike.
import { allItems } from '../forms/generate.mjs';

const same = (got, want, what) => {
  if (got !== want) throw new Error(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
};

/** steps(form): endless list of [name, value, check(session)]: what to answer and what must be true right after. */
function* steps(form) {
  const kind = form.id.split('-')[0];
  if (kind === 'chain') {
    const last = form.calcs.at(-1).name;
    for (let v = 1; ; v++) yield ['a', v, (s) => same(Number(s.get(last)), v + form.calcs.length, last)];
  }
  if (kind === 'fan') {
    const n = allItems(form).length - 1;
    for (let k = 0; ; k++) {
      const yes = k % 2 === 0;
      yield [
        'gate',
        yes ? 'yes' : 'no',
        (s) => {
          same(s.visible('q1'), yes, 'q1');
          same(s.visible(`q${n}`), yes, `q${n}`);
        },
      ];
    }
  }
  // wide and ksp: a trigger question goes to its showing value, then to another, spread over the form.
  const items = allItems(form);
  const pairs = items.filter((it) => it.showIf).map((it) => [it.showIf.q, it.showIf.is, it.name]);
  const score = new Map();
  const total = () => [...score.values()].filter((v) => v === 'yes').length;
  for (let k = 0; ; k++) {
    const [q, is, dep] = pairs[Math.floor((((k >> 1) * 0.6180339887) % 1) * pairs.length)];
    const v = k % 2 === 0 ? is : is === 'yes' ? 'no' : 'yes';
    score.set(q, v);
    const want = total();
    yield [
      q,
      v,
      (s) => {
        same(s.visible(dep), v === is, `${dep} visible`);
        same(Number(s.get('score')), want, 'score');
      },
    ];
  }
}

/**
 * sets/warm are cut down for slow engines: at most about budgetMs is spent, with at least one timed answer. `around` does what is
 * measured, by name.
 */
export async function run({ adapter, form, doc, heap, sets = 50, warm = 10, budgetMs = 20000, around = (_, act) => act() }) {
  await adapter.setup?.(); // one-time start-up of the engine itself: not part of loading a form
  const h0 = heap();
  const t0 = performance.now();
  const s = await around('open', () => adapter.open(doc));
  const loadMs = performance.now() - t0;
  const heapBytes = heap() - h0;
  for (const it of allItems(form)) if (it.showIf) same(s.visible(it.name), false, `${it.name} visible at the start`);
  const times = [];
  const started = performance.now();
  let k = 0;
  await around('set', async () => {
    for (const [name, value, check] of steps(form)) {
      const a = performance.now();
      const p = s.set(name, value);
      if (p?.then) await p;
      check(s); // reads the results inside the timed part: lazy engines must compute them
      const ms = performance.now() - a;
      if (k++ >= (ms > 1000 ? 1 : warm)) times.push(ms);
      if (times.length >= sets || (times.length && performance.now() - started > budgetMs)) break;
    }
  });
  return { loadMs, setMs: times, heapBytes, sets: k };
}
