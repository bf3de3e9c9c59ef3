// Where the time goes until a form is there in Chromium: the main thread by kind of work, from a trace.
import { byId, allItems } from '../forms/generate.mjs';
import { withPage } from './page-run.mjs';

/** Kinds of work, by the names of trace events; what stands in another event and has no name here is of its kind. */
const KINDS = {
  script: /^(EvaluateScript|FunctionCall|RunMicrotasks|FireAnimationFrame|TimerFire|EventDispatch|MinorGC|MajorGC|BlinkScheduler_Perform|[vV]8\.)/,
  parse: /^(ParseHTML|ParseAuthorStyleSheet)$/,
  style: /^UpdateLayoutTree$/,
  layout: /^Layout$/,
  paint: /^(PrePaint|Paint|Layerize|Commit|UpdateLayer|PaintImage)$/,
};
const kindOf = (name) => Object.keys(KINDS).find((kind) => KINDS[kind].test(name));
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8', 'v8.execute', 'toplevel', 'blink.user_timing'];

/** Milliseconds of the main thread by kind, from the navigation on for so long; `waiting` is what it did nothing in. */
function shares(events, ms) {
  const start = events.filter((e) => e.name === 'navigationStart' && /\/\/127\./.test(e.args?.data?.documentLoaderURL ?? '')).at(-1);
  if (!start) throw new Error('the trace has no navigation');
  const end = start.ts + ms * 1000;
  const main = events.filter((e) => e.ph === 'X' && e.pid === start.pid && e.tid === start.tid && e.ts < end && e.ts + e.dur > start.ts);
  main.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const within = (e) => Math.min(e.ts + e.dur, end) - Math.max(e.ts, start.ts);
  const sums = { script: 0, parse: 0, style: 0, layout: 0, paint: 0, other: 0 };
  let busy = 0;
  const open = [];
  for (const e of main) {
    while (open.length && open.at(-1).ts + open.at(-1).dur <= e.ts) open.pop();
    const outer = open.at(-1);
    e.kind = kindOf(e.name) ?? outer?.kind ?? 'other';
    sums[e.kind] += within(e);
    if (outer) sums[outer.kind] -= within(e);
    else busy += within(e);
    open.push(e);
  }
  return Object.fromEntries(Object.entries({ ...sums, waiting: ms * 1000 - busy }).map(([kind, us]) => [kind, us / 1000]));
}

/** One load, traced: where the time until each of its moments went. A trace makes it slower. */
export async function profileLoad(server, name, formId, { cpu, slow }) {
  await server.warm(name, formId);
  return withPage({ cpu, slow }, async (page, cdp) => {
    const events = [];
    cdp.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES } });
    const first = allItems(byId(formId)).find((it) => it.type === 'choice');
    await page.goto(server.url(name, formId), { waitUntil: 'commit' });
    const moments = await page.evaluate(async (item) => {
      const ready = await window.__ready(item);
      return { ready, ...(window.__bench.takenOver && { taken: await window.__taken() }) };
    }, first);
    const whole = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
    await cdp.send('Tracing.end');
    await whole;
    return Object.fromEntries(Object.entries(moments).map(([moment, ms]) => [moment, shares(events, ms)]));
  });
}
