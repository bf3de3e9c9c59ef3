// node run.mjs bytes|engine|engine-chromium|load|interact|profile|report|check|all [--only a,b] [--forms x,y] [--runs n] [--clicks n] [--out results/peers.json]
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import os from 'node:os';
import { contenders } from './contenders.mjs';
import { bundle } from './harness/bundle.mjs';
import { serve } from './harness/serve.mjs';
import * as page from './harness/page-run.mjs';
import { profileLoad } from './harness/profile.mjs';
import { engineInPage } from './harness/engine-in-page.mjs';
import { judged } from './harness/goals.mjs';
import { report } from './harness/report.mjs';

for (const sig of ['SIGINT', 'SIGTERM']) process.on(sig, () => process.exit(1)); // playwright then ends its browser

const [step, ...rest] = process.argv.slice(2);
const opt = Object.fromEntries(
  rest
    .join(' ')
    .split('--')
    .filter(Boolean)
    .map((s) => s.trim().split(/[ =]/)),
);
const root = new URL('.', import.meta.url).pathname;
const out = root + (opt.out ?? 'results/peers.json');
const names = opt.only ? opt.only.split(',') : Object.keys(contenders);
const has = (name, file) => existsSync(`${root}adapters/${name}/${file}`);
const all = existsSync(out) ? JSON.parse(readFileSync(out)) : {};
// What is found out beside the harness.
for (const [section, name] of Object.entries({ verify: 'verify.json', wasmShares: 'shares.json' }))
  if (existsSync(`${root}results/${name}`)) all[section] = JSON.parse(readFileSync(`${root}results/${name}`));

const median = (a) => quantile(a, 0.5);
const quantile = (a, q) => {
  const s = [...a].sort((x, y) => x - y);
  return s.length ? s[Math.min(s.length - 1, Math.ceil(q * s.length) - 1)] : null;
};
const two = (a) => (a.length ? { median: median(a), p95: quantile(a, 0.95), n: a.length } : null);
const message = (e) =>
  String(e?.message ?? e)
    .split('\n')[0]
    .slice(0, 120);

function save(section, name, key, value) {
  all.machine = `${os.cpus().length} cores ${os.cpus()[0].model.trim()}, Linux, node ${process.versions.node}`;
  all.date = new Date().toISOString().slice(0, 10);
  (all.versions ??= {})[name] = Object.fromEntries(
    contenders[name].packages.map((p) => [
      p.split('=')[0],
      JSON.parse(readFileSync(`${root}node_modules/${p.split('=').at(-1)}/package.json`)).version,
    ]),
  );
  const s = ((all[section] ??= {})[name] ??= {});
  if (key) s[key] = value;
  else all[section][name] = value;
  writeFileSync(out, JSON.stringify(all, null, 1) + '\n');
  console.log(section, name, key ?? '', JSON.stringify(value).slice(0, 200));
}

const conditions = { plain: {}, cpu4: { cpu: 4 }, slow4g: { slow: true }, 'cpu4+slow4g': { cpu: 4, slow: true } };
/** What our goals compare: the first three by pages, the others by engines. */
const profiled = { pages: ['plain', 'enketo', 'sealform-site'], engines: ['plain', 'rjsf', 'sealform'] };

