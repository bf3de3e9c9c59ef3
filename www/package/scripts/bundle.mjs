// Bundles the package around the Wasm that is already in its folder: scripts and styles.
//
//     node scripts/bundle.mjs FOLDER
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const styles = resolve(here, "../../crates/ui/styles");
const folder = resolve(process.argv[2] ?? "dist");
/** The modules that people import; those for frameworks add nothing but types. */
const ENTRIES = ["index", "engine"];
const FRAMEWORKS = ["react", "vue"];

/** A script that exports a text, with its type. */
async function writeText(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.js`, `export default ${JSON.stringify(text)};\n`);
  await writeFile(`${path}.d.ts`, "declare const text: string;\nexport default text;\n");
}

/** Style sheets are texts in the script, which constructs them. */
async function bundleStyles() {
  for (const name of ["sealform", "widgets"]) {
    const options = { entryPoints: [join(styles, `${name}.css`)], bundle: true, minify: true, write: false };
    const { outputFiles } = await build({ ...options, logLevel: "warning" });
    await writeText(join(here, "pkg/styles", name), outputFiles[0].text.trim());
  }
}

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

async function bundleScripts() {
  await build({
    entryPoints: ENTRIES.map((name) => join(here, "src", `${name}.ts`)),
    outdir: folder,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    chunkNames: "[name]-[hash]",
    legalComments: "none",
    logLevel: "warning",
  });
  await keepComputedImports();
  for (const name of FRAMEWORKS) {
    await writeFile(join(folder, `${name}.js`), 'export * from "./index.js";\n');
  }
}

await bundleStyles();
await inlineWasm();
await bundleScripts();
