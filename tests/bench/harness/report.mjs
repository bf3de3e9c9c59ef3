// results/<name>.json -> results/<name>.md
import { readFileSync, writeFileSync } from 'node:fs';
import { contenders } from '../contenders.mjs';
import { judged, PROFILES } from './goals.mjs';

const ms = (v) =>
  v == null ? '-' : Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 10 ? v.toFixed(1) : Math.abs(v) >= 0.1 ? v.toFixed(2) : v.toFixed(4);
const kb = (v) => (v == null ? '-' : (v / 1000).toFixed(v < 10000 ? 1 : 0));
const mb = (v) => (v == null ? '-' : (v / 1e6).toFixed(1));
const SECTIONS = ['bytes', 'engine', 'load', 'profileLoad', 'profileEngine'];
const figure = (v) => (Math.abs(v) >= 1e5 ? Math.round(v).toLocaleString('en') : ms(v));
const table = (head, rows) =>
  `| ${head.join(' | ')} |\n|${head.map((_, i) => (i ? ' ---: |' : ' --- |')).join('')}\n${rows.map((r) => `| ${r.join(' | ')} |`).join('\n')}\n`;

/** Milliseconds by kind of work, a line for each of what was profiled. */
function spent(head, rows) {
  const kinds = Object.keys(rows.find(([, e]) => !e.error)?.[1] ?? {});
  const cells = (e) => (e.error ? [e.error, ...kinds.map(() => '-')] : [Object.values(e).reduce((all, v) => all + v, 0), ...kinds.map((kind) => e[kind])].map(ms));
  return table([head, 'all', ...kinds], rows.map(([what, e]) => [what, ...cells(e)])) + '\n';
}

/** The crates that make up most of the Wasm, and the others together. */
function bytesByCrate(sizes) {
  const MANY = 16;
  const sum = (part, kind) => part.reduce((all, size) => all + size[kind], 0);
  const all = sum(sizes, 'brotli');
  const row = (what, part) => [what, kb(sum(part, 'raw')), kb(sum(part, 'brotli')), `${((100 * sum(part, 'brotli')) / all).toFixed(1)} %`];
  const [first, rest] = [sizes.slice(0, MANY), sizes.slice(MANY)];
  const about =
    'The functions of the runtime by crate, before they are sorted for the way: what a library makes for a type of ours counts as ours. Brotli of each crate alone, whose sum is more than the file as it is sent.';
  return `## Where the bytes of the Wasm go, kB\n\n${about}\n\n${table(
    ['crate', 'raw', 'brotli', 'share'],
    [...first.map((one) => row(one.crate, [one])), row(`${rest.length} others`, rest), row('all', sizes)],
  )}\n`;
}

