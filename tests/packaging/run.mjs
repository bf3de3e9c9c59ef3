// Uses the packed package as its users do.
//
//     node run.mjs DIST WORK [CASES.json]
//
// Each setup is tried and named; the program fails where one of them does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlers } from "./bundlers.mjs";
import { encryptsInChromium } from "./encrypted.mjs";
import { importsInJsdom, importsInNode, requiresInNode } from "./node.mjs";
import { definesElements, opensInChromium, typesInReact, withBrowser } from "./pages.mjs";
import { checksProtocol, checksTypes } from "./types.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [dist, work, cases] = process.argv.slice(2).map((path) => resolve(path));

/** A folder with the packed package and everybody's tools in `node_modules`. */
async function install() {
  await rm(work, { recursive: true, force: true });
  const modules = join(work, "node_modules");
  await mkdir(join(modules, "@sealform/form"), { recursive: true });
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--pack-destination", work], { cwd: dist, encoding: "utf8" }),
  );
  execFileSync("tar", ["-xzf", join(work, filename), "--strip-components=1", "-C", join(modules, "@sealform/form")]);
  const tools = join(here, "node_modules");
  for (const name of await readdir(tools)) {
    if (!name.startsWith(".")) {
      await symlink(join(tools, name), join(modules, name));
    }
  }
  await cp(join(here, "apps"), work, { recursive: true });
  await cp(join(here, "../../www/docs/examples"), join(work, "examples"), { recursive: true });
}

/** Every file of the package is the one that its list of digests names. */
async function matchesDigests() {
  const folder = join(work, "node_modules/@sealform/form");
  const list = await readFile(join(folder, "SHA256SUMS"), "utf8");
  const named = new Map(
    list
      .trimEnd()
      .split("\n")
      .map((line) => [line.slice(66), line.slice(0, 64)]),
  );
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const files = paths.filter((name) => name !== "SHA256SUMS");
  assert.deepEqual([...named.keys()].sort(), files.sort());
  for (const [name, digest] of named) {
    assert.equal(
      createHash("sha256")
        .update(await readFile(join(folder, name)))
        .digest("hex"),
      digest,
      name,
    );
  }
}

let failed = 0;
/** Tries one setup; an error is its failure, and the next one follows. */
async function attempt(name, act) {
  const begun = performance.now();
  const outcome = await act().then(
    () => "passed",
    (error) => {
      failed += 1;
      return `FAILED: ${error?.stack ?? error}`;
    },
  );
  console.log(`    ${name.padEnd(34)} ${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s  ${outcome}`);
}

await install();
await attempt("digests of the files", matchesDigests);
for (const [name, check] of Object.entries(checksTypes(work))) {
  await attempt(`types: ${name}`, check);
}
if (cases !== undefined) {
  await attempt("types: real documents", () => checksProtocol(work, cases));
}
await attempt("import in Node", () => importsInNode(work));
await attempt("require in Node", () => requiresInNode(work));
await attempt("import in jsdom", () => importsInJsdom(work));
await withBrowser(async (browser) => {
  for (const [name, bundle] of Object.entries(bundlers(work))) {
    await attempt(name, async () => {
      const server = await bundle();
      try {
        await opensInChromium(browser, server.address);
      } finally {
        await server.close();
      }
    });
  }
  await attempt("encrypted, with a receipt", () => encryptsInChromium(browser, work));
  await attempt("elements of imports alone", () => definesElements(browser, work));
  await attempt("React, drawn again at each change", () => typesInReact(browser, work));
});
if (failed > 0) {
  console.log(`${failed} setup(s) failed`);
  process.exit(1);
}
