import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { ServerTarget } from "../src/device/delivery.js";
import { NO_BLOBS } from "../src/device/entry.js";
import { isThere, send } from "../src/device/send.js";
import { loadTarget } from "../src/device/targets/index.js";
import { serverAt } from "./memory-device.js";
import { attachment, Kept, postTo, submission } from "./submissions.js";

const FILE = submission("a");

/** A reply whose body begins like this and never ends. */
function endless(status: number, chunk: string, pulled: { count: number }): Response {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled.count += 1;
      controller.enqueue(new TextEncoder().encode(chunk));
      return chunk === "" ? new Promise(() => undefined) : undefined;
    },
  });
  return new Response(body, { status });
}

/** Scripts do not come by the clock of a test. */
beforeAll(async () => {
  await Promise.all([loadTarget("webhook"), loadTarget("webdav")]);
});
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("waits for a reply no longer than a minute, its body included", async () => {
  const pulled = { count: 0 };
  vi.stubGlobal("fetch", async () => endless(409, "", pulled));
  const reply = postTo("https://a.example/in", "status", FILE);
  await vi.advanceTimersByTimeAsync(59_999);
  expect(await Promise.race([reply, Promise.resolve("waiting")])).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1);
  expect(await reply).toEqual({ kind: "none" });
});

it("gives attachments a second more for each 16 KB", async () => {
  const large = { ...attachment("photo-0123456789abcdef.jpg", "x".repeat(160 * 1024)) };
  const kept = new Kept();
  kept.keep(large);
  const to: ServerTarget = { ...serverAt("https://a.example/"), type: "webdav", id: "webdav", blobs: true };
  // Digests take no time by this clock.
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const asked = vi.fn(
    (_url: string, { signal }: RequestInit) =>
      new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
  );
  vi.stubGlobal("fetch", asked);
  const reply = send(to, submission("b", [large]), { blobs: NO_BLOBS, store: kept, progress: async () => undefined });
  while (asked.mock.calls.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await vi.advanceTimersByTimeAsync(69_999);
  expect(await Promise.race([reply, Promise.resolve("waiting")])).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1);
  expect(await reply).toEqual({ kind: "none" });
});

it("calls a file that cannot be read what it is", async () => {
  expect(await postTo("https://a.example/in", "status", { ...FILE, jws: "{}" })).toEqual({
    kind: "stopped",
    reason: "unreadable",
    status: 0,
  });
});

it("reads four kilobytes of a reply, and of most none", async () => {
  const pulled = { count: 0 };
  vi.stubGlobal("fetch", async () => endless(412, "x".repeat(1024), pulled));
  expect(await postTo("https://a.example/in", "status", FILE)).toMatchObject({ status: 412, namesDigest: false });
  expect(pulled.count).toBeLessThanOrEqual(6);
  pulled.count = 0;
  vi.stubGlobal("fetch", async () => endless(201, "", pulled));
  expect(await postTo("https://a.example/in", "status", FILE)).toMatchObject({ status: 201 });
});

it("knows its own file where the reply names it", async () => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ sha256: FILE.sha256 }), { status: 409 }));
  expect(await postTo("https://a.example/in", "status", FILE)).toMatchObject({ namesDigest: true });
});

it("sends the same bytes with their UUID, and follows nobody", async () => {
  const asked = vi.fn(async (_url: string, _init: RequestInit) => ({ type: "opaqueredirect", status: 0 }));
  vi.stubGlobal("fetch", asked);
  expect(await postTo("https://a.example/in", "status", FILE)).toEqual({ kind: "redirect" });
  expect(asked.mock.calls[0]?.[1]).toMatchObject({
    method: "POST",
    redirect: "manual",
    body: FILE.jws,
    headers: { "Content-Type": "application/jose+json", "Idempotency-Key": '"a"' },
  });
});

it("cannot tell what became of a file that it may not ask about", async () => {
  vi.stubGlobal("fetch", async () => new Response());
  expect(await postTo("https://a.example/in", "opaque", FILE)).toEqual({ kind: "opaque" });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  expect(await postTo("https://a.example/in", "opaque", FILE)).toEqual({ kind: "none" });
});

it("believes a reply that must name the digest only where it does", async () => {
  vi.stubGlobal("fetch", async () => new Response("<title>Log in</title>"));
  expect(await postTo("https://a.example/in", "digest", FILE)).toMatchObject({ status: 200, namesDigest: false });
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ sha256: FILE.sha256 }), { status: 201 }));
  const reply = await postTo("https://a.example/in", "digest", FILE);
  expect(reply).toMatchObject({ status: 201, namesDigest: true, expectsDigest: true });
});

it("asks without needing a permission whether somebody is there", async () => {
  const asked = vi.fn(async (_url: string, _init: RequestInit) => new Response());
  vi.stubGlobal("fetch", asked);
  expect(await isThere("https://a.example/in")).toBe(true);
  expect(asked.mock.calls[0]?.[1]).toMatchObject({ mode: "no-cors", credentials: "omit" });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  expect(await isThere("https://a.example/in")).toBe(false);
  vi.stubGlobal("navigator", { onLine: false });
  vi.stubGlobal("fetch", asked);
  expect(await isThere("https://a.example/in")).toBe(false);
});
