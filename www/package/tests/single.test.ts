// @vitest-environment jsdom

import { gzipSync } from "node:zlib";
import { beforeEach, expect, it, vi } from "vitest";
import { judge } from "../src/device/outcome.js";
import { addressOf } from "../src/single/address.js";
import { embeddedProgram } from "../src/single/embedded.js";
import { keptEncrypted } from "../src/single/kept.js";
import { fetchAhead, isThere, sendFromDevice } from "../src/single/sending.js";
import { start } from "../src/single/wasm-start.js";

const WASM = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** A block of a page, as `sealform build --single` writes it. */
function block(attributes: Readonly<Record<string, string>>, bytes: Uint8Array): void {
  const script = document.createElement("script");
  script.type = "text/plain";
  for (const [name, value] of Object.entries(attributes)) {
    script.setAttribute(name, value);
  }
  script.textContent = Buffer.from(bytes).toString("base64");
  document.body.append(script);
}

beforeEach(() => document.body.replaceChildren());

it("the Wasm is unpacked from the script, and nothing is fetched", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new Error("nothing is to be fetched")));
  const given: unknown[] = [];
  const init = async (source: unknown): Promise<void> => void given.push(source);
  const inline = async (): Promise<{ default: string }> => ({ default: gzipSync(WASM).toString("base64") });
  await start({ file: "some_bg.wasm", init, inline });
  expect(given).toHaveLength(1);
  const { module_or_path: bytes } = given[0] as { module_or_path: ArrayBuffer };
  expect([...new Uint8Array(bytes)]).toEqual([...WASM]);
  vi.unstubAllGlobals();
});

it("a script that was cut off is no Wasm", async () => {
  const inline = async (): Promise<{ default: string }> => ({
    default: gzipSync(WASM).subarray(0, 12).toString("base64"),
  });
  await expect(start({ file: "some_bg.wasm", init: async () => undefined, inline })).rejects.toThrow();
});

it("a Wasm that does not start says why", async () => {
  const inline = async (): Promise<{ default: string }> => ({ default: gzipSync(WASM).toString("base64") });
  const init = (): Promise<never> => Promise.reject(new WebAssembly.LinkError("Import #1"));
  await expect(start({ file: "some_bg.wasm", init, inline })).rejects.toThrow("Import #1");
});

it("the program lies in the page", () => {
  expect(embeddedProgram()).toBeNull();
  block({ "data-sealform-program": "" }, new Uint8Array([1, 2, 254]));
  expect([...(embeddedProgram() ?? [])]).toEqual([1, 2, 254]);
});

it("pictures lie in the page, each under the name that the form has for it, and nothing else has an address", () => {
  const made: Blob[] = [];
  vi.stubGlobal("URL", { createObjectURL: (blob: Blob) => `blob:${made.push(blob)}` });
  block({ "data-sealform-medium": "media/door.svg", "data-type": "image/svg+xml" }, new Uint8Array([60]));
  block({ "data-sealform-medium": "a.png", "data-type": "image/png" }, new Uint8Array([1, 2]));
  const host = document.createElement("div");
  expect(addressOf(host, "media/door.svg")).toBe("blob:1");
  expect(addressOf(host, "jr://images/a.png")).toBe("blob:2");
  expect(addressOf(host, "media/door.svg")).toBe("blob:1");
  expect(made.map(({ type, size }) => [type, size])).toEqual([
    ["image/svg+xml", 1],
    ["image/png", 2],
  ]);
  for (const name of ["door.svg", "../a.png", "https://tracker.example/a.png", "data:image/gif;base64,R0lG", '"]']) {
    expect(addressOf(host, name)).toBeNull();
  }
  vi.unstubAllGlobals();
});

it("what would be sent is blocked in sight, and nothing is asked of the network", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new Error("nothing is to be fetched")));
  expect(judge(await sendFromDevice())).toEqual({ is: "blocked", reason: "unreachable" });
  expect(await isThere()).toBe(false);
  await expect(fetchAhead()).resolves.toBeUndefined();
  await expect(keptEncrypted()).rejects.toThrow("encrypts nothing");
});
