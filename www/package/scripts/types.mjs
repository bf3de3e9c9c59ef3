// Declares the package's types beside its scripts.
//
//     node scripts/types.mjs FOLDER
import { spawnSync } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = resolve(process.argv[2] ?? "dist");

/** Declarations: those that the entries lead to, and none that lead out of the package. */
async function declareTypes() {
  const made = join(here, "pkg/types");
  await rm(made, { recursive: true, force: true });
  const compiler = join(here, "node_modules/.bin/tsc");
  const { status } = spawnSync(compiler, ["--project", "tsconfig.json", "--outDir", made], {
    cwd: here,
    stdio: "inherit",
  });
  if (status !== 0) {
    process.exit(1);
  }
  const seen = new Set();
  const todo = ["index", "engine", "first-page", "offline", "report"].map((name) => join(made, `${name}.d.ts`));
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (seen.has(file)) {
      continue;
    }
    seen.add(file);
    const text = await readFile(file, "utf8");
    const name = relative(made, file);
    // What is published is one folder: `files` in package.json.
    if (name.includes("/")) {
      throw new Error(`the types lead out of the package: ${name}`);
    }
    await writeFile(join(folder, name), text);
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)) {
      todo.push(resolve(dirname(file), target.replace(/\.js$/, ".d.ts")));
    }
  }
}

await declareTypes();
await cp(join(here, "types"), folder, { recursive: true });
