// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { database, StoreFault } from "../src/device/database.js";
import { type PinnedForm, pin, pinned } from "../src/device/drafts.js";
import { type Entry, entryKey, entryText, newEntry, troubled } from "../src/device/entry.js";
import { take } from "../src/device/locks.js";
import { type Client, Outbox } from "../src/device/outbox.js";
import "../src/index.js";
import { MemoryDevice, sealed } from "./memory-device.js";

const ID = "00000000-0000-4000-8000-000000000001";

class Page implements Client {
  readonly form: readonly string[];
  readonly targets = [{ type: "webhook", id: "agency", url: "https://agency.example/in", reply: "status" }] as const;
  readonly states: string[] = [];
  constructor(readonly questionnaire = "visit") {
    this.form = [questionnaire, "", "", ""];
  }
  changed({ jti, state, reason }: Entry): void {
    this.states.push(`${jti} ${state} ${reason}`);
  }
  handOver(): boolean {
    return true;
  }
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe("an entry of the outbox", () => {
  let device: MemoryDevice;
  let outbox: Outbox;
  const run = async (): Promise<void> => {
    await outbox.run();
    await outbox.idle();
  };
  /** As the first version kept it: neither questionnaire nor target. */
  const older = (jti: string): void =>
    device.put(
      "outbox",
      `${jti}|0`,
      JSON.stringify({
        jti,
        sha256: `d${jti}`,
        state: "queued",
        to: { type: "webhook", url: "https://agency.example/in" },
      }),
    );
  const known = (): unknown[] => outbox.entries("visit").map(({ jti, state, reason }) => [jti, state, reason]);

  beforeEach(() => {
    device = new MemoryDevice();
    outbox = new Outbox(device);
  });

  it("that cannot be read is told to every page, also to one that comes later", async () => {
    device.put("outbox", ["a", "agency"], "{");
    const first = new Page();
    outbox.serve(first);
    await run();
    const later = new Page("other");
    outbox.serve(later);
    await run();
    for (const page of [first, later]) {
      expect(page.states).toEqual(["a blocked unreadable"]);
      expect(troubled(outbox.entries(page.questionnaire))).toHaveLength(1);
    }
  });

  it("that cannot be read is sent again from its file, as a person asks", async () => {
    device.put("outbox", ["a", "agency"], "{");
    outbox.serve(new Page());
    await run();
    await outbox.retry("a");
    // Its file is gone: what cannot be sent stays in sight.
    expect(known()).toEqual([["a", "blocked", "unreadable"]]);
    device.keep(sealed("a"));
    await outbox.retry("a");
    await outbox.idle();
    expect(device.sent.map(({ jti }) => jti)).toEqual(["a"]);
    expect(known()).toEqual([["a", "delivered", null]]);
  });

  it("of an earlier version, whose file is gone or damaged, is told and stays as it is", async () => {
    older("gone");
    older("damaged");
    device.put("files", "damaged", "{");
    const before = await device.rows("outbox");
    outbox.serve(new Page());
    await run();
    expect(known()).toEqual([
      ["gone", "dead", "no-file"],
      ["damaged", "dead", "unreadable"],
    ]);
    expect(await device.rows("outbox")).toEqual(before);
  });

  it("of an earlier version, whose file cannot be had now, waits for it", async () => {
    older("a");
    device.keep(sealed("a"));
    const get = vi.spyOn(device, "get").mockRejectedValue(new StoreFault("failed"));
    outbox.serve(new Page());
    await run();
    expect(device.sent).toEqual([]);
    get.mockRestore();
    await run();
    expect(device.sent.map(({ jti }) => jti)).toEqual(["a"]);
  });

  it("that was given up in another tab is not sent", async () => {
    device.keep(sealed("a"));
    const entry = newEntry({ jti: "a", sha256: "da", questionnaire: "visit", target: "agency" }, 0);
    device.put("outbox", entryKey(entry), entryText(entry));
    const { take: lock } = device;
    vi.spyOn(device, "take").mockImplementation(async (wish) => {
      await device.write([{ store: "outbox", key: entryKey(entry), remove: true }]);
      return lock.call(device, wish);
    });
    outbox.serve(new Page());
    await run();
    expect(device.sent).toEqual([]);
    expect(known()).toEqual([]);
  });
});

it("a pinned form that is damaged is pinned anew while the page has it", async () => {
  for (const damaged of ["x", {}, { program: "x" }]) {
    await database.write([{ store: "forms", key: "aa", put: damaged }]);
    expect(await pinned("aa")).toBe("damaged");
    await pin("aa", { program: new Uint8Array([1]) });
    const anew = await pinned("aa");
    expect([...((anew as PinnedForm).program ?? [])]).toEqual([1]);
  }
});

describe("a lock", () => {
  it("that the browser denies is no other tab: a lease takes its place", async () => {
    const request = () => Promise.reject(new DOMException("denied", "SecurityError"));
    vi.stubGlobal("navigator", { locks: { request }, languages: [] });
    const guard = await take({ name: "denied", patience: 1 });
    expect(guard?.isHeld).toBe(true);
    expect(await database.get("leases", "denied")).toBeDefined();
    expect(await take({ name: "denied" })).toBeNull();
    guard?.release();
  });

  it("whose lease cannot be asked for now is not taken for granted where something is kept under it", async () => {
    vi.spyOn(database, "change").mockRejectedValue(new StoreFault("failed"));
    await expect(take({ name: "draft", isNeeded: true })).rejects.toBeInstanceOf(StoreFault);
    expect((await take({ name: "draft" }))?.isHeld).toBe(true);
  });
});

it("a draft is not imported while nobody can say whether it was sealed here", async () => {
  const form = document.createElement("sealform-form");
  const draft = {
    id: ID,
    at: "2026-11-21T10:00:00+01:00",
    questionnaire: { id: "visit", sha256: "aa" },
    answers: {},
  };
  vi.spyOn(database, "get").mockRejectedValue(new StoreFault("failed"));
  await expect(form.importDraft(JSON.stringify(draft))).rejects.toMatchObject({ code: "form/failed" });
});
