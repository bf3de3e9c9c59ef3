import { afterEach, beforeEach, expect, it, vi } from "vitest";

const TASK = {
  bytes: Uint8Array.of(1, 2, 3).buffer,
  type: "application/pdf",
  isPicture: false,
  maxPixels: null,
  maxBytes: 10,
} as const;

/** A worker that says these things when it is made, and when it is given a task. */
function stubWorker(atOnce: readonly object[], then: readonly object[]): { addresses: unknown[]; ended: () => number } {
  const addresses: unknown[] = [];
  let ended = 0;
  class Fake {
    onmessage: ((event: { data: object }) => void) | null = null;
    onerror: ((event: { message: string }) => void) | null = null;
    constructor(address: unknown) {
      addresses.push(address);
      setTimeout(() => this.#say(atOnce));
    }
    postMessage(): void {
      setTimeout(() => this.#say(then));
    }
    terminate(): void {
      ended += 1;
    }
    #say(said: readonly object[]): void {
      for (const data of said) {
        if ("broken" in data) {
          this.onerror?.({ message: "broken" });
        } else {
          this.onmessage?.({ data });
        }
      }
    }
  }
  vi.stubGlobal("Worker", Fake);
  return { addresses, ended: () => ended };
}

type Workshop = typeof import("../src/evidence/workshop.js");
const workshop = (): Promise<Workshop> => import("../src/evidence/workshop.js");

beforeEach(() => vi.resetModules());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("has a worker do it, hears how far it is, and ends the worker", async () => {
  const made = { outcome: "no-picture", kind: "other" };
  const worker = stubWorker(
    [{ said: "ready" }],
    [
      { said: "progress", done: 0.5 },
      { said: "made", made },
    ],
  );
  const heard: number[] = [];
  const { prepared } = await workshop();
  expect(await prepared(TASK, (done) => heard.push(done))).toEqual(made);
  expect([heard, worker.ended()]).toEqual([[0.5], 1]);
  expect(String(worker.addresses[0])).toMatch(/prepare-worker\.js$/);
});

it.each([
  ["does not come", [{ broken: true }], []],
  ["breaks", [{ said: "ready" }], [{ broken: true }]],
  ["cannot do it", [{ said: "ready" }], [{ said: "failed", message: "no canvas" }]],
])("does it on the page where the worker %s", async (_, atOnce, then) => {
  const worker = stubWorker(atOnce, then);
  const { prepared } = await workshop();
  expect(await prepared(TASK, () => undefined)).toMatchObject({ outcome: "made", isClean: true });
  expect(worker.ended()).toBe(1);
});

it("asks no more for workers once there was none", async () => {
  const worker = stubWorker([{ broken: true }], []);
  const { prepared } = await workshop();
  await prepared(TASK, () => undefined);
  await prepared(TASK, () => undefined);
  expect(worker.addresses).toHaveLength(1);
});

it("waits for no worker that says nothing, and for no work that has no end", async () => {
  vi.useFakeTimers();
  stubWorker([], []);
  const { prepared } = await workshop();
  const done = prepared(TASK, () => undefined);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await done).toMatchObject({ outcome: "made" });
});

it("says that it took too long", async () => {
  vi.useFakeTimers();
  const worker = stubWorker([{ said: "ready" }], []);
  const { prepared } = await workshop();
  const failed = expect(prepared(TASK, () => undefined)).rejects.toThrow("no answer within");
  await vi.advanceTimersByTimeAsync(60_000);
  await failed;
  expect(worker.ended()).toBe(1);
});

it("names the address of the script as the page's policy wants it", async () => {
  const { addresses } = stubWorker([{ broken: true }], []);
  const asked: string[] = [];
  vi.stubGlobal("trustedTypes", {
    createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => {
      asked.push(name);
      return { createScriptURL: (address: string) => ({ trusted: rules.createScriptURL(address) }) };
    },
  });
  const { prepared } = await workshop();
  await prepared(TASK, () => undefined);
  expect(asked).toEqual(["sealform-worker"]);
  expect(addresses[0]).toHaveProperty("trusted");
});

it("starts no worker where the page's policy names no policy of ours", async () => {
  const { addresses } = stubWorker([{ said: "ready" }], []);
  vi.stubGlobal("trustedTypes", {
    createPolicy: () => {
      throw new TypeError("refused");
    },
  });
  const { prepared } = await workshop();
  expect(await prepared(TASK, () => undefined)).toMatchObject({ outcome: "made" });
  expect(addresses).toEqual([]);
});

it("asks for no worker on plain http, where workers hash nothing", async () => {
  const { addresses } = stubWorker([{ said: "ready" }], []);
  vi.stubGlobal("crypto", {});
  const { prepared } = await workshop();
  const sha256 = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";
  expect(await prepared(TASK, () => undefined)).toMatchObject({ outcome: "made", sha256 });
  expect(addresses).toEqual([]);
});