const steps = {
  async bytes() {
    const server = await serve();
    for (const n of names.filter((n) => has(n, 'page.mjs'))) {
      await bundle(n);
      save('bytes', n, null, await page.bytes(server, n));
    }
    await server.close();
  },

  async engine() {
    const runs = Number(opt.runs ?? 5);
    const forms = (opt.forms ?? 'ksp,wide-100,wide-1000,wide-10000,chain-100,chain-1000,fan-1000').split(',');
    for (const form of forms) {
      const got = Object.fromEntries(names.map((n) => [n, []])),
        failed = {};
      for (let i = 0; i < runs; i++) {
        // round robin, one fresh process a run
        for (const n of names.filter((n) => has(n, 'engine.mjs') && !failed[n])) {
          const spent = got[n].reduce((s, r) => s + r.wall, 0);
          if (spent > 90000) continue; // slow ones get fewer runs
          const t = Date.now();
          try {
            got[n].push({ ...(await child(n, form)), wall: Date.now() - t });
          } catch (e) {
            failed[n] = e.message;
          }
        }
      }
      for (const n of names) {
        const g = got[n];
        if (failed[n]) save('engine', n, form, { error: failed[n] });
        else if (g.length)
          save('engine', n, form, {
            loadMs: median(g.map((r) => r.loadMs)),
            setMs: median(g.map((r) => median(r.setMs))),
            setP95: median(g.map((r) => quantile(r.setMs, 0.95))),
            heapBytes: median(g.map((r) => r.heapBytes)),
            docBytes: g[0].docBytes,
            runs: g.length,
            setsPerRun: g[0].setMs.length,
          });
      }
    }
  },

  async 'engine-chromium'() {
    const runs = Number(opt.runs ?? 3);
    const pages = names.filter((n) => has(n, 'engine.mjs'));
    for (const form of (opt.forms ?? 'wide-1000,chain-1000,fan-1000').split(',')) {
      const got = Object.fromEntries(pages.map((n) => [n, []])),
        failed = {};
      for (let i = 0; i < runs; i++)
        for (const n of pages.filter((n) => !failed[n]))
          try {
            got[n].push(await engineInPage(n, form));
          } catch (e) {
            failed[n] = /unsupported: /.test(e.message) ? 'n/a' : message(e);
          }
      for (const n of pages)
        save(
          'engineChromium',
          n,
          form,
          got[n].length
            ? {
                loadMs: median(got[n].map((r) => r.loadMs)),
                setMs: median(got[n].map((r) => median(r.setMs))),
                runs: got[n].length,
              }
            : { error: failed[n] },
        );
    }
  },

  async load() {
    const runs = Number(opt.runs ?? 5);
    const server = await serve();
    const pages = names.filter((n) => has(n, 'page.mjs'));
    for (const n of pages) if (!existsSync(`${root}dist/${n}/index.html`)) await bundle(n);
    for (const [p, how] of Object.entries(conditions)) {
      const got = Object.fromEntries(pages.map((n) => [n, []])),
        failed = {};
      for (let i = 0; i < runs; i++)
        for (const n of pages)
          try {
            got[n].push(await page.load(server, n, 'ksp', how));
          } catch (e) {
            failed[n] = message(e);
          }
      for (const n of pages) {
        const m = (k) => median(got[n].map((r) => r[k]).filter((v) => v != null));
        save(
          'load',
          n,
          p,
          got[n].length
            ? {
                ready: m('ready'),
                min: Math.min(...got[n].map((r) => r.ready)),
                max: Math.max(...got[n].map((r) => r.ready)),
                taken: m('taken'),
                mountStart: m('mountStart'),
                fcp: m('fcp'),
                heap: m('heap'),
                backing: m('backing'),
                embedder: m('embedder'),
                nodes: m('nodes'),
                transferred: m('transferred'),
                runs: got[n].length,
              }
            : { error: failed[n] },
        );
      }
    }
    await server.close();
  },

  async interact() {
    const runs = Number(opt.runs ?? 3);
    const forms = (opt.forms ?? 'ksp,wide-100,wide-1000,wide-10000').split(',');
    const server = await serve();
    const pages = names.filter((n) => has(n, 'page.mjs'));
    for (const n of pages) if (!existsSync(`${root}dist/${n}/index.html`)) await bundle(n);
    for (const form of forms) {
      const got = Object.fromEntries(pages.map((n) => [n, []])),
        failed = {};
      for (let i = 0; i < runs; i++)
        for (const n of pages) {
          if (failed[n]) continue;
          try {
            got[n].push(await page.interact(server, n, form, { clicks: Number(opt.clicks ?? 50) }));
          } catch (e) {
            failed[n] = message(e);
            console.log(form, n, failed[n]);
          }
        }
      for (const n of pages) {
        const cat = (k) => got[n].flatMap((r) => r[k]);
        save(
          'interact',
          n,
          form,
          got[n].length
            ? {
                paint: two(cat('paint')),
                appear: two(cat('appear')),
                gone: two(cat('gone')),
                typing: two(cat('typing')),
                eventTiming: two(cat('clickEvents')),
                loadReady: median(cat('ready')),
                radios: got[n][0].radios,
                clicks: cat('paint').length,
                runs: got[n].length,
                ...(failed[n] ? { note: failed[n] } : {}),
              }
            : { error: failed[n] },
        );
      }
    }
    await server.close();
  },

  async report() {
    writeFileSync(out, JSON.stringify(all, null, 1) + '\n');
    console.log(report(out));
  },

  /** Of some runs the one in the middle, with its shares. */
  async profile() {
    const runs = Number(opt.runs ?? 5);
    const sum = (kinds) => Object.values(kinds).reduce((all, ms) => all + ms, 0);
    const middle = async (once, ms) => {
      const got = [];
      try {
        for (let i = 0; i < runs; i++) got.push(await once());
      } catch (e) {
        return { error: message(e) };
      }
      return got.sort((a, b) => ms(a) - ms(b))[(got.length - 1) >> 1];
    };
    const server = await serve();
    for (const n of profiled.pages.filter((n) => names.includes(n))) {
      if (!existsSync(`${root}dist/${n}/index.html`)) await bundle(n);
      for (const [p, how] of Object.entries(conditions)) {
        const once = () => profileLoad(server, n, 'ksp', how);
        save('profileLoad', n, p, await middle(once, ({ ready, taken }) => sum(taken ?? ready)));
      }
    }
    await server.close();
    for (const form of (opt.forms ?? 'ksp,wide-10000,fan-1000').split(','))
      for (const n of profiled.engines.filter((n) => names.includes(n))) {
        const once = async () => {
          const { spent, sets } = await child(n, form, true);
          return { ...spent, sets };
        };
        save('profileEngine', n, form, await middle(once, ({ open }) => sum(open)));
      }
  },

  /** Fails where a goal that this run has figures for is missed. */
  async check() {
    const missed = judged(all).filter(({ met }) => !met);
    for (const { what, got, most, unit } of missed) console.error(`missed: ${what}: ${got.toFixed(2)} ${unit}, wanted at most ${most}`);
    if (missed.length) process.exit(1);
  },
};

function child(name, form, profile = false) {
  return new Promise((resolve, reject) => {
    const p = spawn(
      process.execPath,
      ['--expose-gc', '--max-old-space-size=8192', `${root}harness/engine-child.mjs`, name, form, '50', ...(profile ? ['profile'] : [])],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let o = '',
      e = '';
    const timer = setTimeout(() => {
      p.kill('SIGKILL');
      reject(new Error('over 300 s'));
    }, 300000);
    p.stdout.on('data', (d) => {
      o += d;
    });
    p.stderr.on('data', (d) => {
      e += d;
    });
    p.on('close', () => {
      clearTimeout(timer);
      try {
        resolve(JSON.parse(o.trim().split('\n').pop()));
      } catch {
        reject(new Error(/unsupported: .*/.test(e) ? 'n/a' : message(e.match(/^\w*Error: .*/m)?.[0] ?? e)));
      }
    });
  });
}

if (step === 'all')
  for (const s of ['bytes', 'engine', 'engine-chromium', 'interact', 'load', 'profile', 'report']) await steps[s]();
else if (steps[step]) await steps[step]();
else {
  console.error('node run.mjs bytes|engine|engine-chromium|load|interact|profile|report|all');
  process.exit(2);
}
