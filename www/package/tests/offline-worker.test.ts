import { beforeEach, describe, expect, it, vi } from "vitest";
import { cacheName, type Release } from "../src/offline/list.js";
import { listOf, MemoryCaches, MemoryServer, sha256 } from "./memory-caches.js";

const SCOPE = "https://site.example/forms/";

type Event = { waitUntil(work: Promise<unknown>): void; respondWith(response: Promise<Response>): void };
type Listener = (event: Event & Record<string, unknown>) => void;

/** A page that a worker asks: what it answers, and what it was told. */
interface TestPage {
  readonly id: string;
  readonly url: string;
  readonly told: unknown[];
  postMessage(message: unknown, ports: readonly MessagePort[]): void;
}

/** A worker that runs: its events are sent by hand. */
interface Running {
  readonly hasSkipped: () => boolean;
  send(type: string, more?: Record<string, unknown>): Promise<Response | undefined>;
  postMessage(data: unknown, ports: readonly MessagePort[]): void;
}

let caches: MemoryCaches;
let server: MemoryServer;
let pages: TestPage[];
let claimed: number;
let registration: { scope: string; waiting: Running | null; unregister: () => Promise<boolean> };

function page(answers: boolean | undefined, url: string = SCOPE): TestPage {
  const told: unknown[] = [];
  const postMessage = (message: unknown, [port]: readonly MessagePort[]): void => {
    told.push(message);
    if (answers !== undefined) {
      port?.postMessage(answers);
    }
  };
  return { id: String(pages.length), url, told, postMessage };
}

function deploy(text: string): Release {
  const files = { "index.html": text, "form.program": "program" };
  const list = listOf(files);
  for (const [path, content] of Object.entries({ ...files, "files.json": list })) {
    server.files.set(SCOPE + path, content);
  }
  return { list: "files.json", sha256: sha256(list), live: [] };
}

async function start(module: string, release?: Release): Promise<Running> {
  const listeners = new Map<string, Listener>();
  let hasSkipped = false;
  vi.resetModules();
  vi.stubGlobal("SEALFORM", release);
  vi.stubGlobal("self", {
    registration,
    clients: {
      matchAll: async () => pages,
      claim: async () => {
        claimed += 1;
      },
    },
    skipWaiting: async () => {
      hasSkipped = true;
    },
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
  });
  await import(`../src/offline/${module}.ts`);
  const send = async (type: string, more: Record<string, unknown> = {}): Promise<Response | undefined> => {
    const work: Promise<unknown>[] = [];
    let response: Promise<Response> | undefined;
    const waitUntil = (one: Promise<unknown>): void => void work.push(one);
    const respondWith = (one: Promise<Response>): void => {
      response = one;
    };
    listeners.get(type)?.({ waitUntil, respondWith, ...more });
    await Promise.all(work);
    return response;
  };
  const postMessage = (data: unknown, ports: readonly MessagePort[]): void => void send("message", { data, ports });
  return { hasSkipped: () => hasSkipped, send, postMessage };
}

/** A worker whose version is here, and that answers pages. */
async function active(text: string): Promise<Running> {
  const worker = await start("worker", deploy(text));
  await worker.send("install");
  await worker.send("activate");
  return worker;
}

/** The next version, which is here and waits. */
async function waiting(text: string): Promise<Running> {
  const worker = await start("worker", deploy(text));
  await worker.send("install");
  registration.waiting = worker;
  return worker;
}

async function opened(worker: Running, mode = "navigate"): Promise<string | undefined> {
  const request = { method: "GET", mode, cache: "default", url: SCOPE, headers: new Headers() };
  return (await worker.send("fetch", { request }))?.text();
}

beforeEach(() => {
  caches = new MemoryCaches();
  server = new MemoryServer();
  pages = [];
  claimed = 0;
  registration = { scope: SCOPE, waiting: null, unregister: async () => true };
  vi.stubGlobal("caches", caches);
  vi.stubGlobal("fetch", server.fetch);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

describe("a worker", () => {
  it("answers the page that brought it, and every later one, without a network", async () => {
    const worker = await active("one");
    expect(claimed).toBe(1);
    server.isAway = true;
    expect(await opened(worker)).toBe("one");
  });

  it("leaves alone what is not asked for within its folder", async () => {
    const worker = await active("one");
    for (const request of [
      { method: "POST", url: SCOPE, cache: "default" },
      { method: "GET", url: "https://agency.example/reports", cache: "default" },
      { method: "GET", url: "https://site.example/other.html", cache: "default" },
      { method: "GET", url: SCOPE, cache: "no-store" },
    ]) {
      expect(await worker.send("fetch", { request }), JSON.stringify(request)).toBeUndefined();
    }
  });

  it("whose version does not come tells the pages of its folder, and is none", async () => {
    pages = [page(true), page(true, "https://site.example/other/")];
    const worker = await start("worker", deploy("one"));
    server.files.delete(`${SCOPE}form.program`);
    await expect(worker.send("install")).rejects.toThrow("form.program: the server answers 404");
    const why = expect.stringContaining("the server answers 404");
    expect(pages[0]?.told).toEqual([{ sealform: "broken", url: `${SCOPE}form.program`, why }]);
    expect(pages[1]?.told).toEqual([]);
  });

  it("removes earlier versions of its folder, and nobody else's caches", async () => {
    await active("one");
    const inner = `sealform ${SCOPE}inner/ ab`;
    await caches.open(inner);
    await caches.open("somebody's");
    await active("two");
    const own = cacheName(SCOPE, deploy("two"));
    expect((await caches.keys()).sort()).toEqual([own, inner, "somebody's"].sort());
  });
});

describe("a version that waits", () => {
  it("takes over with the page that is opened, where no form is open", async () => {
    const worker = await active("one");
    pages = [page(false)];
    const next = await waiting("two");
    expect(pages[0]?.told).toEqual([{ sealform: "is-here" }]);
    server.isAway = true;
    expect(await opened(worker, "cors")).toBe("one");
    expect(next.hasSkipped()).toBe(false);
    expect(await opened(worker)).toBe("two");
    // What the page asks for until the other worker is there is of its version, and the other one waits until it asks no more.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await opened(worker, "cors")).toBe("two");
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(next.hasSkipped()).toBe(false);
    await vi.waitFor(() => expect(next.hasSkipped()).toBe(true), 4_000);
  });

  it.each([
    ["says that a form is open", true],
    ["says nothing", undefined],
  ])("waits on where a page %s", async (_, answers) => {
    const worker = await active("one");
    const next = await waiting("two");
    pages = [page(false), page(answers)];
    expect(await opened(worker)).toBe("one");
    expect(next.hasSkipped()).toBe(false);
  });

  it("waits on where it does not say which it is", async () => {
    const worker = await active("one");
    await waiting("two");
    registration.waiting = { ...(registration.waiting as Running), postMessage: () => undefined };
    expect(await opened(worker)).toBe("one");
  });
});

describe("the switch", () => {
  it("removes the worker with what it has kept, and nothing else", async () => {
    await active("one");
    await caches.open("somebody's");
    const unregister = vi.fn(async () => true);
    registration.unregister = unregister;
    const off = await start("off");
    await off.send("install");
    expect(off.hasSkipped()).toBe(true);
    await off.send("activate");
    expect(unregister).toHaveBeenCalledOnce();
    expect(await caches.keys()).toEqual(["somebody's"]);
    expect(await opened(off)).toBeUndefined();
  });
});
