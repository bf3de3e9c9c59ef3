// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fetchOrTake } from "../src/early-answers.js";

const asked = vi.fn<typeof fetch>();

beforeEach(() => {
  asked.mockReset().mockImplementation(async (input) => new Response(`of ${input}`));
  vi.stubGlobal("fetch", asked);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
  globalThis.sealformEarly = undefined;
  document.body.replaceChildren();
});

/** The page has a script that names a program; gives the addresses that were asked for. */
async function reads(program: string): Promise<string[]> {
  const script = document.createElement("script");
  script.type = "text/plain";
  script.dataset["program"] = program;
  document.body.append(script);
  await import("../src/early.js");
  return asked.mock.calls.map(([url]) => String(url));
}

it("the Wasm beside the script and the program that the page names are asked for early, and taken once", async () => {
  const [wasm = "", program = "", ...more] = await reads("forms/visit.program");
  expect(wasm).toMatch(/\/sealform_web_bg\.wasm$/);
  expect([program, more]).toEqual([new URL("forms/visit.program", document.baseURI).href, []]);
  expect(await (await fetchOrTake(program)).text()).toBe(`of ${program}`);
  expect(asked).toHaveBeenCalledTimes(2);
  await fetchOrTake(program);
  expect(asked).toHaveBeenCalledTimes(3);
});

it("what nobody asked for early is fetched, as whoever asks says", async () => {
  const signal = new AbortController().signal;
  await fetchOrTake("https://forms.example/visit.json", { signal });
  expect(asked.mock.calls).toEqual([["https://forms.example/visit.json", { signal }]]);
});

it("what failed early is asked for again", async () => {
  asked.mockRejectedValueOnce(new TypeError("no network")).mockRejectedValueOnce(new TypeError("no network"));
  const [, program = ""] = await reads("visit.program");
  expect(await (await fetchOrTake(program)).text()).toBe(`of ${program}`);
});

it("what was refused early is asked for again", async () => {
  asked.mockImplementation(async () => new Response("later", { status: 503 }));
  const [, program = ""] = await reads("visit.program");
  asked.mockResolvedValueOnce(new Response("the program"));
  expect(await (await fetchOrTake(program)).text()).toBe("the program");
});

it("what the runtime has asked for already is not asked for by a script that comes late", async () => {
  const program = new URL("visit.program", document.baseURI).href;
  await fetchOrTake(program);
  expect((await reads("visit.program")).filter((url) => url === program)).toEqual([program]);
});

it("what one script has asked for, another one leaves as it is", async () => {
  await reads("visit.program");
  vi.resetModules();
  const [wasm, ...others] = await reads("other.program");
  const names = others.map((url) => url.replace(/.*\//, ""));
  expect([wasm?.endsWith(".wasm"), names]).toEqual([true, ["visit.program", "other.program"]]);
});
