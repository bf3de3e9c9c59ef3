// Everybody's bundlers, with the options that their own guides begin with: no setup says anything about Sealform.
import { execFileSync } from "node:child_process";
import { createServer as listen } from "node:http";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, normalize, sep } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json" };

/** A plain static host on loopback. */
export async function serve(folder) {
  const server = listen(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    try {
      const file = join(folder, path.endsWith(sep) ? `${path}index.html` : path);
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end("there is nothing here");
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((done) => server.close(done).closeAllConnections()),
  };
}

const page = (script) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>form</title><body><script ${script}></script></body></html>`;

/** What builds the app of `work/form` and serves it, by the name of the setup. */
export function bundlers(work) {
  const app = join(work, "form");
  const entry = join(app, "main.js");
  /** A folder for a setup, with a page that loads its script. */
  const place = async (name, script = 'type="module" src="main.js"') => {
    const out = join(work, "out", name);
    await mkdir(out, { recursive: true });
    await writeFile(join(out, "index.html"), page(script));
    return out;
  };
  /** A page without a bundler, with the app's scripts and the package in these folders. */
  const plain = async (name, isCopied, more) => {
    const out = await place(name);
    const files = join(work, "node_modules/@sealform/form");
    await cp(files, join(out, "sealform"), { recursive: true, filter: isCopied });
    await cp(join(app, "questionnaire.js"), join(out, "questionnaire.js"));
    const text = await readFile(entry, "utf8");
    await writeFile(join(out, "main.js"), `${text.replaceAll('"@sealform/form"', '"./sealform/index.js"')}${more}`);
    return out;
  };
  /** A copy of the app: Vite and Parcel keep caches beside it. */
  const copied = async (name) => {
    const root = join(work, "apps", name);
    await cp(app, root, { recursive: true });
    return root;
  };

  const viteBuild = (name) => async () => {
    const { build } = await import(name);
    const out = join(work, "out", name);
    const root = await copied(`${name}-build`);
    await build({ root, logLevel: "error", build: { outDir: out, emptyOutDir: true } });
    return serve(out);
  };
  const viteDev = (name) => async () => {
    const { createServer } = await import(name);
    const root = await copied(`${name}-dev`);
    const server = await createServer({ root, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
    await server.listen();
    const { port } = server.httpServer.address();
    return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
  };
  const webpack = (name, rules) => async () => {
    const { default: pack } = await import("webpack");
    const out = await place(name);
    const options = { mode: "production", entry, output: { path: out, filename: "main.js" }, module: { rules } };
    await new Promise((done, fail) => {
      pack({ ...options, performance: { hints: false } }, (error, stats) => {
        const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
        const wrong = [...errors, ...warnings].map(({ message }) => message).join("\n");
        if (error !== null || wrong !== "") {
          fail(error ?? new Error(wrong));
        } else {
          done();
        }
      });
    });
    return serve(out);
  };
  const esbuild = (name, options, script) => async () => {
    const { build } = await import("esbuild");
    const out = await place(name, script);
    await build({ entryPoints: [entry], bundle: true, outdir: out, logLevel: "error", target: "es2022", ...options });
    return serve(out);
  };

  return {
    "Vite 8, build": viteBuild("vite"),
    "Vite 8, dev": viteDev("vite"),
    "Vite 7, build": viteBuild("vite7"),
    "Vite 7, dev": viteDev("vite7"),
    webpack: webpack("webpack", []),
    "webpack with css-loader": webpack("webpack-css", [{ test: /\.css$/, use: ["style-loader", "css-loader"] }]),
    "esbuild, split": esbuild("esbuild-split", { format: "esm", splitting: true }),
    "esbuild, one module": esbuild("esbuild-one", { format: "esm" }),
    "esbuild, one classic script": esbuild("esbuild-iife", { format: "iife", logLevel: "silent" }, 'defer src="main.js"'),
    Rollup: async () => {
      const { rollup } = await import("rollup");
      const { nodeResolve } = await import("@rollup/plugin-node-resolve");
      const out = await place("rollup");
      const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true })], logLevel: "warn" });
      await bundle.write({ dir: out, format: "es" });
      await bundle.close();
      return serve(out);
    },
    Parcel: async () => {
      const out = join(work, "out/parcel");
      const root = await copied("parcel");
      const cli = createRequire(join(work, "x.js")).resolve("parcel/lib/bin.js");
      const options = ["--dist-dir", out, "--cache-dir", join(work, "parcel-cache"), "--no-autoinstall", "--log-level", "error"];
      execFileSync(process.execPath, [cli, "build", "index.html", ...options], { cwd: root, stdio: "inherit" });
      return serve(out);
    },
    "no bundler": async () => serve(await plain("plain", () => true, "")),
    "no bundler, Wasm elsewhere": async () => {
      // Not even the scripts that stand in for the Wasm are there.
      const isCopied = (path) => !/\.wasm$|\/inline_[^/]*$/.test(path);
      const out = await plain("configured", isCopied, 'configure({ assets: "static/wasm" });\n');
      const files = join(work, "node_modules/@sealform/form");
      await cp(files, join(out, "static/wasm"), { recursive: true, filter: (path) => !/\.(js|ts)$/.test(path) });
      return serve(out);
    },
  };
}
