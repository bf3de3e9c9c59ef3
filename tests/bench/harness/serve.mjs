// A static host as in production: long-compressed files (brotli 11), 127.0.0.1 only.
//   /<contender>/<form>/index.html, app.js, ...  and  /<contender>/<form>/form.doc
import { createServer } from 'node:http';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { brotliCompressSync, gzipSync, constants } from 'node:zlib';
import { byId } from '../forms/generate.mjs';

const root = new URL('../dist/', import.meta.url).pathname;
const types = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  wasm: 'application/wasm',
  json: 'application/json',
  xml: 'text/xml',
  svg: 'image/svg+xml',
};

export const brotli = (b, quality = 11) =>
  brotliCompressSync(b, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: b.length,
      [constants.BROTLI_PARAM_LGWIN]: 24,
    },
  });
export const gzip = (b) => gzipSync(b, { level: 9 });

export async function serve() {
  const files = new Map(); // url -> { body, br, type }
  let log = [];
  async function load(path) {
    if (files.has(path)) return files.get(path);
    const [name, formId, ...parts] = path.slice(1).split('/');
    const file = parts.join('/');
    let body;
    if (file === 'form.doc')
      body = Buffer.from(
        await (
          await import(
            `../adapters/${name}/${existsSync(new URL(`../adapters/${name}/convert.mjs`, import.meta.url)) ? 'convert' : 'engine'}.mjs`
          )
        ).convert(byId(formId)),
      );
    else {
      if (!/^([\w@-][\w.@-]*\/)*[\w@-][\w.@-]*$/.test(file) || !existsSync(`${root}${name}/${file}`)) return null;
      body = readFileSync(`${root}${name}/${file}`);
      if (file === 'index.html') body = Buffer.from(String(body).replace('FORM', 'form.doc'));
    }
    const f = {
      body,
      br: brotli(body, body.length > 4e6 ? 5 : 11),
      type: types[file.split('.').pop()] ?? 'application/octet-stream',
    };
    files.set(path, f);
    return f;
  }
  const server = createServer(async (req, res) => {
    try {
      const path = new URL(req.url, 'http://x').pathname;
      const f = await load(path);
      if (!f) {
        res.writeHead(404).end();
        return;
      }
      log.push(path.split('/').slice(3).join('/'));
      const br = /\bbr\b/.test(req.headers['accept-encoding'] ?? '');
      res
        .writeHead(200, {
          'content-type': f.type,
          'cache-control': 'no-store',
          ...(br ? { 'content-encoding': 'br' } : {}),
        })
        .end(br ? f.br : f.body);
    } catch (e) {
      res.writeHead(500).end(String(e));
    }
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  return {
    url: (name, formId) => `http://127.0.0.1:${server.address().port}/${name}/${formId}/index.html`,
    // Everything a page may ask for is compressed before the clock starts.
    warm: async (name, formId) => {
      const files = readdirSync(`${root}${name}`, { recursive: true, withFileTypes: true })
        .filter((f) => f.isFile() && !/\.(br|gz)$/.test(f.name))
        .map((f) => `${f.parentPath}/${f.name}`.slice(`${root}${name}/`.length));
      for (const f of ['form.doc', ...files]) await load(`/${name}/${formId}/${f}`);
    },
    takeLog: () => {
      const l = log;
      log = [];
      return l;
    },
    close: () =>
      new Promise((r) => {
        server.closeAllConnections();
        server.close(r);
      }),
  };
}
