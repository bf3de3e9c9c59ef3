// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keepAttachment } from "../src/device/attachments.js";
import { database } from "../src/device/database.js";
import { encrypted } from "../src/device/encryption/forget.js";
import { type Entry, entryKey, entryText, newEntry } from "../src/device/entry.js";
import { goesAt, readRemoved, removals } from "../src/device/keeping.js";
import { take } from "../src/device/locks.js";
import { DAY_MS } from "../src/device/outcome.js";
import { draftLock, draftRecordText, fileText, type SealedFile } from "../src/device/records.js";
import { sweep } from "../src/device/sweep.js";
import { keepReceipt, receiptsOf } from "../src/receipts/store.js";
import { type Attachment, attachment, submission } from "./submissions.js";

const NOW = Date.parse("2026-12-01T12:00:00Z");
const FORM = ["visit", "", "", ""];
const JTI = "00000000-0000-4000-8000-000000000009";
const PHOTO = named(attachment("photo.jpg", "a photo"));

/** Under the name that the device gives it. */
function named(one: Attachment): Attachment {
  return { ...one, name: `photo-${one.sha256.slice(0, 16)}.jpg` };
}

function entryOf(file: SealedFile, change: Partial<Entry> = {}): Entry {
  const blobs = { total: 1, arrived: [PHOTO.sha256], lost: [] };
  const { jti, sha256, questionnaire } = file;
  const entry = newEntry({ jti, sha256, questionnaire, target: change.target ?? "server" }, NOW - 31 * DAY_MS);
  return { ...entry, state: "delivered", blobs, ...change };
}

/** A sealed report with its draft, its picture and its way. */
async function report(jti: string, changes: readonly Partial<Entry>[], form = FORM): Promise<SealedFile> {
  const file = { ...submission(jti, [PHOTO]), form, questionnaire: form[0] ?? "" };
  const draft = JSON.stringify({
    id: jti,
    at: "2026-11-01T10:00:00Z",
    questionnaire: { id: "visit", sha256: "aa" },
    answers: { photo: [PHOTO.name] },
  });
  await database.write([
    { store: "files", key: jti, put: fileText(file) },
    { store: "drafts", key: [...form, jti], put: draftRecordText("sealed", 1, draft) },
    ...changes.map((change) => {
      const entry = entryOf(file, change);
      return { store: "outbox", key: entryKey(entry), put: entryText(entry) } as const;
    }),
  ]);
  await keepAttachment({ ...PHOTO, bytes: PHOTO.bytes.slice().buffer }, form, 5000);
  return file;
}

const swept = async (keepDays = 30, form = FORM): Promise<readonly string[]> =>
  (await sweep({ keepDays, form, now: NOW, mayGoOn: () => true })).map(({ jti }) => jti);

/** How many records are left of what a report consists of. */
async function left(): Promise<Readonly<Record<string, number>>> {
  const counts = (["files", "drafts", "outbox", "blobs"] as const).map(
    async (store) => [store, (await database.keys(store)).length] as const,
  );
  return Object.fromEntries(await Promise.all(counts));
}

beforeEach(async () => {
  vi.restoreAllMocks();
  for (const store of ["files", "drafts", "outbox", "blobs"] as const) {
    for (const key of await database.keys(store)) {
      await database.write([{ store, key: key as string, remove: true }]);
    }
  }
});

describe("what has arrived everywhere", () => {
  it("goes when its days are over, with its draft, its pictures and its way, and is remembered", async () => {
    const { name } = await report(JTI, [{}, { target: "other" }]);
    expect(await swept(31)).toEqual([JTI]);
    expect(await left()).toEqual({ files: 0, drafts: 0, outbox: 0, blobs: 0 });
    const rows = await removals.rows("reports");
    expect(rows.map(({ value }) => readRemoved(value))).toEqual([{ jti: JTI, questionnaire: "visit", name, at: NOW }]);
  });

  it("takes along what was encrypted of it, and its receipts", async () => {
    const other = "00000000-0000-4000-8000-000000000011";
    await report(JTI, [{}]);
    for (const jti of [JTI, other]) {
      await encrypted.write([{ store: "encrypted", key: [jti, "", "kid"], put: "jwe" }]);
      await keepReceipt(jti, '{"receipt":"e30.e30.AA"}');
    }
    expect(await swept()).toEqual([JTI]);
    expect(await encrypted.keys("encrypted")).toEqual([[other, "", "kid"]]);
    expect(await Promise.all([JTI, other].map(receiptsOf))).toEqual([[], ["e30.e30.AA"]]);
  });

  it.each<readonly [string, readonly Partial<Entry>[]]>([
    ["its days are not over", [{ changed: NOW - 29 * DAY_MS }]],
    ["one target has it for a shorter time", [{}, { target: "other", changed: NOW - DAY_MS }]],
    ["one target waits for it", [{}, { target: "other", state: "queued" }]],
    ["one target has not confirmed it", [{}, { target: "other", state: "unconfirmed" }]],
    ["one target refuses it", [{}, { target: "other", state: "blocked", reason: "refused" }]],
    ["a picture has arrived nowhere", [{ blobs: { total: 1, arrived: [], lost: [] } }]],
    ["a picture was damaged", [{ blobs: { total: 1, arrived: [], lost: [PHOTO.name] } }]],
    ["nobody looked at its pictures: an entry of an earlier version", [{ blobs: undefined as never }]],
    ["it goes nowhere", []],
  ])("stays while %s", async (_, changes) => {
    await report(JTI, changes);
    const before = await left();
    expect(await swept()).toEqual([]);
    expect(await left()).toEqual(before);
  });

  it("stays while an entry of it cannot be read", async () => {
    await report(JTI, [{}]);
    await database.write([{ store: "outbox", key: [JTI, "other"], put: "{damaged" }]);
    expect(await swept()).toEqual([]);
  });

  it("stays where it is of another questionnaire, or open in another tab", async () => {
    const other = ["visit", "other", "", ""];
    await report(JTI, [{}], other);
    expect(await swept(30, ["survey", "", "", ""])).toEqual([]);
    const guard = await take({ name: draftLock(other) });
    expect(await swept()).toEqual([]);
    guard?.release();
    expect(await swept()).toEqual([JTI]);
  });

  it("leaves pictures that another report still has", async () => {
    await report(JTI, [{}]);
    await report("00000000-0000-4000-8000-000000000010", [{ state: "queued" }]);
    expect(await swept()).toEqual([JTI]);
    expect(await left()).toEqual({ files: 1, drafts: 1, outbox: 1, blobs: 1 });
  });

  it("stays where it could not be remembered: nothing goes in silence", async () => {
    await report(JTI, [{}]);
    vi.spyOn(removals, "write").mockRejectedValue(new Error("no room"));
    await expect(swept()).rejects.toThrow("no room");
    expect((await left())["files"]).toBe(1);
  });

  it("goes at no time without `keep_days`", async () => {
    const file = submission(JTI, [PHOTO]);
    expect(goesAt(file, [entryOf(file)], null)).toBeNull();
    expect(goesAt(file, [entryOf(file)], 31)).toBe(NOW);
    // A file that cannot be read says nothing of its pictures.
    expect(goesAt({ ...file, jws: "{}" }, [entryOf(file)], 31)).toBeNull();
  });
});
