// The memory of a form on the screen, after a garbage collection: JavaScript heap, Wasm memory, event listeners; and how they
// grow over mounts.
//
//     node tests/bench/heap.mjs SITE [PAGE] [MOUNTS]
//
// SITE is a built site (`cargo xtask demo --no-serve` makes `target/site`), PAGE one of its pages with one form
// (`ksp-phone.html` where none is named). With MOUNTS the element is taken out of the page and put back so many times.
// Chromium is looked for on the PATH, or at CHROMIUM.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";

const [site, page = "ksp-phone.html", mounts = "0"] = process.argv.slice(2);
if (site === undefined) {
  console.error("name a site: node tests/bench/heap.mjs target/site");
  process.exit(2);
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml" };

function serve(folder) {
  const server = createServer(async (request, response) => {
    try {
      const path = join(resolve(folder), decodeURIComponent(new URL(request.url, "http://localhost").pathname));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(await readFile(path));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** A browser that is spoken to through pipes: messages of JSON with a NUL behind each. */
class Browser {
  #next = 1;
  #waiting = new Map();
  #buffer = "";
  session;

  constructor(profile) {
    const flags = ["--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--enable-precise-memory-info", `--user-data-dir=${profile}`];
    this.child = spawn(process.env.CHROMIUM ?? "chromium", flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.child.stdio[4].setEncoding("utf8").on("data", (text) => this.#hear(text));
  }

  #hear(text) {
    const messages = (this.#buffer + text).split("\0");
    this.#buffer = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error !== undefined) waiting?.reject(new Error(message.error.message));
      else waiting?.resolve(message.result);
    }
  }

  send(method, params = {}) {
    const id = this.#next++;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}

async function measure(browser) {
  await browser.send("HeapProfiler.collectGarbage");
  await browser.send("HeapProfiler.collectGarbage");
  const { metrics } = await browser.send("Performance.getMetrics");
  const metric = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  const { result: prototype } = await browser.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  const { objects } = await browser.send("Runtime.queryObjects", { prototypeObjectId: prototype.objectId });
  const { result } = await browser.send("Runtime.callFunctionOn", {
    objectId: objects.objectId,
    functionDeclaration: "function () { return this.map((memory) => memory.buffer.byteLength); }",
    returnByValue: true,
  });
  await browser.send("Runtime.releaseObject", { objectId: objects.objectId });
  return { heap: metric("JSHeapUsedSize"), wasm: result.value, listeners: metric("JSEventListeners"), nodes: metric("Nodes") };
}

function report(when, { heap, wasm, listeners, nodes }) {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  const total = wasm.reduce((sum, bytes) => sum + bytes, 0);
  const each = wasm.length > 1 ? ` (${wasm.map(kilobytes).join(" + ")})` : "";
  console.log(`${when}: JavaScript ${kilobytes(heap)}, Wasm ${kilobytes(total)}${each}, ${listeners} listeners, ${nodes} nodes`);
}

const MOUNT = `new Promise((done, failed) => {
  const listening = new AbortController();
  const end = (act) => (event) => (listening.abort(), act(event));
  const options = { signal: listening.signal };
  document.addEventListener("sealform-ready", end(done), options);
  document.addEventListener("sealform-error", end((event) => failed(new Error(JSON.stringify(event.detail)))), options);
  around.prepend(form);
}).then(() => undefined)`;

const server = await serve(site);
const profile = await mkdtemp(join(tmpdir(), "sealform-heap-"));
const browser = new Browser(profile);
try {
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
  browser.session = (await browser.send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  await browser.send("Page.enable");
  await browser.send("Performance.enable");
  await browser.send("HeapProfiler.enable");
  const address = `http://127.0.0.1:${server.address().port}/${page}`;
  await browser.send("Page.navigate", { url: address });
  const isShown = `document.querySelector("sealform-form")?.shadowRoot?.querySelector("[part~=header]") != null`;
  for (let tries = 0; !(await browser.evaluate(isShown)); tries += 1) {
    if (tries > 600) throw new Error("the form did not open");
    await new Promise((done) => setTimeout(done, 100));
  }
  await new Promise((done) => setTimeout(done, 3000));
  report("mounted", await measure(browser));
  for (let count = 1; count <= Number(mounts); count += 1) {
    await browser.evaluate(`window.form ??= document.querySelector("sealform-form"); window.around ??= form.parentElement; form.remove()`);
    await browser.evaluate(MOUNT);
    if (count === Math.min(50, Number(mounts)) || count === Number(mounts)) report(`after ${count} more mounts`, await measure(browser));
  }
} finally {
  browser.child.kill();
  server.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}
