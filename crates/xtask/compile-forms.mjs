// node compile-forms.mjs PACKAGE FORMS: writes the program of each questionnaire beside it, with the scoring key that lies
// there, by the engine of a package: the same as `sealform build`, without a native program.
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, forms] = process.argv.slice(2);
const { Engine, load } = await import(pathToFileURL(path.join(folder, "engine.js")));
await load();
const names = await readdir(forms);
for (const name of names.filter((name) => name.endsWith(".json") && !name.endsWith(".key.json"))) {
  const stem = name.slice(0, -".json".length);
  const read = (file) => readFile(path.join(forms, file), "utf8");
  const key = names.includes(`${stem}.key.json`) ? await read(`${stem}.key.json`) : undefined;
  const program = Engine.build(await read(name), key);
  await writeFile(path.join(forms, `${stem}.program`), program);
  console.log(`    ${stem}.program: ${program.length} bytes`);
}
