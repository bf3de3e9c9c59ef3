// The package where there is no browser.
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Runs a script with the packed package beside it; what it writes to the error output is its failure. */
async function run(work, name, script) {
  const file = join(work, name);
  await writeFile(file, script);
  execFileSync(process.execPath, [file], { cwd: work, stdio: ["ignore", "ignore", "inherit"], timeout: 60_000 });
}

const FILL = `
  const assert = require("node:assert/strict");
  (async () => {
    await Promise.all([load(), load()]);
    const engine = Engine.open(questionnaire);
    engine.set("greeted", "no");
    assert.equal(engine.get("greeted"), "no");
    assert.throws(() => engine.set("nowhere", "no"), { name: "SealformError", code: "answer/unknown-question", path: "nowhere" });
    assert.throws(() => engine.get(42), { code: "argument/type" });
    assert.throws(() => engine.restore(), { code: "argument/type" });
    assert.throws(() => Engine.open({}), { name: "FindingsError", code: "findings" });
    const required = { ...questionnaire, survey: questionnaire.survey.map((one) => ({ ...one, required: true })) };
    assert.throws(() => Engine.open(required).finish(), (error) => error.code === "finish/open-points" && error.open.length === 3 && error.open[0].path === "greeted");
    assert.equal(engine.finish().answers.greeted.v, "no");
    assert.deepEqual(engine.apply({ at: "2026-11-21T10:00:00+01:00", do: "answer", path: "why", value: "x" }).removed ?? [], []);
  })().catch((error) => { console.error(error); process.exit(1); });
`;

export async function importsInNode(work) {
  await run(
    work,
    "node-import.mjs",
    `import { createRequire } from "node:module";
     import { SealformForm } from "@sealform/form";
     import { Engine, load } from "@sealform/form/engine";
     import { questionnaire } from "./form/questionnaire.js";
     const require = createRequire(import.meta.url);
     require("node:assert/strict").equal(typeof SealformForm, "function");
     require("node:assert/strict").equal("customElements" in globalThis, false);
     ${FILL}`,
  );
}

export async function requiresInNode(work) {
  await run(
    work,
    "node-require.cjs",
    `const { Engine, load } = require("@sealform/form/engine");
     const { questionnaire } = require("./form/questionnaire.js");
     ${FILL}`,
  );
}

export async function importsInJsdom(work) {
  await run(
    work,
    "jsdom.mjs",
    `import assert from "node:assert/strict";
     import { JSDOM } from "jsdom";
     const { window } = new JSDOM("<!doctype html><body></body>", { url: "http://localhost/" });
     for (const name of ["window", "document", "HTMLElement", "customElements", "Node", "Element", "ShadowRoot", "CustomEvent", "addEventListener", "removeEventListener"]) {
       globalThis[name] = name === "window" ? window : window[name];
     }
     const { SealformForm } = await import("@sealform/form");
     const form = document.createElement("sealform-form");
     assert.ok(form instanceof SealformForm);
     form.facts = { site: "A" };
     assert.deepEqual(form.facts, { site: "A" });
     document.body.append(form);
     form.remove();`,
  );
}
