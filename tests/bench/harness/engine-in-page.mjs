// The engine step inside Chromium: same checks and timing, native XML parser, nothing rendered.
import { build } from 'esbuild';
import { createServer } from 'node:http';
import { contenders } from '../contenders.mjs';
import { withPage } from './page-run.mjs';

const root = new URL('..', import.meta.url).pathname;

export async function engineInPage(name, formId, { limitMs = 200000 } = {}) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as adapter from './adapters/${name}/engine.mjs';
        import { run } from './harness/engine-run.mjs';
        import { byId } from './forms/generate.mjs';
        window.__run = async (id) => { const form = byId(id); return run({ adapter, form, doc: await adapter.convert(form), heap: () => 0 }); };`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
    external: ['jsdom'],
    alias: contenders[name].alias,
    loader: { '.wasm': 'binary' },
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  });
  const server = createServer((req, res) =>
    req.url === '/app.js'
      ? res.writeHead(200, { 'content-type': 'text/javascript' }).end(outputFiles[0].contents)
      : res
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html><script type=module src=app.js></script>'),
  );
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  try {
    return await withPage({ limitMs }, async (page) => {
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      await page.waitForFunction(() => window.__run);
      return page.evaluate((id) => window.__run(id), formId);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
