import { beforeEach, describe, expect, it, vi } from "vitest";
import { answer, part, type Source } from "../src/offline/answer.js";
import { addressOf, BrokenFile, cacheName, isOf, pathOf, type Release, readList } from "../src/offline/list.js";
import { bring, type Shelf } from "../src/offline/version.js";
import { listOf, MemoryCaches, MemoryServer, sha256 } from "./memory-caches.js";

const SCOPE = "https://site.example/forms/";
const FILES = { "index.html": "<p>one", "form.program": "program", "media/a door.svg": "<svg/>", "index.html.br": "x" };

let caches: MemoryCaches;
let server: MemoryServer;

/** Puts a version on the server. */
function deploy(files: Readonly<Record<string, string>>, live: readonly string[] = []): Release {
  const list = listOf(files);
  for (const [path, text] of Object.entries({ ...files, "files.json": list })) {
    server.files.set(addressOf(SCOPE, path), text);
  }
  return { list: "files.json", sha256: sha256(list), live };
}

function shelf(release: Release): Shelf {
  return { scope: SCOPE, release, caches: caches as unknown as CacheStorage, fetch: server.fetch };
}

function source(release: Release): Source {
  return { ...shelf(release), name: cacheName(SCOPE, release), caches: caches as unknown as CacheStorage };
}

async function text(path: string, release: Release, init: RequestInit = {}): Promise<string> {
  const request = new Request(addressOf(SCOPE, path), init);
  return (await answer(request, path, source(release))).text();
}

beforeEach(() => {
  caches = new MemoryCaches();
  server = new MemoryServer();
});

describe("a list", () => {
  it("is of what pages ask for, not of what servers send in its place", () => {
    const list = readList(listOf({ ...FILES, "alone.gz": "x" }));
    expect(list.map(({ path }) => path)).toEqual(["index.html", "form.program", "media/a door.svg", "alone.gz"]);
  });

  it.each(["[", '{"a": null}', '{"a": {"size": "1", "sha256": ""}}', '{"a": {"size": 1}}'])(
    "is refused: %s",
    (text) => {
      expect(() => readList(text)).toThrow();
    },
  );

  it("names what is asked for within its folder, and nothing else", () => {
    const path = (url: string, more: { method?: string; cache?: RequestCache } = {}): string | null =>
      pathOf({ method: "GET", cache: "default", url, ...more }, SCOPE);
    expect(path(SCOPE)).toBe("index.html");
    expect(path(`${SCOPE}media/a%20door.svg?again=1#x`)).toBe("media/a door.svg");
    expect(path(`${SCOPE}b/`)).toBe("b/index.html");
    expect(path("https://site.example/other")).toBeNull();
    expect(path("https://site.example.evil/forms/")).toBeNull();
    expect(path(SCOPE, { method: "POST" })).toBeNull();
    expect(path(SCOPE, { cache: "no-store" })).toBeNull();
    expect(path(`${SCOPE}%E0%A4%A`)).toBeNull();
  });

  it("has caches that are told from those of a folder inside of its own", () => {
    const release = { list: "files.json", sha256: "ab", live: [] };
    expect(isOf(SCOPE, cacheName(SCOPE, release))).toBe(true);
    expect(isOf(SCOPE, cacheName(`${SCOPE}inner/`, release))).toBe(false);
    expect(isOf(SCOPE, "somebody's")).toBe(false);
  });
});

