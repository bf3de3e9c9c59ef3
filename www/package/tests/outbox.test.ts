import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Destination, placeOf } from "../src/device/delivery.js";
import {
  type Entry,
  entryKey,
  entryText,
  newEntry,
  readEntry,
  settled,
  started,
  troubled,
} from "../src/device/entry.js";
import { type Client, Outbox } from "../src/device/outbox.js";
import { judge, pauseMs, type Reply } from "../src/device/outcome.js";
import { namesDigest, retryAfter } from "../src/device/reading.js";
import { MemoryDevice, sealed, serverAt, status } from "./memory-device.js";

const webhook = (id: string, url: string): Destination => ({ ...serverAt(url), type: "webhook", id, reply: "status" });
const PAGE: Destination = { type: "page", id: "page" };

class Page implements Client {
  readonly form: readonly string[];
  readonly states: string[] = [];
  readonly handed: string[] = [];
  takes = true;
  constructor(
    readonly targets: readonly Destination[],
    readonly questionnaire = "visit",
  ) {
    this.form = [questionnaire, "", "", ""];
  }
  changed(entry: Entry): void {
    this.states.push(`${entry.target} ${entry.state}${entry.reason === null ? "" : ` (${entry.reason})`}`);
  }
  handOver({ jti }: { readonly jti: string }): boolean {
    this.handed.push(jti);
    return this.takes;
  }
}

let device: MemoryDevice;
let outbox: Outbox;

/** A file on the device with its entries. */
function kept(jti: string, ...targets: readonly string[]): void {
  device.keep(sealed(jti));
  for (const target of targets) {
    const entry = newEntry({ jti, sha256: `d${jti}`, questionnaire: "visit", target }, 0);
    device.put("outbox", entryKey(entry), entryText(entry));
  }
}

async function passed(ms: number): Promise<void> {
  device.clock += ms;
  await outbox.run();
  await outbox.idle();
}

beforeEach(() => {
  vi.useFakeTimers();
  device = new MemoryDevice();
  outbox = new Outbox(device);
});
afterEach(() => vi.useRealTimers());

