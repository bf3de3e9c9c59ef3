// Bundles scripts for several entries. esbuild, which reads TypeScript, splits them so that nobody loads what they do not need;
// then Rollup puts together what is loaded together. It knows what is there already when something is loaded on demand, and so
// has far fewer files: each one is a request, and a task of its own before the first page is drawn.
import { basename, join } from "node:path";
import { build, transform } from "esbuild";
import { rollup } from "rollup";

/** What esbuild writes behind the name of a script. */
const DIGEST = /-[A-Z0-9]{8}$/;

/** Minified both before and after: once, after Rollup, leaves some scripts a hundredth larger. */
const MINIFIED = { format: "esm", minify: true, target: "es2022", legalComments: "none", logLevel: "warning" };

/** Names and texts of the scripts that `paths` become, with those that they load. */
async function split(paths, plugins) {
  const { outputFiles } = await build({
    ...MINIFIED,
    entryPoints: paths,
    outdir: ".",
    write: false,
    bundle: true,
    splitting: true,
    chunkNames: "[name]-[hash]",
    plugins,
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
}

/**
 * The scripts for the modules `names` of a folder: `code` by `fileName`, with the names of those that each one `imports` at once.
 * The modules keep their names; the others have digests in theirs.
 */
export async function chunks(folder, names, plugins) {
  const scripts = await split(
    names.map((name) => join(folder, `${name}.ts`)),
    plugins,
  );
  const inMemory = { name: "in-memory", resolveId: (path) => basename(path), load: (path) => scripts.get(path) };
  const bundle = await rollup({
    input: Object.fromEntries(names.map((name) => [name, `${name}.js`])),
    plugins: [inMemory],
    preserveEntrySignatures: "strict",
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  const { output } = await bundle.generate({
    format: "es",
    hashCharacters: "hex",
    chunkFileNames: ({ name }) => `${name.replace(DIGEST, "")}-[hash].js`,
  });
  await bundle.close();
  const minified = async ({ fileName, imports, code }) => ({
    fileName,
    imports,
    code: (await transform(code, MINIFIED)).code,
  });
  return Promise.all(output.map(minified));
}