export function report(path) {
  const r = JSON.parse(readFileSync(path));
  const names = Object.keys(contenders).filter((n) => SECTIONS.some((section) => r[section]?.[n]));
  const title = (n) => contenders[n].title;
  const forms = (step) => [...new Set(names.flatMap((n) => Object.keys(r[step]?.[n] ?? {})))];
  const cell = (e, f) => (!e ? '-' : e.error ? e.error : f(e));
  let md = `# Results\n\n${r.machine}; ${r.date}. Medians; number of runs beside each table or in brackets where it differs.\nTimes are milliseconds. Other work shared the machine: read ratios rather than single figures.\n\n`;
  md +=
    '## Versions\n\n' +
    table(
      ['contender', 'packages'],
      names.map((n) => [
        title(n),
        Object.entries(r.versions[n] ?? {})
          .map(([p, v]) => `${p} ${v}`)
          .join(', '),
      ]),
    ) +
    '\n' +
    names
      .filter((n) => contenders[n].note)
      .map((n) => `- **${title(n)}**: ${contenders[n].note}\n`)
      .join('') +
    '\n';
  const goals = judged(r);
  if (goals.length)
    md +=
      '## Goals\n\nEach is judged within this run: how many times as much as what stands beside it, or how many milliseconds more.\n\n' +
      table(
        ['figure', 'ours', 'beside it', 'that is', 'goal', ''],
        goals.map(({ what, have, other, beside, got, most, unit, met }) => [
          what,
          figure(have),
          `${figure(other)} (${beside})`,
          `${figure(got)} ${unit}`,
          `≤ ${most} ${unit}`,
          met ? 'met' : '**missed**',
        ]),
      ) +
      '\n';
  if (r.bytes)
    md +=
      '## Bytes Chromium downloads to show form (a), kB (1000 bytes)\n\n' +
      table(
        [
          'contender',
          'raw',
          'gzip -9',
          'brotli -q 11',
          'of that JS (brotli)',
          'CSS (brotli)',
          'wasm (brotli)',
          'other (brotli)',
        ],
        names.map((n) => [
          title(n),
          ...((b) =>
            b
              ? [b.all.raw, b.all.gzip, b.all.brotli, b.js.brotli, b.css.brotli, b.wasm.brotli, b.other.brotli].map(kb)
              : Array(7).fill('-'))(r.bytes[n]),
        ]),
      ) +
      '\n';
  if (r.engine) {
    const fs = forms('engine');
    md +=
      '## Engine only, node, no page\n\nLoad the form model (first form in a fresh process):\n\n' +
      table(
        ['contender', ...fs],
        names.map((n) => [title(n), ...fs.map((f) => cell(r.engine[n]?.[f], (e) => `${ms(e.loadMs)} (${e.runs})`))]),
      ) +
      '\nSet one answer, dependants settled: median / p95 (fan-N alternates showing and hiding all; the dearer of the two is the p95):\n\n' +
      table(
        ['contender', ...fs],
        names.map((n) => [
          title(n),
          ...fs.map((f) => cell(r.engine[n]?.[f], (e) => `${ms(e.setMs)} / ${ms(e.setP95)}`)),
        ]),
      ) +
      '\nHeap held by the loaded form, MB (JS heap + external, after gc):\n\n' +
      table(
        ['contender', ...fs],
        names.map((n) => [title(n), ...fs.map((f) => cell(r.engine[n]?.[f], (e) => mb(e.heapBytes)))]),
      ) +
      '\n';
  }
  if (r.engineChromium) {
    const fs = forms('engineChromium');
    md +=
      '## Engine only, in Chromium (native XML parser), no rendering\n\nload / set one answer (median):\n\n' +
      table(
        ['contender', ...fs],
        names
          .filter((n) => r.engineChromium[n])
          .map((n) => [
            title(n),
            ...fs.map((f) => cell(r.engineChromium[n]?.[f], (e) => `${ms(e.loadMs)} / ${ms(e.setMs)} (${e.runs})`)),
          ]),
      ) +
      '\n';
  }
  if (r.load) {
    const ps = Object.keys(PROFILES);
    md +=
      '## Load form (a): navigation start to first usable question\n\n' +
      table(
        [
          'contender',
          ...Object.values(PROFILES),
          'JS heap MB',
          'buffers MB',
          'DOM MB',
          'DOM nodes',
        ],
        names
          .filter((n) => r.load[n])
          .map((n) => [
            title(n),
            ...ps.map((p) => cell(r.load[n][p], (e) => `${ms(e.ready)} (${ms(e.min)}-${ms(e.max)}, ${e.runs} runs)${e.taken ? `, form there ${ms(e.taken)}` : ''}`)),
            ...((e) => (!e || e.error ? ['-', '-', '-', '-'] : [mb(e.heap), mb(e.backing), mb(e.embedder), e.nodes]))(
              r.load[n].plain,
            ),
          ]),
      ) +
      '\n';
  }
  if (r.interact) {
    const fs = forms('interact');
    md +=
      '## Answering in the page, CPU x4\n\nFrom a real mouse click on an answer (browser time stamp of the click) to the next painted frame, median / p95; then to the frame in which the dependent question has appeared, and has gone.\n\n';
    for (const f of fs)
      md +=
        `### ${f}\n\n` +
        table(
          [
            'contender',
            'clicks',
            'next frame',
            'dependant appears',
            'dependant gone',
            'Event Timing click',
            'key to next frame',
            'radios in the page',
          ],
          names
            .filter((n) => r.interact[n]?.[f])
            .map((n) => {
              const e = r.interact[n][f];
              const two = (a) => (a ? `${ms(a.median)} / ${ms(a.p95)}` : '-');
              return [
                title(n),
                ...(e.error
                  ? [e.error, '-', '-', '-', '-', '-', '-']
                  : [
                      `${e.clicks} in ${e.runs} runs`,
                      two(e.paint),
                      two(e.appear),
                      two(e.gone),
                      two(e.eventTiming),
                      two(e.typing),
                      e.radios,
                    ]),
              ];
            }),
        ) +
        '\n';
  }
  if (r.profileLoad)
    md +=
      '## Where the time of a load goes\n\nForm (a), the main thread by kind of work until the first question can be answered, and until the form is there; the run in the middle, by a trace, which makes it slower. Waiting: for the network, and for what other threads compile or draw.\n\n' +
      spent(
        'contender, condition, until',
        names.flatMap((n) =>
          Object.entries(r.profileLoad[n] ?? {}).flatMap(([p, e]) => {
            const what = `${title(n)}, ${PROFILES[p]}`;
            if (e.error) return [[what, e]];
            return Object.entries(e).map(([moment, kinds]) => [`${what}, ${moment === 'taken' ? 'form there' : 'first question'}`, kinds]);
          }),
        ),
      );
  if (r.profileEngine)
    md +=
      '## Where the time of the engines goes\n\nBy samples of V8 in Node; compiling counts with what it is done for.\n\n' +
      spent(
        'contender, form, what',
        names.flatMap((n) =>
          Object.entries(r.profileEngine[n] ?? {}).flatMap(([f, e]) => {
            const what = `${title(n)}, ${f}`;
            return e.error ? [[what, e]] : [[`${what}, open`, e.open], [`${what}, ${e.sets} answers`, e.set]];
          }),
        ),
      );
  if (r.wasmShares) md += bytesByCrate(r.wasmShares);
  const out = path.replace(/\.json$/, '.md');
  writeFileSync(out, md);
  return out;
}