describe("the outbox", () => {
  it("sends every entry once, and tells its page of every state", async () => {
    kept("a", "webhook", "page");
    const page = new Page([webhook("webhook", "https://a.example/in"), PAGE]);
    outbox.serve(page);
    await passed(0);
    await passed(1000);
    expect(device.sent).toEqual([{ url: "https://a.example/in", jti: "a" }]);
    expect(page.handed).toEqual(["a"]);
    expect(page.states.slice(2)).toEqual(["page sending", "page delivered", "webhook sending", "webhook delivered"]);
  });

  it("tries an entry once in a pass, whatever becomes of it", async () => {
    kept("a", "webhook", "page");
    device.reply = () => status(500);
    const page = new Page([webhook("webhook", "https://a.example/in"), PAGE]);
    page.takes = false;
    outbox.serve(page);
    for (let pass = 0; pass < 5; pass += 1) {
      await passed(0);
    }
    expect(device.sent).toHaveLength(1);
    expect(page.handed).toHaveLength(1);
  });

  it("goes on in memory where storage refuses, and sends nothing twice", async () => {
    device.mayWrite = false;
    kept("a", "webhook");
    outbox.serve(new Page([webhook("webhook", "https://a.example/in")]));
    await passed(0);
    await passed(60_000);
    await passed(60_000);
    expect(device.sent).toHaveLength(1);
    expect(outbox.entries()[0]?.state).toBe("delivered");
  });

  it("keeps its back-off where storage refuses", async () => {
    device.mayWrite = false;
    device.reply = () => status(503);
    kept("a", "webhook");
    outbox.serve(new Page([webhook("webhook", "https://a.example/in")]));
    await passed(0);
    await passed(10_000);
    expect(outbox.entries()[0]?.attempts).toBe(2);
  });

  it("lets nobody wait for a target that does not answer", async () => {
    kept("a", "slow", "fast", "page");
    let answer: (reply: ReturnType<typeof status>) => void = () => undefined;
    device.reply = (url) =>
      url.includes("slow")
        ? new Promise((resolve) => {
            answer = resolve;
          })
        : status(200);
    const page = new Page([webhook("slow", "https://slow.example/"), webhook("fast", "https://fast.example/"), PAGE]);
    outbox.serve(page);
    await outbox.run();
    await vi.waitFor(() => expect(page.states).toContain("fast delivered"));
    expect(page.states).toContain("page delivered");
    device.keep(sealed("b"));
    outbox.add(sealed("b"), [newEntry({ jti: "b", sha256: "db", questionnaire: "visit", target: "fast" }, 0)], false);
    await outbox.run();
    await vi.waitFor(() => expect(device.sent.at(-1)).toEqual({ url: "https://fast.example/", jti: "b" }));
    answer(status(200));
    await outbox.idle();
    expect(page.states).toContain("slow delivered");
  });

  it("says after some tries whether nobody is there, or somebody does not let the page send", async () => {
    kept("a", "closed", "nobody");
    device.reply = () => ({ kind: "none" });
    device.there.add("https://closed.example/");
    const page = new Page([webhook("closed", "https://closed.example/"), webhook("nobody", "https://nobody.example/")]);
    outbox.serve(page);
    await outbox.idle();
    await passed(10_000);
    expect(outbox.entries().map(({ reason }) => reason)).toEqual([null, null]);
    await passed(20_000);
    expect(outbox.entries().map(({ state, reason }) => [state, reason])).toEqual([
      ["queued", "cors"],
      ["queued", "unreachable"],
    ]);
    expect(troubled(outbox.entries()).map(({ target }) => target)).toEqual(["closed"]);
    device.reply = () => status(201);
    await passed(60_000);
    expect(outbox.entries().map(({ state, reason }) => [state, reason])).toEqual([
      ["delivered", null],
      ["delivered", null],
    ]);
  });

  it.each(["online", "visibilitychange", "load"])("pauses no longer for want of a network after %s", async (event) => {
    const heard = new Map<string, () => void>();
    const listen = { addEventListener: (type: string, hear: () => void) => void heard.set(type, hear) };
    vi.stubGlobal("document", { ...listen, hidden: false });
    vi.stubGlobal("addEventListener", listen.addEventListener);
    kept("a", "nobody", "busy");
    device.reply = (url) => (url.includes("nobody") ? { kind: "none" } : status(503, false, 3_600));
    const page = new Page([webhook("nobody", "https://nobody.example/"), webhook("busy", "https://busy.example/")]);
    outbox.serve(page);
    await outbox.idle();
    for (let tries = 0; tries < 10; tries += 1) {
      await passed(900_000);
    }
    await passed(1_000);
    device.sent.length = 0;
    device.reply = () => status(201);
    await passed(1_000);
    expect(device.sent).toEqual([]);
    if (event === "load") {
      outbox = new Outbox(device);
      outbox.serve(page);
    } else {
      heard.get(event)?.();
    }
    await outbox.idle();
    vi.unstubAllGlobals();
    // A server that has asked for patience has it.
    expect(device.sent).toEqual([{ url: "https://nobody.example/", jti: "a" }]);
  });

  it("does not wait for a year because the clock was put back by one", async () => {
    kept("a", "webhook");
    device.clock = 400 * 24 * 3_600_000;
    device.reply = () => status(503);
    outbox.serve(new Page([webhook("webhook", "https://a.example/")]));
    await outbox.idle();
    device.reply = () => status(201);
    await passed(-365 * 24 * 3_600_000);
    expect(outbox.entries().map(({ state, attempts }) => [state, attempts])).toEqual([["delivered", 2]]);
  });

  it("leaves the entries of other questionnaires alone, and stops where no target is named", async () => {
    kept("a", "webhook");
    const other = new Page([webhook("webhook", "https://other.example/")], "another");
    outbox.serve(other);
    await passed(0);
    expect([device.sent, other.states]).toEqual([[], []]);
    const page = new Page([]);
    outbox.serve(page);
    await passed(0);
    expect(page.states.at(-1)).toBe("webhook blocked (no-target)");
    expect(device.sent).toEqual([]);
    outbox.serve(new Page([webhook("webhook", "https://new.example/?token=2")]));
    await passed(0);
    expect(device.sent).toEqual([{ url: "https://new.example/?token=2", jti: "a" }]);
  });

  it("goes on when its element is gone", async () => {
    kept("a", "webhook");
    device.reply = () => status(503);
    const page = new Page([webhook("webhook", "https://a.example/in")]);
    outbox.serve(page);
    await passed(0);
    outbox.leave(page);
    device.reply = () => status(200);
    await passed(60_000);
    expect(outbox.entries()[0]?.state).toBe("delivered");
  });

  it("leaves an entry that another tab is sending, and believes what it wrote", async () => {
    kept("a", "webhook");
    device.locks.add('sealform-send|["a","webhook"]');
    outbox.serve(new Page([webhook("webhook", "https://a.example/in")]));
    await passed(0);
    expect(device.sent).toEqual([]);
    const done = settled(started(outbox.entries()[0] as Entry, 0), { is: "delivered" }, 200, 0, 0);
    device.put("outbox", entryKey(done), entryText(done));
    device.locks.clear();
    await passed(0);
    expect(device.sent).toEqual([]);
    expect(outbox.entries()[0]?.state).toBe("delivered");
  });

  it("takes over entries of an earlier version, which held their address", async () => {
    device.keep(sealed("a"));
    const before = {
      jti: "a",
      sha256: "da",
      to: { type: "webhook", url: "https://a.example/in", reply: "readable" },
      state: "queued",
      attempts: 0,
      next: 0,
      last_status: 0,
    };
    device.put("outbox", "a|https://a.example/in", JSON.stringify(before));
    outbox.serve(new Page([webhook("agency", "https://a.example/in")]));
    await passed(0);
    expect(device.sent).toEqual([{ url: "https://a.example/in", jti: "a" }]);
    expect([...(device.stores.get("outbox")?.keys() ?? [])]).toEqual(['["a","webhook"]']);
  });

  it("offers the page again, with the next load, what it did not acknowledge", async () => {
    kept("a", "page");
    const page = new Page([PAGE]);
    page.takes = false;
    outbox.serve(page);
    await passed(0);
    expect(page.states.at(-1)).toBe("page unconfirmed");
    outbox = new Outbox(device);
    outbox.serve(page);
    await passed(0);
    expect(page.handed).toEqual(["a", "a"]);
    await outbox.acknowledge("a");
    expect(page.states.at(-1)).toBe("page delivered");
  });

  it("tells a file that is damaged from one that is gone", async () => {
    kept("a", "webhook");
    kept("b", "webhook");
    device.put("files", "a", '{"jti":');
    device.stores.get("files")?.delete(JSON.stringify("b"));
    outbox.serve(new Page([webhook("webhook", "https://a.example/")]));
    await outbox.run();
    await outbox.idle();
    expect(outbox.entries().map(({ jti, state, reason }) => [jti, state, reason])).toEqual([
      ["a", "dead", "unreadable"],
      ["b", "dead", "no-file"],
    ]);
    expect(device.sent).toEqual([]);
  });

  it("says what is there and cannot be read", async () => {
    device.put("outbox", ["a", "webhook"], '{"damaged":');
    const page = new Page([], "");
    outbox.serve(page);
    await passed(0);
    expect(page.states).toEqual(["webhook blocked (unreadable)"]);
  });

  it("sends again, or gives up, what a person says", async () => {
    kept("a", "webhook");
    device.reply = () => status(422);
    const page = new Page([webhook("webhook", "https://a.example/in")]);
    outbox.serve(page);
    await passed(0);
    expect(page.states.at(-1)).toBe("webhook dead (rejected)");
    device.reply = () => status(201);
    await outbox.retry("a");
    await outbox.idle();
    expect(page.states.at(-1)).toBe("webhook delivered");
    await outbox.remove("a", "webhook");
    expect(device.stores.get("outbox")?.size).toBe(0);
  });
});

