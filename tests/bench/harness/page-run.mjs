// The measurements in Chromium: what is downloaded, time to the first usable question, answers to next frame.
import { serve, brotli, gzip } from './serve.mjs';
import { launch } from './chromium.mjs';
import { byId, allItems } from '../forms/generate.mjs';
import { readFileSync } from 'node:fs';

const root = new URL('../dist/', import.meta.url).pathname;

// Runs in the page. after(fn): once the next frame has been painted. arm(): from the next real input event to the frame.
function helpers() {
  const after = (fn) =>
    requestAnimationFrame(() => {
      const c = new MessageChannel();
      c.port1.onmessage = fn;
      c.port2.postMessage(0);
    });
  window.__after = after;
  window.__events = [];
  new PerformanceObserver((l) => {
    for (const e of l.getEntries())
      if (e.name === 'click' || e.name === 'keydown') window.__events.push([e.name, e.duration]);
  }).observe({ type: 'event', durationThreshold: 16 });
  window.__arm = (type, check, limit = 20000) => {
    window.__result = new Promise((resolve) =>
      addEventListener(
        type,
        (e) => {
          let paint = null;
          after(function look() {
            const t = performance.now() - e.timeStamp;
            paint ??= t;
            if (check()) resolve({ paint, settled: t });
            else if (t > limit) resolve({ paint, settled: null });
            else after(look);
          });
        },
        { capture: true, once: true },
      ),
    );
  };
  // The end of the first painted frame in which something is so.
  const when = (isSo) =>
    new Promise((resolve) =>
      (function look() {
        after(() => (isSo() ? resolve(performance.now()) : look()));
      })(),
    );
  window.__ready = (item) => when(() => window.__bench?.target(item, 'yes') && window.__bench.shown(item));
  window.__taken = () => when(() => window.__bench.takenOver());
}

const NET = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };

