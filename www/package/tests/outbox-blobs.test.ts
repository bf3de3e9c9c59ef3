import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Destination } from "../src/device/delivery.js";
import { type BlobProgress, type Entry, entryKey, entryText, newEntry, readEntry } from "../src/device/entry.js";
import { type Client, Outbox } from "../src/device/outbox.js";
import type { Reply } from "../src/device/outcome.js";
import { MemoryDevice, sealed, serverAt, status } from "./memory-device.js";

const SERVER: Destination = { ...serverAt("https://a.example/"), type: "webdav", id: "webdav", blobs: true };

/** A device that sends the attachments `p` and `q`, of which one more arrives with each try. */
class Slowly extends MemoryDevice {
  readonly begun: BlobProgress[] = [];
  override async send(
    _: unknown,
    _file: unknown,
    blobs: BlobProgress,
    progress: (blobs: BlobProgress) => Promise<void>,
  ): Promise<Reply> {
    this.begun.push(blobs);
    const next = ["p", "q"].find((digest) => !blobs.arrived.includes(digest));
    if (next === undefined) {
      return status(201);
    }
    await progress({ total: 2, arrived: [...blobs.arrived, next], lost: [] });
    return { kind: "none" };
  }
}

class Page implements Client {
  readonly questionnaire = "visit";
  readonly form = ["visit", "", "", ""];
  readonly heard: string[] = [];
  constructor(readonly targets: readonly Destination[]) {}
  changed({ state, reason, blobs }: Entry): void {
    this.heard.push(
      [state, reason, blobs === undefined ? null : `${blobs.arrived.length}/${blobs.total}`].filter(Boolean).join(" "),
    );
  }
  handOver(): boolean {
    return true;
  }
}

let device: Slowly;

function kept(target: string, change: Partial<Entry> = {}): void {
  device.keep(sealed("a"));
  const entry = { ...newEntry({ jti: "a", sha256: "da", questionnaire: "visit", target }, 0), ...change };
  device.put("outbox", entryKey(entry), entryText(entry));
}

async function pass(outbox: Outbox): Promise<void> {
  device.clock += 60_000;
  await outbox.run();
  await outbox.idle();
}

beforeEach(() => {
  vi.useFakeTimers();
  device = new Slowly();
});
afterEach(() => vi.useRealTimers());

describe("attachments on their way", () => {
  it("are counted for the page, and what has arrived is kept over a page that is closed", async () => {
    kept("webdav");
    const page = new Page([SERVER]);
    const first = new Outbox(device);
    first.serve(page);
    await pass(first);
    expect(page.heard.slice(-3)).toEqual(["sending", "sending 1/2", "queued 1/2"]);
    // Nothing but storage is left of the first page.
    const second = new Outbox(device);
    second.serve(page);
    await pass(second);
    await pass(second);
    await pass(second);
    expect(device.begun.map(({ arrived }) => arrived)).toEqual([[], ["p"], ["p", "q"]]);
    expect(second.entries()[0]).toMatchObject({ state: "delivered", blobs: { total: 2, arrived: ["p", "q"] } });
  });

  it("that have arrived are not sent again when a person asks for another try", async () => {
    kept("webdav", { state: "blocked", reason: "refused", blobs: { total: 2, arrived: ["p"], lost: [] } });
    const outbox = new Outbox(device);
    outbox.serve(new Page([SERVER]));
    await pass(outbox);
    await outbox.retry("a");
    await outbox.idle();
    expect(device.begun[0]?.arrived).toEqual(["p"]);
  });

  it("stand in the record of an entry, and are not missed in one of an earlier version", () => {
    const before = newEntry({ jti: "a", sha256: "d", questionnaire: "visit", target: "t" }, 1);
    expect(readEntry(entryText(before))).toEqual(before);
    expect(readEntry(entryText(before))).not.toHaveProperty("blobs");
    const entry = { ...before, blobs: { total: 3, arrived: ["p"], lost: ["q.jpg"] } };
    expect(entryText(readEntry(entryText(entry)) as Entry)).toBe(entryText(entry));
    const damaged = entryText(entry).replace(
      '{"total":3,"arrived":["p"],"lost":["q.jpg"]}',
      '{"total":"x","arrived":7}',
    );
    expect(readEntry(damaged)?.blobs).toEqual({ total: 0, arrived: [], lost: [] });
  });
});

describe("what a person does", () => {
  it.each(["file", "share"] as const)("waits for them: %s", async (type) => {
    kept(type);
    const page = new Page([{ type, id: type }]);
    const outbox = new Outbox(device);
    outbox.serve(page);
    await pass(outbox);
    await pass(outbox);
    expect(page.heard.filter((state) => state === "queued by-hand")).toHaveLength(1);
    expect(await outbox.handedOut("a", type === "file" ? "share" : "file")).toBe(false);
    expect(outbox.entries()[0]?.state).toBe("queued");
    expect(await outbox.handedOut("a", type)).toBe(true);
    expect(outbox.entries()[0]).toMatchObject({ state: "unconfirmed", reason: null });
    await pass(outbox);
    expect(outbox.entries()[0]?.state).toBe("unconfirmed");
    expect(device.begun).toEqual([]);
  });

  it("wakes nobody up: no timer runs for it", async () => {
    kept("file");
    const outbox = new Outbox(device);
    outbox.serve(new Page([{ type: "file", id: "file" }]));
    await pass(outbox);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("something large leaves a lane to the rest of its target", async () => {
  const arrived: string[] = [];
  let end: () => void = () => undefined;
  device.send = async (_, file) => {
    const { jti } = file as { readonly jti: string };
    if (jti === "a") {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
    }
    arrived.push(jti);
    return status(201);
  };
  kept("webdav");
  for (const jti of ["b", "c", "d"]) {
    device.keep(sealed(jti));
    const entry = newEntry({ jti, sha256: `d${jti}`, questionnaire: "visit", target: "webdav" }, 0);
    device.put("outbox", entryKey(entry), entryText(entry));
  }
  const outbox = new Outbox(device);
  outbox.serve(new Page([SERVER]));
  await outbox.run();
  await vi.waitFor(() => expect(arrived).toEqual(["b", "c", "d"]));
  // What comes now does not wait for it either.
  device.keep(sealed("e"));
  outbox.add(sealed("e"), [newEntry({ jti: "e", sha256: "de", questionnaire: "visit", target: "webdav" }, 0)], false);
  await outbox.run();
  await vi.waitFor(() => expect(arrived).toContain("e"));
  end();
  await outbox.idle();
  expect(arrived).toEqual(["b", "c", "d", "e", "a"]);
  expect(outbox.entries().every(({ state }) => state === "delivered")).toBe(true);
});

it("a script that does not come is no refusal", async () => {
  kept("webdav");
  device.send = () => Promise.reject(new TypeError("no network"));
  const outbox = new Outbox(device);
  outbox.serve(new Page([SERVER]));
  await pass(outbox);
  expect(outbox.entries()[0]).toMatchObject({ state: "queued", attempts: 1, status: 0 });
});
