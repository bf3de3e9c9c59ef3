// Bundles the package around the Wasm that is already in its folder: scripts and styles.
//
//     node scripts/bundle.mjs FOLDER
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { build } from "esbuild";
import { chunks } from "./chunks.mjs";
import { pack } from "./pack.mjs";
import { shorten } from "./short-names.mjs";

const here = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const styles = resolve(here, "../../crates/ui/styles");
const folder = resolve(process.argv[2] ?? "dist");
/** The modules that people import, and what pages alone load; those for frameworks add nothing but types. */
const ENTRIES = ["index", "engine", "early", "first-page", "offline", "report"];
const FRAMEWORKS = ["react", "vue"];

/** A script that exports a text, with its type. */
async function writeText(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.js`, `export default ${JSON.stringify(text)};\n`);
  await writeFile(`${path}.d.ts`, "declare const text: string;\nexport default text;\n");
}

/** Style sheets are texts in a script, which constructs them. What first pages link to are files as well. */
async function bundleStyles() {
  for (const name of ["sealform", "looks", "widgets", "assignment", "report"]) {
    const options = { entryPoints: [join(styles, `${name}.css`)], bundle: true, minify: true, write: false };
    const { outputFiles } = await build({ ...options, logLevel: "warning" });
    const text = outputFiles[0].text.trim();
    await writeText(join(here, "pkg/styles", name), text);
    if (name !== "widgets" && name !== "assignment") {
      await writeFile(join(folder, `${name}.css`), `${text}\n`);
    }
  }
}

/** What people wait for before a form can be used is packed, and has a glue with short names. */
async function packWasm() {
  const [path, glue] = [join(folder, "sealform_web_bg.wasm"), join(here, "pkg/sealform_web/sealform_web.js")];
  const short = shorten(await readFile(path), await readFile(glue, "utf8"));
  await writeFile(path, await pack(short.module));
  return short.glue;
}

/** The glue with short names, in place of what was generated. */
const shortGlue = (contents) => ({
  name: "short-glue",
  setup: ({ onLoad }) => onLoad({ filter: /\/pkg\/sealform_web\/sealform_web\.js$/ }, () => ({ contents })),
});

/** The Wasm as scripts, for bundles that leave the Wasm behind. Nothing loads them where the Wasm is found. */
async function inlineWasm() {
  await rm(join(here, "pkg/inline"), { recursive: true, force: true });
  for (const name of await readdir(folder)) {
    const module = /^sealform_(\w+)_bg\.wasm$/.exec(name)?.[1];
    if (module !== undefined) {
      const bytes = await readFile(join(folder, name));
      await writeText(join(here, "pkg/inline", `inline_${module}`), bytes.toString("base64"));
    }
  }
}

/** What asks for a script at an address that is known then is no file of other people's bundles. Minifying removes such notes. */
async function keepComputedImports() {
  for (const name of (await readdir(folder)).filter((name) => name.endsWith(".js"))) {
    const script = await readFile(join(folder, name), "utf8");
    const noted = script.replace(/\bimport\((\w+)\)/g, "import(/* webpackIgnore: true */ /* @vite-ignore */ $1)");
    if (noted !== script) {
      await writeFile(join(folder, name), noted);
    }
  }
}

/** Which scripts each entry loads at once, for pages that ask for them early. */
function loadedAtOnce(scripts) {
  const imports = new Map(scripts.map(({ fileName, imports }) => [fileName, imports]));
  const take = (name, taken) => {
    for (const other of imports.get(name)) {
      if (!taken.has(other)) {
        take(other, taken.add(other));
      }
    }
    return taken;
  };
  return Object.fromEntries(ENTRIES.map((name) => [`${name}.js`, [...take(`${name}.js`, new Set())]]));
}

async function bundleScripts(glue) {
  const scripts = await chunks(join(here, "src"), ENTRIES, [shortGlue(glue)]);
  for (const { fileName, code } of scripts) {
    await writeFile(join(folder, fileName), code);
  }
  await keepComputedImports();
  await writeFile(join(folder, "modules.json"), `${JSON.stringify(loadedAtOnce(scripts), null, 2)}\n`);
  for (const name of FRAMEWORKS) {
    await writeFile(join(folder, `${name}.js`), 'export * from "./index.js";\n');
  }
}

/** In a page that is one file nothing is fetched: the Wasm lies in the script, packed, and what the form shows in the page. */
const inOneFile = {
  name: "in-one-file",
  setup(build) {
    const instead = (filter, name) =>
      build.onResolve({ filter }, () => ({ path: join(here, "src/single", `${name}.ts`) }));
    instead(/^\.\/wasm-start\.js$/, "wasm-start");
    instead(/^\.\/address\.js$/, "address");
    instead(/^\.\/sending\.js$/, "sending");
    instead(/^\.\/encryption\/kept\.js$/, "kept");
    build.onLoad({ filter: /\/pkg\/inline\/inline_\w+\.js$/ }, async ({ path }) => {
      const module = /inline_(\w+)\.js$/.exec(path)?.[1];
      const packed = gzipSync(await readFile(join(folder, `sealform_${module}_bg.wasm`)), { level: 9 });
      return { contents: `export default ${JSON.stringify(packed.toString("base64"))};` };
    });
  },
};

/** The script of pages that are one file (`sealform build --single`), with everything that other pages load on demand. */
async function bundleSingle(glue) {
  await build({
    entryPoints: [join(here, "src/single.ts")],
    outfile: join(folder, "single.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    // It has no address of its own, and nothing lies beside it.
    define: { "import.meta.url": "undefined" },
    // What the package says of its files is not said of their sources.
    ignoreAnnotations: true,
    plugins: [inOneFile, shortGlue(glue)],
    legalComments: "none",
    logLevel: "warning",
  });
}

/** Workers are one script each: bundlers of other people copy them as they are. */
async function bundleWorkers() {
  await build({
    entryPoints: [join(here, "src/evidence/prepare-worker.ts")],
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  });
}

/** What a service worker may have, packed: every visit loads it. */
const WORKER_BYTES = 2500;

/**
 * The service worker, and the one that takes it away: classic scripts with no imports. `sealform build` writes before the first
 * which version it brings.
 */
async function bundleOffline() {
  for (const name of ["worker", "off"]) {
    const outfile = join(folder, `offline-${name}.js`);
    await build({
      entryPoints: [join(here, "src/offline", `${name}.ts`)],
      outfile,
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2022",
      legalComments: "none",
      logLevel: "warning",
    });
    const size = brotliCompressSync(await readFile(outfile)).length;
    if (size > WORKER_BYTES) {
      throw new Error(`offline-${name}.js has ${size} bytes, more than ${WORKER_BYTES}`);
    }
  }
}

/** What stands for an installed form. Home screens cut maskable ones to a shape of their own: the drawing lies in the middle 80 %. */
async function drawIcons() {
  const drawing = await readFile(join(here, "../site/favicon.svg"), "utf8");
  const [, inner] = /<svg[^>]*viewBox="0 0 32 32"[^>]*>(.*)<\/svg>/s.exec(drawing) ?? [];
  if (inner === undefined) {
    throw new Error("favicon.svg is not drawn in a box of 32 by 32");
  }
  const ground = '<path fill="#fff" d="M-10-10h52v52h-52z"/>';
  const maskable = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 52 52">${ground}${inner}</svg>`;
  await writeFile(join(folder, "icon.svg"), drawing);
  for (const [name, svg, width] of [
    ["icon-192", drawing, 192],
    ["icon-512", drawing, 512],
    ["icon-maskable", maskable, 512],
    ["icon-touch", maskable, 180],
  ]) {
    const image = new Resvg(svg, { fitTo: { mode: "width", value: width } }).render();
    await writeFile(join(folder, `${name}.png`), image.asPng());
  }
}

/** Themes are for style sheets of pages: they stay what people can read. */
async function copyThemes() {
  await cp(join(here, "themes"), join(folder, "themes"), { recursive: true });
}

await bundleStyles();
await copyThemes();
const glue = await packWasm();
await inlineWasm();
await bundleScripts(glue);
await bundleWorkers();
await bundleSingle(glue);
await bundleOffline();
await drawIcons();