describe("a version", () => {
  it("comes whole, and then needs no network", async () => {
    const release = deploy(FILES);
    await bring(shelf(release));
    const expected = ["files.json", "form.program", "index.html", "media/a%20door.svg"];
    expect(caches.paths(cacheName(SCOPE, release), SCOPE)).toEqual(expected);
    server.isAway = true;
    expect(await text("index.html", release)).toBe("<p>one");
    expect(await text("media/a door.svg", release)).toBe("<svg/>");
  });

  it("keeps what headers say of the file, and not what they say of its way", async () => {
    const release = deploy(FILES);
    await bring(shelf(release));
    const { headers } = await answer(new Request(SCOPE), "index.html", source(release));
    expect([headers.get("X-Kept"), headers.get("Content-Encoding")]).toEqual(["yes", null]);
  });

  it.each([
    ["is another one of the same length", () => new Response("PROGRAM")],
    ["was cut off", () => new Response("progra")],
    ["is a page of an error", () => new Response("program", { status: 404 })],
    ["is a part", () => new Response("program", { status: 206 })],
    ["does not come", () => Promise.reject(new TypeError("Failed to fetch"))],
  ])("does not come where a file %s, and nothing of that file is kept", async (_, instead) => {
    const release = deploy(FILES);
    server.instead.set(`${SCOPE}form.program`, instead);
    await expect(bring(shelf(release))).rejects.toThrow(/form\.program|fetch/);
    expect(caches.paths(cacheName(SCOPE, release), SCOPE)).not.toContain("form.program");
  });

  it("does not come where the list is of another version", async () => {
    const release = deploy(FILES);
    deploy({ ...FILES, "index.html": "<p>two" });
    await expect(bring(shelf(release))).rejects.toThrow(BrokenFile);
    await expect(bring(shelf(release))).rejects.toThrow(`${SCOPE}files.json: its bytes are not those that were built`);
    expect(caches.paths(cacheName(SCOPE, release), SCOPE)).toEqual([]);
  });

  it("asks past a cache on the way that still has the file of before", async () => {
    const release = deploy(FILES);
    let count = 0;
    server.instead.set(`${SCOPE}form.program`, () => {
      count += 1;
      return new Response(count === 1 ? "earlier" : "program");
    });
    await bring(shelf(release));
    expect(await text("form.program", release)).toBe("program");
  });

  it("that was interrupted goes on where it stopped", async () => {
    const release = deploy(FILES);
    server.instead.set(addressOf(SCOPE, "media/a door.svg"), () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(bring(shelf(release))).rejects.toThrow();
    server.instead.clear();
    server.asked.length = 0;
    await bring(shelf(release));
    expect(server.asked).toEqual([addressOf(SCOPE, "media/a door.svg")]);
  });

  it("takes from the one before what is the same, and leaves that one as it was", async () => {
    const first = deploy(FILES);
    await bring(shelf(first));
    const second = deploy({ ...FILES, "index.html": "<p>two" });
    server.asked.length = 0;
    await bring(shelf(second));
    expect(server.asked.sort()).toEqual([`${SCOPE}files.json`, `${SCOPE}index.html`]);
    expect([await text("index.html", first), await text("index.html", second)]).toEqual(["<p>one", "<p>two"]);
  });

  it("does not believe bytes that were changed on the device", async () => {
    const release = deploy(FILES);
    await bring(shelf(release));
    const cache = await caches.open(cacheName(SCOPE, release));
    await cache.put(`${SCOPE}form.program`, new Response("PROGRAM"));
    await bring(shelf(release));
    expect(await text("form.program", release)).toBe("program");
  });

  it("does not come where the device has no room, or keeps nothing", async () => {
    const release = deploy(FILES);
    caches.room = 2;
    await expect(bring(shelf(release))).rejects.toThrow("no room");
    caches.isDenied = true;
    await expect(bring(shelf(release))).rejects.toThrow("denied");
  });
});

describe("a page", () => {
  it("comes from the server where the caches are denied, or have lost a file", async () => {
    const release = deploy(FILES);
    await bring(shelf(release));
    caches.isDenied = true;
    expect(await text("index.html", release)).toBe("<p>one");
    caches.isDenied = false;
    caches.caches.clear();
    expect(await text("index.html", release)).toBe("<p>one");
    expect(caches.paths(cacheName(SCOPE, release), SCOPE)).toEqual([]);
  });

  it("that is no file of the version is the server's, errors included", async () => {
    const release = deploy(FILES);
    await bring(shelf(release));
    expect((await answer(new Request(`${SCOPE}nowhere`), "nowhere", source(release))).status).toBe(404);
    server.isAway = true;
    await expect(answer(new Request(`${SCOPE}nowhere`), "nowhere", source(release))).rejects.toThrow("Failed to fetch");
  });

  it.each([true, false])(
    "waits three seconds for a device that is busy, and longer without a network: %s",
    async (isAway) => {
      vi.useFakeTimers();
      const release = deploy(FILES);
      await bring(shelf(release));
      server.files.set(SCOPE, "from the server");
      server.isAway = isAway;
      const open = (name: string): Promise<Cache> =>
        new Promise((resolve) => setTimeout(() => resolve(caches.open(name)), 10_000));
      const answering = answer(new Request(SCOPE), "index.html", { ...source(release), caches: { open } });
      let text: string | undefined;
      void answering.then(async (response) => {
        text = await response.text();
      });
      await vi.advanceTimersByTimeAsync(2_900);
      expect(text).toBeUndefined();
      await vi.advanceTimersByTimeAsync(200);
      expect(text).toBe(isAway ? undefined : "from the server");
      await vi.advanceTimersByTimeAsync(10_000);
      expect(text).toBe(isAway ? "<p>one" : "from the server");
      vi.useRealTimers();
    },
  );

  it("is found without its ending, as some hosts name it", async () => {
    const release = deploy({ ...FILES, "visit.html": "<p>visit" });
    await bring(shelf(release));
    server.isAway = true;
    const request = { mode: "navigate", url: `${SCOPE}visit`, headers: new Headers() } as unknown as Request;
    expect(await (await answer(request, "visit", source(release))).text()).toBe("<p>visit");
    await expect(answer(new Request(`${SCOPE}visit`), "visit", source(release))).rejects.toThrow();
  });
});

describe("a document that changes between versions", () => {
  const files = { ...FILES, "trust.json": '{"issuers":[]}' };
  const live = ["trust.json"];

  it("is the newest that can be had, and the last one without a network", async () => {
    const release = deploy(files, live);
    server.files.set(`${SCOPE}trust.json`, '{"issuers":[1]}');
    await bring(shelf(release));
    expect(await text("trust.json", release)).toBe('{"issuers":[1]}');
    server.files.set(`${SCOPE}trust.json`, '{"issuers":[2]}');
    expect(await text("trust.json", release)).toBe('{"issuers":[2]}');
    server.isAway = true;
    expect(await text("trust.json", release)).toBe('{"issuers":[2]}');
  });

  it.each([
    ["a page of a hotspot", () => new Response("<!doctype html>sign in")],
    ["an error", () => new Response("{}", { status: 500 })],
  ])("stays where %s comes instead", async (_, instead) => {
    const release = deploy(files, live);
    await bring(shelf(release));
    server.instead.set(`${SCOPE}trust.json`, instead);
    expect(await text("trust.json", release)).toBe(files["trust.json"]);
    const next = deploy({ ...files, "index.html": "<p>two" }, live);
    await bring(shelf(next));
    server.isAway = true;
    expect(await text("trust.json", next)).toBe(files["trust.json"]);
  });

  it("keeps no version away where it is not there", async () => {
    const release = deploy(FILES, live);
    await bring(shelf(release));
    expect(await text("index.html", release)).toBe("<p>one");
  });
});

describe("a range", () => {
  it.each([
    ["bytes=2-4", 206, "234", "bytes 2-4/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=5-4", 416, "", "bytes */10"],
    ["bytes=-0", 416, "", "bytes */10"],
    ["bytes=0-1,3-4", 200, "0123456789", null],
    ["bytes=-", 200, "0123456789", null],
    ["lines=1-2", 200, "0123456789", null],
    [null, 200, "0123456789", null],
  ] as const)("%s is answered with %i", async (range, status, body, content) => {
    const response = await part(range, new Response("0123456789", { headers: { "Content-Type": "audio/mpeg" } }));
    expect([response.status, await response.text(), response.headers.get("Content-Range")]).toEqual([
      status,
      body,
      content,
    ]);
    expect(response.headers.get("Content-Type")).toBe("audio/mpeg");
  });

  it("is taken from what is kept", async () => {
    const release = deploy(FILES);
    await bring(shelf(release));
    server.isAway = true;
    expect(await text("form.program", release, { headers: { Range: "bytes=0-2" } })).toBe("pro");
  });
});
