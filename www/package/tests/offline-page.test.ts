// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

type Heard = (event: {
  readonly data: unknown;
  readonly ports: readonly { postMessage(answer: unknown): void }[];
}) => void;

let hear: Heard | undefined;
let registered: unknown[];
let waiting: object | null;
let register: (address: unknown) => Promise<unknown>;

const META = '<meta name="sealform-worker" content="sealform-worker.js">';

async function load(): Promise<typeof import("../src/offline.js")> {
  vi.resetModules();
  return import("../src/offline.js");
}

/** What the page answers to a worker. */
function asked(): unknown {
  let answer: unknown;
  const postMessage = (said: unknown): void => {
    answer = said;
  };
  hear?.({ data: { sealform: "is-open" }, ports: [{ postMessage }] });
  return answer;
}

/** A version has come, and waits. */
function tellHere(): void {
  hear?.({ data: { sealform: "is-here" }, ports: [] });
}

beforeEach(() => {
  vi.useFakeTimers();
  hear = undefined;
  registered = [];
  waiting = null;
  register = async (address) => {
    registered.push(address);
    return Object.assign(new EventTarget(), { waiting, installing: null, update: async () => undefined });
  };
  const workers = {
    controller: {},
    register: (address: unknown) => register(address),
    addEventListener: (_: string, heard: Heard) => {
      hear = heard;
    },
    startMessages: () => undefined,
  };
  vi.stubGlobal("navigator", { serviceWorker: workers });
  document.head.innerHTML = META;
  document.body.innerHTML = "<sealform-form></sealform-form>";
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("registers when the form is there, and not before", async () => {
  await load();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(registered).toEqual([]);
  document.querySelector("sealform-form")?.dispatchEvent(new CustomEvent("sealform-ready", { bubbles: true }));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(registered).toEqual(["http://localhost:3000/sealform-worker.js"]);
});

it("registers where no form comes, or the page has none", async () => {
  await load();
  await vi.advanceTimersByTimeAsync(21_000);
  expect(registered).toHaveLength(1);
  document.body.replaceChildren();
  await load();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(registered).toHaveLength(2);
});

it("does nothing by itself where the page names no worker, and nothing where the browser has none", async () => {
  document.head.replaceChildren();
  const { registerWorker } = await load();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(registered).toEqual([]);
  vi.stubGlobal("navigator", {});
  expect(await registerWorker("sealform-worker.js")).toBeNull();
});

it("gives Trusted Types no other address than the worker's", async () => {
  let rules: { createScriptURL(url: string): string } | undefined;
  const createPolicy = vi.fn((_: string, given: { createScriptURL(url: string): string }) => {
    rules = given;
    return { createScriptURL: (url: string) => ({ trusted: given.createScriptURL(url) }) };
  });
  vi.stubGlobal("trustedTypes", { createPolicy });
  const { registerWorker } = await load();
  await registerWorker("a/worker.js");
  expect(createPolicy).toHaveBeenCalledWith("sealform-worker", expect.anything());
  expect(registered).toEqual([{ trusted: "http://localhost:3000/a/worker.js" }]);
  expect(() => rules?.createScriptURL("http://localhost:3000/b.js")).toThrow("is no worker of this package");
});

it("says on the console why it is not registered, and nothing else happens", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const failed = vi.fn();
  document.addEventListener("sealform-error", failed);
  register = () => Promise.reject(new TypeError("blocked"));
  const { registerWorker } = await load();
  expect(await registerWorker("sealform-worker.js")).toBeNull();
  expect(warn.mock.calls.flat().join()).toMatch(/sealform-worker\.js is not registered.*worker-src 'self'.*blocked/);
  expect(failed).not.toHaveBeenCalled();
});

it("says that a form is open as long as it is there, also inside of other elements", async () => {
  const { registerWorker } = await load();
  await registerWorker("sealform-worker.js");
  expect(asked()).toBe(true);
  document.body.innerHTML = "<div></div>";
  expect(asked()).toBe(false);
  const host = document.querySelector("div") as HTMLElement;
  const form = host.attachShadow({ mode: "open" }).appendChild(document.createElement("sealform-form"));
  form.dispatchEvent(new CustomEvent("sealform-ready", { bubbles: true, composed: true }));
  expect(asked()).toBe(true);
  form.remove();
  expect(asked()).toBe(false);
});

it("holds no form while it is being left for a version that waits, and holds it again where it is not", async () => {
  const { registerWorker } = await load();
  await registerWorker("sealform-worker.js");
  dispatchEvent(new Event("beforeunload"));
  expect(asked()).toBe(true);
  tellHere();
  dispatchEvent(new Event("beforeunload"));
  expect(asked()).toBe(false);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(asked()).toBe(true);
});

it("holds no form either where the version waited before it came", async () => {
  waiting = {};
  const { registerWorker } = await load();
  await registerWorker("sealform-worker.js");
  dispatchEvent(new Event("beforeunload"));
  expect(asked()).toBe(false);
});

it("tells whoever looks after the page which file did not come", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const details: unknown[] = [];
  document.addEventListener("sealform-error", ({ detail }) => details.push(detail));
  const { registerWorker } = await load();
  await registerWorker("sealform-worker.js");
  const url = "https://site.example/form.program";
  hear?.({ data: { sealform: "broken", url, why: `${url}: the server answers 404` }, ports: [] });
  expect(details).toEqual([expect.objectContaining({ kind: "failed", stage: "loading", url })]);
  expect(warn.mock.calls.flat().join()).toContain("goes on as it is");
});
