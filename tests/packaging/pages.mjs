// Pages in Chromium: whether a form opens, is styled, and takes what is typed.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./bundlers.mjs";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const PATIENCE_MS = 20_000;

export async function withBrowser(act) {
  const executablePath = process.env.SEALFORM_CHROMIUM ?? BROWSERS.find(existsSync);
  assert.ok(executablePath, "there is no Chromium: name one in SEALFORM_CHROMIUM");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    await act(browser);
  } finally {
    await browser.close();
  }
}

/** A page of its own, with everything that its console and its network complain of. */
async function open(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

export async function opensInChromium(browser, address) {
  const { page, complaints, close } = await open(browser, address);
  try {
    await page.getByRole("radio", { name: "No", exact: true }).click().catch(async (error) => {
      const said = await page.evaluate(() => globalThis.errors);
      throw new Error(`${error.message}\n${JSON.stringify(said)}\n${complaints.join("\n")}`);
    });
    await page.waitForFunction(() => globalThis.changes.some(({ path, answered }) => path === "greeted" && answered === 1));
    // A widget: a module of its own, with a style sheet of its own.
    await page.getByRole("button", { name: "Keep this order" }).click();
    await page.waitForFunction(() => globalThis.changes.some(({ path, answered }) => path === "order" && answered === 2));
    const styled = await page.evaluate(() => document.querySelector("sealform-form").shadowRoot.adoptedStyleSheets.length);
    assert.equal(styled, 2, "the form and its widgets have their styles");
    assert.deepEqual(await page.evaluate(() => globalThis.errors), []);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

/** Types into a form whose page is drawn again at each change: no letter may be lost, and nothing opened again. */
export async function typesInReact(browser, work) {
  const { build } = await import("vite");
  const out = join(work, "out/react");
  await build({ root: join(work, "react"), logLevel: "error", esbuild: { jsx: "automatic" }, build: { outDir: out, emptyOutDir: true } });
  const server = await serve(out);
  const { page, complaints, close } = await open(browser, server.address);
  try {
    const text = "The window was smeared from top to bottom today";
    await page.getByRole("textbox").pressSequentially(text, { delay: 20 });
    await page.waitForFunction((wanted) => JSON.parse(globalThis.form.exportDraft()).answers.why === wanted, text);
    assert.equal(await page.getByRole("textbox").inputValue(), text);
    const { ready, drawn, delivery, focused } = await page.evaluate(() => ({
      ready: globalThis.ready,
      drawn: globalThis.drawn,
      delivery: globalThis.form.delivery,
      focused: globalThis.form.shadowRoot.activeElement?.tagName,
    }));
    assert.equal(ready, 1, "the form was opened once");
    // React draws once for changes that come together.
    assert.ok(drawn > text.length / 4, `the page was drawn ${drawn} times`);
    assert.deepEqual(delivery, { targets: [{ type: "page" }] });
    assert.match(focused, /TEXTAREA|INPUT/);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
    await server.close();
  }
}

/** The elements that each module of the package defines for a page which imports it for that alone. */
const DEFINED = {
  "@sealform/form": "sealform-form",
  "@sealform/form/react": "sealform-form",
  "@sealform/form/report": "sealform-report",
  "@sealform/form/vue": "sealform-form",
};

/** No bundler drops a definition as code that does nothing. */
export async function definesElements(browser, work) {
  const { build } = await import("vite");
  for (const [name, element] of Object.entries(DEFINED)) {
    const root = join(work, "defines", element, name.replaceAll("/", "-"));
    await mkdir(root, { recursive: true });
    await writeFile(join(root, "index.html"), '<!doctype html><title>form</title><script type="module" src="main.js"></script>');
    await writeFile(join(root, "main.js"), `import "${name}";\n`);
    const outDir = join(root, "out");
    await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
    const server = await serve(outDir);
    const { page, complaints, close } = await open(browser, server.address);
    try {
      const isDefined = await page.evaluate((wanted) => customElements.get(wanted) !== undefined, element);
      assert.ok(isDefined, `importing ${name} defines no ${element}`);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
      await server.close();
    }
  }
}
