// @vitest-environment jsdom

import { afterEach, expect, it, vi } from "vitest";
import { fetchEarly } from "../src/early.js";

afterEach(() => vi.unstubAllGlobals());

/** Answers as a network would, and notes in which mode each address was asked for. */
function network(answer: (mode: RequestMode | undefined) => Response): [string, RequestMode | undefined][] {
  const asked: [string, RequestMode | undefined][] = [];
  vi.stubGlobal("fetch", async (url: URL, { mode }: RequestInit) => {
    asked.push([url.href, mode]);
    return answer(mode);
  });
  return asked;
}

/** What cannot be read. */
const opaque = (): Response => Object.defineProperty(new Response(null), "type", { value: "opaque" });

it("asks its own server as a link without crossorigin does", async () => {
  const asked = network(() => new Response("here"));
  expect(await (await fetchEarly("form.program")).text()).toBe("here");
  expect(asked).toEqual([[new URL("form.program", document.baseURI).href, "no-cors"]]);
});

it("asks once more where that server sends on to another one", async () => {
  const asked = network((mode) => (mode === "no-cors" ? opaque() : new Response("there")));
  expect(await (await fetchEarly("form.program")).text()).toBe("there");
  expect(asked.map(([, mode]) => mode)).toEqual(["no-cors", undefined]);
});

it("asks another server so that its answer can be read", async () => {
  const asked = network(() => new Response("there"));
  await fetchEarly("https://forms.example/form.program");
  expect(asked).toEqual([["https://forms.example/form.program", undefined]]);
});
