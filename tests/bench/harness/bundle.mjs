// Bundles each contender's page with esbuild (production, minified) into dist/<name>/ with an index.html.
import { build } from 'esbuild';
import { mkdirSync, writeFileSync, readFileSync, rmSync, copyFileSync, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { contenders } from '../contenders.mjs';
import { byId } from '../forms/generate.mjs';

const root = new URL('..', import.meta.url).pathname;

export async function bundle(name) {
  const c = contenders[name];
  const out = `${root}dist/${name}`;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({
    stdin: {
      // The host page's part, the same for all: get the form, hand it over.
      contents: c.site
        ? `import * as page from './adapters/${name}/page.mjs';
        window.__bench = page;`
        : `import * as page from './adapters/${name}/page.mjs';
        window.__bench = page;
        const doc = await (await fetch(document.getElementById('doc').href)).text();
        window.__mounting = performance.now();
        await page.mount(document.getElementById('root'), doc);`,
      resolveDir: root,
      sourcefile: 'host.mjs',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    target: 'chrome120',
    platform: 'browser',
    outdir: out,
    entryNames: 'app',
    legalComments: 'none',
    alias: c.alias,
    logLevel: 'error',
    loader: {
      '.wasm': 'file',
      '.woff': 'file',
      '.woff2': 'file',
      '.ttf': 'file',
      '.svg': 'file',
      '.eot': 'file',
      '.png': 'file',
    },
    define: {
      'process.env.NODE_ENV': '"production"',
      global: 'window',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  });
  if (c.site) {
    const { buildSite } = await import(`../adapters/${name}/build.mjs`);
    buildSite(byId(c.site), out);
    return;
  }
  for (const f of c.files ?? []) copyFileSync(`${root}${f}`, `${out}/${basename(f)}`);
  let styles = c.css.map((f) => `@import ${JSON.stringify(f)};`).join('\n');
  if (c.sass)
    styles += (await import('sass')).compile(`${root}node_modules/${c.sass}`, {
      logger: { warn() {} },
      importers: [
        {
          findFileUrl: (u) =>
            u.includes('node_modules/') ? new URL(u.slice(u.indexOf('node_modules/')), `file://${root}`) : null,
        },
      ], // monorepo paths
    }).css;
  if (styles) {
    await build({
      stdin: { contents: styles, loader: 'css', resolveDir: root },
      bundle: true,
      minify: true,
      outfile: `${out}/style.css`,
      legalComments: 'none',
      logLevel: 'error',
      loader: { '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.svg': 'file', '.eot': 'file', '.png': 'file' },
    });
  }
  const css = [styles && 'style.css', existsSync(`${out}/app.css`) && 'app.css'].filter(Boolean);
  // FORM is replaced by the server: one page serves every form
  writeFileSync(
    `${out}/index.html`,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>${name}</title>${css.map((f) => `<link rel="stylesheet" href="${f}">`).join('')}<link id="doc" rel="preload" as="fetch" crossorigin href="FORM"><link rel="modulepreload" href="app.js"></head><body><div id="root"></div><script type="module" src="app.js"></script></body></html>`,
  );
}
if (process.argv[1] === new URL(import.meta.url).pathname)
  for (const n of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(contenders)) {
    await bundle(n);
    console.log('bundled', n);
  }
