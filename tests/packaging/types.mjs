// The published types, in strict projects that check libraries too.
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUncheckedSideEffectImports: true,
  skipLibCheck: false,
  noEmit: true,
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable"],
  jsx: "react-jsx",
  types: [],
};

/** Has a compiler look at a project in a folder. */
async function check(folder, name, compiler, options, files) {
  const tsc = join(dirname(createRequire(join(folder, "x.js")).resolve(`${compiler}/package.json`)), "bin/tsc");
  await run(folder, name, tsc, { compilerOptions: { ...STRICT, ...options }, files });
}

/** The same with the compiler of Vue's templates, which are as strict as scripts. */
async function checkVue(folder, name, files) {
  const compilerOptions = { ...STRICT, ...RESOLUTIONS.bundler, skipLibCheck: true };
  const project = { compilerOptions, vueCompilerOptions: { strictTemplates: true }, files };
  await run(folder, name, join(import.meta.dirname, "vue-tsc.mjs"), project);
}

async function run(folder, name, program, project) {
  const file = join(folder, `tsconfig.${name}.json`);
  await writeFile(file, JSON.stringify(project));
  execFileSync(process.execPath, [program, "--project", file], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
}

const RESOLUTIONS = {
  bundler: { module: "esnext", moduleResolution: "bundler" },
  node16: { module: "node16", moduleResolution: "node16" },
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
};

export function checksTypes(work) {
  const folder = join(work, "types");
  const plain = ["page.ts", "engine.ts"];
  // The types of React and Vue are their own; those of the package are looked at with them, not they themselves.
  const frameworks = ["react.tsx", "vue.ts"];
  return {
    ...Object.fromEntries(
      Object.entries(RESOLUTIONS).map(([name, options]) => [
        `TypeScript 7, ${name}`,
        () => check(folder, name, "typescript", options, plain),
      ]),
    ),
    "TypeScript 5, bundler": () => check(folder, "five", "typescript5", RESOLUTIONS.bundler, plain),
    "React and Vue": () =>
      check(folder, "frameworks", "typescript", { ...RESOLUTIONS.bundler, skipLibCheck: true }, frameworks),
    "templates of Vue": () => checkVue(folder, "templates", ["template.vue"]),
    "the guide's example for React": () =>
      check(
        join(work, "examples/react"),
        "example",
        "typescript",
        { ...RESOLUTIONS.bundler, skipLibCheck: true },
        ["visit.tsx"],
      ),
    "the guide's example for Vue": () => checkVue(join(work, "examples/vue"), "example", ["visit.vue"]),
  };
}

/** How many forms of the recorded ones are looked at: all kinds of questions are among the first. */
const FORMS = 60;

/** Has the compiler hold real documents against the types: a member too many is as wrong as one that is missing. */
export async function checksProtocol(work, cases) {
  const folder = join(work, "protocol");
  await mkdir(folder, { recursive: true });
  const lines = ['import type { Command, Draft, FinishedForm, Patch, Snapshot } from "@sealform/form";', ""];
  let count = 0;
  const hold = (type, text) => {
    count += 1;
    lines.push(`export const value${count}: ${type} = ${text};`);
  };
  const all = JSON.parse(await readFile(cases, "utf8"));
  for (const { draft, steps, snapshot, end } of all.slice(0, FORMS)) {
    hold("Draft", draft);
    hold("Draft", end);
    hold("Snapshot", snapshot);
    for (const { command, outcome } of steps) {
      hold("Command", command);
      if ("Ok" in outcome) {
        hold("Patch", outcome.Ok);
      }
    }
  }
  for (const { finished } of all) {
    if ("Ok" in finished) {
      hold("FinishedForm", finished.Ok[0]);
    }
  }
  await writeFile(join(folder, "documents.ts"), lines.join("\n"));
  await check(folder, "documents", "typescript", RESOLUTIONS.bundler, ["documents.ts"]);
}
