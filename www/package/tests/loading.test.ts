import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { configure } from "../src/assets.js";
import { failureDetail } from "../src/failure.js";
import { part } from "../src/load-failure.js";
import { loader } from "../src/wasm-loader.js";

const WASM = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const URL_OF_IT = "https://cdn.example/sealform/some_bg.wasm";

/** What the element reports where the Wasm does not start: the glue has thrown this. */
async function reported(thrown: unknown): Promise<unknown> {
  const init = (): Promise<never> => Promise.reject(thrown);
  const inline = (): Promise<never> => Promise.reject(new TypeError("no such chunk"));
  const error = await loader({ file: "some_bg.wasm", init, inline })
    .load()
    .then(
      () => null,
      (cause: unknown) => cause,
    );
  return failureDetail(error);
}

beforeEach(() => configure({ assets: "https://cdn.example/sealform/" }));
afterEach(() => {
  configure({ assets: null });
  vi.unstubAllGlobals();
});

it("a connection that breaks down has an address", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect(await reported(new TypeError("Failed to fetch"))).toEqual({
    kind: "network",
    stage: "loading",
    url: URL_OF_IT,
    status: null,
    message: `${URL_OF_IT}: no answer`,
  });
});

it("a file that is not there has a status", async () => {
  vi.stubGlobal("fetch", async () => new Response("gone", { status: 404 }));
  expect(await reported(new Error("failed to fetch Wasm"))).toMatchObject({
    kind: "network",
    url: URL_OF_IT,
    status: 404,
  });
});

it("a page in place of the Wasm is called one", async () => {
  const headers = { "Content-Type": "text/html" };
  vi.stubGlobal("fetch", async () => new Response("<!doctype html>", { headers }));
  const detail = await reported(new WebAssembly.CompileError("expected magic word 00 61 73 6d, found 3c 21 64 6f"));
  expect(detail).toMatchObject({ kind: "network", url: URL_OF_IT, status: 200 });
  expect(detail).toHaveProperty(
    "message",
    expect.stringContaining('the server sent text/html that begins with "<!doctype html>" instead of Wasm'),
  );
});

it("a Wasm that was cut off is said to be no whole one", async () => {
  vi.stubGlobal("fetch", async () => new Response(WASM.slice(0, 6)));
  const detail = await reported(new TypeError("unexpected end"));
  expect(detail).toMatchObject({
    kind: "network",
    url: URL_OF_IT,
    message: expect.stringContaining("did not arrive whole"),
  });
});

it("a Wasm whose packed part was damaged is said to be no whole one, though the file is Wasm", async () => {
  vi.stubGlobal("fetch", async () => new Response(WASM));
  expect(await reported(new WebAssembly.CompileError("what is packed was damaged"))).toMatchObject({
    kind: "network",
    url: URL_OF_IT,
    message: expect.stringContaining("did not arrive whole"),
  });
});

it("a Wasm of another version is called that, and asks for a reload", async () => {
  vi.stubGlobal("fetch", async () => new Response(WASM));
  for (const thrown of [
    new WebAssembly.LinkError("Import #169: function import requires a callable"),
    new TypeError("import object field '__wbg_x' is not a Function"),
  ]) {
    expect(await reported(thrown)).toMatchObject({
      kind: "failed",
      url: URL_OF_IT,
      message: expect.stringContaining("is of another version than the script; reload the page without its cache"),
    });
  }
});

it("a policy that forbids Wasm is named, with what it lacks", async () => {
  const { Module: _, ...rest } = WebAssembly;
  vi.stubGlobal("WebAssembly", {
    ...rest,
    CompileError: WebAssembly.CompileError,
    RuntimeError: WebAssembly.RuntimeError,
    Module: class {
      constructor() {
        throw new EvalError("Refused to create a WebAssembly object");
      }
    },
  });
  expect(await reported(new Error("Refused to compile"))).toMatchObject({
    kind: "failed",
    url: URL_OF_IT,
    message: "the policy of this page forbids WebAssembly: `script-src` needs 'wasm-unsafe-eval'",
  });
});

it("a script of the package that does not come has an address", async () => {
  const chunk = "https://cdn.example/sealform/scene-ABC.js";
  const failed = part(1000, () =>
    Promise.reject(new TypeError(`Failed to fetch dynamically imported module: ${chunk}`)),
  );
  await expect(failed).rejects.toMatchObject({ name: "FetchFailure", url: chunk, status: null });
  const nameless = part(1000, () => Promise.reject(new TypeError("Importing a module script failed.")));
  await expect(nameless).rejects.toMatchObject({
    url: expect.stringMatching(/\/$/),
    message: expect.stringContaining("a script of this package"),
  });
  await expect(part(1000, () => Promise.reject(new RangeError("a fault of ours")))).rejects.toThrow(RangeError);
});