export async function withPage({ cpu = 1, slow = false, limitMs = 120000 } = {}, fn) {
  const browser = await launch();
  let timer;
  try {
    const page = await (await browser.newContext({ viewport: { width: 1024, height: 900 } })).newPage();
    const errors = [];
    page.on('pageerror', (e) => errors.push(String(e)));
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.enable');
    if (slow) await cdp.send('Network.emulateNetworkConditions', NET);
    if (cpu > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    await page.addInitScript(helpers);
    const late = new Promise((_, no) => {
      timer = setTimeout(() => no(new Error(`over ${limitMs / 1000} s`)), limitMs);
    });
    const r = await Promise.race([fn(page, cdp), late]);
    if (errors.length) r.pageErrors = errors.slice(0, 3);
    return r;
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
}

export async function load(server, name, formId, { cpu, slow, limitMs }) {
  await server.warm(name, formId);
  server.takeLog();
  return withPage({ cpu, slow, limitMs }, async (page, cdp) => {
    const first = allItems(byId(formId)).find((it) => it.type === 'choice');
    await page.goto(server.url(name, formId), { waitUntil: 'commit' });
    const ready = await page.evaluate((item) => window.__ready(item), first);
    const marks = await page.evaluate(() => ({
      mountStart: window.__mounting,
      fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      transferred: performance.getEntriesByType('resource').reduce((n, e) => n + e.transferSize, 0),
    }));
    const requests = server.takeLog();
    // Where a runtime comes later, it may come while the click is prepared.
    await page.evaluate(() => {
      window.__taking = window.__bench.takenOver ? window.__taken() : null;
    });
    await click(page, first, 'yes', null); // it must really work
    const taken = await page.evaluate(() => window.__taking);
    if (taken !== null) await page.evaluate((item) => window.__bench.checkTaken(item, 'yes'), first);
    await page.waitForTimeout(500);
    for (let i = 0; i < 2; i++) await cdp.send('HeapProfiler.collectGarbage');
    const heap = await cdp.send('Runtime.getHeapUsage');
    const { nodes } = await cdp.send('Memory.getDOMCounters');
    return {
      ready,
      ...(taken === null ? {} : { taken }),
      ...marks,
      heap: heap.usedSize,
      backing: heap.backingStorageSize ?? 0,
      embedder: heap.embedderHeapUsedSize ?? 0,
      nodes,
      requests,
    };
  });
}

/** A real mouse click on an answer; expect = {item, shown} is what must become visible or hidden. */
async function click(page, item, value, expect) {
  const box = await page.evaluate(
    async ([item, value, expect]) => {
      let el = window.__bench.target(item, value);
      if (!el) throw new Error(`no target for ${item.name}`);
      el.scrollIntoView({ block: 'center', behavior: 'instant' });
      for (let still = 0, y = NaN; still < 3; ) {
        // until animations have moved it to its place
        await new Promise((r) => window.__after(r));
        // A page may be put in the place of the one that came first.
        if (!el.isConnected) el = window.__bench.target(item, value);
        const now = el.getBoundingClientRect().top;
        still = now === y ? still + 1 : 0;
        y = now;
      }
      const b = window.__bench;
      // Found before the clock starts, and searched again only where the page has put another in its place.
      const find = () => {
        const label = b.target(item, value);
        return label?.matches('input') ? label : (label?.querySelector('input') ?? document.getElementById(label?.htmlFor));
      };
      let input = find();
      window.__arm('click', () => {
        if (!input?.isConnected) input = find();
        return input?.checked && (!expect || b.shown(expect.item) === expect.shown);
      });
      const r = el.getBoundingClientRect();
      return [r.left + Math.min(12, r.width / 2), r.top + r.height / 2];
    },
    [item, value, expect],
  );
  await page.mouse.click(...box);
  const r = await page.evaluate(() => window.__result);
  if (r.settled === null)
    throw new Error(
      `${item.name}=${value}: the answer${expect ? ` or ${expect.item.name} ${expect.shown ? 'shown' : 'hidden'}` : ''} did not come`,
    );
  await page.evaluate(() => new Promise((r) => setTimeout(() => requestIdleCallback(r, { timeout: 2000 }), 60)));
  return r;
}

export async function interact(server, name, formId, { cpu = 4, clicks = 50, keys = 50, limitMs = 150000 }) {
  const form = byId(formId),
    items = allItems(form),
    byName = Object.fromEntries(items.map((it) => [it.name, it]));
  await server.warm(name, formId);
  const onPage1 = new Set(form.pages[0].sections.flatMap((s) => s.items.map((it) => it.name)));
  const pairs = items
    .filter((it) => it.showIf && onPage1.has(it.name) && onPage1.has(it.showIf.q))
    .map((it) => [byName[it.showIf.q], it.showIf.is, it]);
  const other = { yes: 'no', no: 'yes' };
  return withPage({ limitMs }, async (page, cdp) => {
    await page.goto(server.url(name, formId), { waitUntil: 'commit' });
    const ready = await page.evaluate(
      (item) => window.__ready(item),
      items.find((it) => it.type === 'choice'),
    );
    const radios = await page.evaluate(() => document.querySelectorAll('input[type=radio]').length);
    // checks, untimed: hidden at the start; shown and hidden by the answer; score right where the peer shows one
    const [q, is, dep] = pairs.shift();
    const shown = await page.evaluate(([a, b]) => [window.__bench.shown(a), window.__bench.shown(b)], [q, dep]);
    if (!shown[0] || shown[1]) throw new Error(`at the start ${q.name}/${dep.name} shown: ${shown}`);
    const scoreIs = async (want) => {
      if (!byName.score_shown) return;
      let got;
      for (let i = 0; i < 20; i++) {
        got = await page.evaluate((item) => window.__bench.text(item), byName.score_shown);
        if (Number(String(got).trim() || NaN) === want) return;
        await page.waitForTimeout(100);
      }
      throw new Error(`score: got ${JSON.stringify(got)}, want ${want}`);
    };
    await click(page, q, 'yes', { item: dep, shown: is === 'yes' });
    await scoreIs(1);
    await click(page, q, 'no', { item: dep, shown: is === 'no' });
    await scoreIs(0);

    await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    await page.evaluate(() => {
      window.__events.length = 0;
    });
    const paint = [],
      appear = [],
      gone = [],
      typing = [];
    const width = Math.min(pairs.length, 25);
    for (let i = 0; i < clicks; i++) {
      const [q, is, dep] = pairs[i % width];
      const on = Math.floor(i / width) % 2 === 0;
      const r = await click(page, q, on ? is : other[is], { item: dep, shown: on });
      paint.push(r.paint);
      (on ? appear : gone).push(r.settled);
    }
    const clickEvents = await page.evaluate(() => window.__events.filter((e) => e[0] === 'click').map((e) => e[1]));
    const field = items.find((it) => it.type === 'comment' && !it.showIf);
    if (field && keys) {
      await page.evaluate(
        ([item]) => {
          const el = window.__bench.target(item);
          el.scrollIntoView({ block: 'center', behavior: 'instant' });
          el.focus();
        },
        [field],
      );
      for (let i = 1; i <= keys; i++) {
        await page.evaluate(
          ([item, i]) => window.__arm('keydown', () => window.__bench.target(item).value.length === i),
          [field, i],
        );
        await page.keyboard.press('a');
        const r = await page.evaluate(() => window.__result);
        if (r.settled === null) throw new Error('key not taken');
        typing.push(r.settled);
        await page.waitForTimeout(30);
      }
    }
    return { ready, radios, paint, appear, gone, typing, clickEvents };
  });
}

/** Sizes of everything Chromium asked the server for to show form (a), less the page and the form itself. */
export async function bytes(server, name) {
  const { requests } = await load(server, name, 'ksp', {});
  const files = [...new Set(requests)]
    .filter((f) => f !== 'index.html' && f !== 'form.doc')
    .map((file) => {
      const b = readFileSync(`${root}${name}/${file}`);
      return { file, raw: b.length, gzip: gzip(b).length, brotli: brotli(b).length };
    });
  const sum = (k, re) => files.filter((f) => re.test(f.file)).reduce((n, f) => n + f[k], 0);
  const of = (re) => ({ raw: sum('raw', re), gzip: sum('gzip', re), brotli: sum('brotli', re) });
  return {
    all: of(/./),
    js: of(/\.js$/),
    css: of(/\.css$/),
    wasm: of(/\.wasm$/),
    other: of(/\.(?!js$|css$|wasm$)\w+$/),
    files,
  };
}
