// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../src/device/database.js";
import { take } from "../src/device/locks.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { opened } from "./pkg/sealform_web.js";

const ID = "00000000-0000-4000-8000-000000000001";
const KEY = ["visit", "", "", "", ID];
const LOCK = `sealform-draft|${JSON.stringify(KEY.slice(0, 4))}`;
const WAIT_MS = 10_000;

const draft = (typed: string): string =>
  JSON.stringify({
    id: ID,
    at: "2026-11-21T10:00:00+01:00",
    questionnaire: { id: "visit", sha256: "aa" },
    answers: { typed },
  });

let form: SealformForm;
const kept = async (): Promise<unknown> => database.get("drafts", KEY);
const save = (typed: string): Promise<void> => opened[0].page.save(ID, "open", 1, draft(typed));

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe("a tab that loses its draft", () => {
  beforeEach(async () => {
    opened.length = 0;
    await database.write([{ store: "drafts", key: KEY, remove: true }]);
    form = document.createElement("sealform-form");
    form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
    document.body.append(form);
    await vi.waitFor(() => expect(opened).toHaveLength(1), 5_000);
  });

  it("writes what was pending before it lets go, and nothing after", async () => {
    let let_go: unknown;
    opened[0].flush = async () => {
      await save("pending");
      let_go = await database.get("leases", LOCK);
    };
    const channel = new BroadcastChannel("sealform-locks");
    channel.postMessage(LOCK);
    await vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain("opened in another tab"), 5_000);
    channel.close();
    // It was still ours when it was written.
    expect(let_go).toBeDefined();
    expect(opened[0].ended).toBe(true);
    expect(String(await kept())).toContain("pending");
    await save("after");
    expect(String(await kept())).toContain("pending");
  });

  it("without a word, as a tab that slept, writes nothing over what the other one has written", async () => {
    await database.write([
      { store: "leases", key: LOCK, put: { holder: "another tab", until: Date.now() + 10_000 } },
      { store: "drafts", key: KEY, put: "theirs" },
    ]);
    await save("mine");
    expect(await kept()).toBe("theirs");
    await vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain("opened in another tab"), 5_000);
    await database.write([{ store: "leases", key: LOCK, remove: true }]);
  });
});

describe("a lock that a frozen tab holds", () => {
  /** Locks that are given when the test says so. */
  function frozen(): ((lock: object | null) => Promise<void> | undefined)[] {
    const asked: ((lock: object | null) => Promise<void> | undefined)[] = [];
    const request = (_: string, __: object, given: (lock: object | null) => Promise<void> | undefined) => {
      asked.push(given);
      return new Promise(() => undefined);
    };
    vi.stubGlobal("navigator", { locks: { request }, languages: [] });
    return asked;
  }

  it("is waited for no longer than ten seconds", async () => {
    frozen();
    vi.useFakeTimers();
    const asked = [take({ name: "send" }), take({ name: "draft", patience: 1_000_000 })];
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    expect(await Promise.all(asked)).toEqual([null, null]);
  });

  it("and that comes when nobody waits any more is let go at once", async () => {
    const [give] = [frozen()];
    vi.useFakeTimers();
    const asked = take({ name: "send" });
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    expect(await asked).toBeNull();
    expect(give[0]?.({})).toBeUndefined();
  });

  it("stops no signature: the key has no lock", async () => {
    frozen();
    const { signingKey } = await import("../src/device/keys.js");
    const { webcrypto } = await import("node:crypto");
    vi.stubGlobal("crypto", webcrypto);
    const key = await signingKey("agency", () => undefined);
    expect(JSON.parse(key.jwk)).toMatchObject({ kty: "EC", crv: "P-256" });
  });
});