describe("outcomes", () => {
  it.each([
    [[200, 201, 204, 299], { is: "delivered" }],
    [[408, 425, 429, 500, 503, 599, 100, 600], { is: "retry", after: 7, missing: false }],
    [[404, 405, 410], { is: "retry", after: 7, missing: true }],
    [[401, 403], { is: "blocked", reason: "refused" }],
    [[301, 304], { is: "blocked", reason: "redirect" }],
    [[402, 415, 451], { is: "blocked", reason: "rejected" }],
    [[400, 413, 422], { is: "dead", reason: "rejected" }],
    [[409, 412], { is: "blocked", reason: "conflict" }],
  ])("of %j", (codes, outcome) => {
    for (const code of codes as number[]) {
      expect(judge(status(code, false, 7))).toEqual(outcome);
    }
  });

  it("a login page is no receiver where the digest is expected", () => {
    expect(judge({ ...status(200), expectsDigest: true } as Reply)).toEqual({ is: "blocked", reason: "no-digest" });
    expect(judge({ ...status(200, true), expectsDigest: true } as Reply)).toEqual({ is: "delivered" });
    expect(judge({ ...status(503), expectsDigest: true } as Reply)).toMatchObject({ is: "retry" });
  });

  it("an address that leads nowhere has a day", () => {
    let entry = newEntry({ jti: "a", sha256: "d", questionnaire: "q", target: "t" }, 0);
    const missing = judge(status(404));
    entry = settled(started(entry, 1000), missing, 404, 1000, 0);
    expect([entry.state, entry.reason]).toEqual(["queued", "not-found"]);
    entry = settled(started(entry, 2000), missing, 404, 1000 + 24 * 3_600_000 - 1, 0);
    expect(entry.state).toBe("queued");
    entry = settled(started(entry, 3000), missing, 404, 1000 + 24 * 3_600_000, 0);
    expect([entry.state, entry.reason]).toEqual(["blocked", "not-found"]);
  });

  it("a reply names the digest as a member, not in its text", () => {
    expect(namesDigest('{"sha256":"ab","more":1}', "ab")).toBe(true);
    for (const body of ['{"expected":"ab","sha256":"cd"}', "ab", '"ab"', "null", '{"sha256":"ab"', ""]) {
      expect(namesDigest(body, "ab"), body).toBe(false);
    }
  });

  it("pauses double up to a quarter of an hour, and may be asked for up to a day", () => {
    expect([1, 2, 9, 10, 40, 5000].map((attempts) => pauseMs(attempts, 0.9999, null))).toEqual([
      1999, 3999, 511948, 899910, 899910, 899910,
    ]);
    expect(pauseMs(1, 0, 30)).toBe(30_000);
    expect(pauseMs(1, 0, 1e9)).toBe(24 * 3_600_000);
    expect(retryAfter(" 5 ", 0)).toBe(5);
    expect(retryAfter("Thu, 01 Jan 1970 00:00:09 GMT", 2000)).toBe(7);
    expect(retryAfter("soon", 0)).toBeNull();
  });

  it("an entry comes back as it was kept", () => {
    const entry = {
      ...newEntry({ jti: "a|b", sha256: "d", questionnaire: "q", target: "t" }, 5),
      attempts: 3,
      status: 503,
    };
    expect(readEntry(entryText(entry))).toEqual(entry);
    for (const damaged of ["", "{", "{}", "null", '{"jti":"a","sha256":"d","state":"lost"}']) {
      expect(readEntry(damaged), damaged).toBeNull();
    }
  });
});

describe("a target", () => {
  it("is shown without what may be secret in it", () => {
    for (const [url, place] of [
      ["https://agency.example/", "agency.example"],
      ["https://agency.example/in?secret=1", "agency.example/in"],
      ["http://127.0.0.1:4000", "127.0.0.1:4000"],
      ["https://user:secret@agency.example/in/@b/", "agency.example/in/@b"],
    ] as const) {
      expect(placeOf(webhook("w", url))).toBe(place);
    }
  });
});
