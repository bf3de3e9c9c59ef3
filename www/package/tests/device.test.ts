// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Database, database, MAIN, movedKey, StoreFault } from "../src/device/database.js";
import { TooLate, within } from "../src/device/deadline.js";
import { choose } from "../src/device/drafts.js";
import { take } from "../src/device/locks.js";
import {
  asideRecordText,
  draftRecordText,
  fileText,
  isDraft,
  readDraftRecord,
  readFile,
} from "../src/device/records.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { sealed } from "./memory-device.js";
import { fail, opened } from "./pkg/sealform_web.js";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const uuid = (end: number): string => `00000000-0000-4000-8000-${String(end).padStart(12, "0")}`;
const draft = (id: string, sha256: string, minute: number, answers: object = {}): string =>
  JSON.stringify({
    v: 1,
    id,
    at: `2026-11-21T10:${String(minute).padStart(2, "0")}:00+01:00`,
    questionnaire: { id: "visit", sha256 },
    answers,
  });

/** Empties every store. */
async function cleared(): Promise<void> {
  for (const store of ["drafts", "files", "outbox", "forms", "keys", "leases"] as const) {
    for (const { key } of await database.rows(store)) {
      await database.write([{ store, key: key as string, remove: true }]);
    }
  }
}

async function keptDraft(text: string, stage: "open" | "sealed" | "aside" = "open", place = ""): Promise<void> {
  const { id } = JSON.parse(text) as { readonly id: string };
  await database.write([{ store: "drafts", key: ["visit", "", "", place, id], put: draftRecordText(stage, 5, text) }]);
}

function placed(program: string, set: (form: SealformForm) => void = () => undefined): SealformForm {
  const form = document.createElement("sealform-form");
  form.program = bytes(program);
  set(form);
  document.body.append(form);
  return form;
}

const textOf = (form: SealformForm): string => form.shadowRoot?.textContent ?? "";
const press = (form: SealformForm, label: string): void => {
  const buttons = [...(form.shadowRoot?.querySelectorAll("button") ?? [])];
  const found = buttons.find((button) => button.textContent === label);
  expect(found, `no button "${label}" in: ${textOf(form)}`).toBeDefined();
  found?.click();
};
const sees = (form: SealformForm, text: string): Promise<void> =>
  vi.waitFor(() => expect(textOf(form)).toContain(text), 5000);
const opens = (count: number): Promise<void> => vi.waitFor(() => expect(opened).toHaveLength(count), 5000);

beforeEach(async () => {
  opened.length = 0;
  fail.next = null;
  await cleared();
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));
});
afterEach(() => document.body.replaceChildren());

describe("the database", () => {
  it("writes all or nothing, and never over what may not be written over", async () => {
    await database.write([{ store: "files", key: "a", add: "first" }]);
    const twice = database.write([
      { store: "drafts", key: ["d"], put: "x" },
      { store: "files", key: "a", add: "second" },
    ]);
    await expect(twice).rejects.toMatchObject({ fault: "taken" });
    expect(await database.get("files", "a")).toBe("first");
    expect(await database.get("drafts", ["d"])).toBeUndefined();
  });

  it("opens a connection again that the browser has closed, and repeats the write", async () => {
    const own = new Database(MAIN);
    const connections: IDBDatabase[] = [];
    const open = vi.spyOn(indexedDB, "open").mockImplementation(function (this: IDBFactory, ...given) {
      const request = IDBFactory.prototype.open.apply(this, given as [string, number]);
      request.addEventListener("success", () => connections.push(request.result));
      return request;
    });
    await own.write([{ store: "files", key: "a", put: "1" }]);
    connections[0]?.close();
    await own.write([{ store: "files", key: "a", put: "2" }]);
    expect(await own.get("files", "a")).toBe("2");
    expect(open).toHaveBeenCalledTimes(2);
    open.mockRestore();
  });

  it("does not wait for ever for another tab", async () => {
    vi.useFakeTimers();
    const never = vi.spyOn(indexedDB, "open").mockReturnValue({} as IDBOpenDBRequest);
    const opening = new Database(MAIN).open();
    const failed = expect(opening).rejects.toBeInstanceOf(StoreFault);
    await vi.advanceTimersByTimeAsync(5_000);
    await failed;
    never.mockRestore();
    vi.useRealTimers();
  });

  it("says that it is denied where the page may keep nothing", async () => {
    const denied = vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("insecure", "SecurityError");
    });
    await expect(new Database(MAIN).open()).rejects.toMatchObject({ fault: "denied" });
    // What Chromium says in a frame of another site that may keep nothing.
    denied.mockImplementation(() => {
      throw new DOMException("The user denied permission to access the database.", "UnknownError");
    });
    await expect(new Database(MAIN).open()).rejects.toMatchObject({ fault: "denied" });
    denied.mockImplementation(() => {
      throw new DOMException("Internal error opening backing store.", "UnknownError");
    });
    await expect(new Database(MAIN).open()).rejects.toMatchObject({ fault: "failed" });
    denied.mockRestore();
  });

  it("files drafts of the older store by lists, in which no separator can be forged", () => {
    const record = draftRecordText("open", 5, draft("u", "d1", 1));
    expect(movedKey("d1|17||left|u", record)).toEqual(["visit", "17|", "", "left", "u"]);
    expect(movedKey("d1|17|left|u", record)).toEqual(["visit", "17", "", "left", "u"]);
    expect(movedKey("d1|||u", '{"damaged":')).toBeNull();
    expect(movedKey(["visit", "17", "", "", "u"], record)).toBeNull();
  });
});

describe("a wait", () => {
  it("ends", async () => {
    vi.useFakeTimers();
    const late = vi.fn();
    const waited = expect(within(1000, new Promise(() => undefined), late)).rejects.toBeInstanceOf(TooLate);
    await vi.advanceTimersByTimeAsync(1000);
    await waited;
    expect(late).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });
});

describe("records", () => {
  it("come back as they were kept, numbers too", () => {
    const text = draft("u", "d", 1).replace('"answers":{}', '"answers":{"n":12345678901234567890}');
    const read = readDraftRecord(["visit"], draftRecordText("aside", 7.4, text));
    expect(read).toMatchObject({ stage: "aside", openMs: 7, id: "u", sha256: "d", text });
    expect(readFile(fileText(sealed("a")))).toEqual(sealed("a"));
    const payload = btoa(JSON.stringify({ questionnaire: { id: "visit" } }));
    const { questionnaire: _, form: __, sealedAt, ...before } = { ...sealed("a"), jws: JSON.stringify({ payload }) };
    const older = JSON.stringify({ ...before, form: "d||", sealed_at: sealedAt });
    expect(readFile(older)).toMatchObject({ questionnaire: "visit", form: [] });
    expect(readFile("{}")).toBeNull();
  });

  it("that are damaged are neither passed over nor lost", () => {
    for (const damaged of [
      "",
      "{",
      '{"stage":"open","open_ms":5,"draft":{}}',
      '{"stage":"lost","open_ms":5,"draft":{}}',
    ]) {
      const read = readDraftRecord(["visit"], damaged);
      expect([isDraft(read), "text" in read && read.text, choose([{ key: ["visit"], value: damaged }]).is]).toEqual([
        false,
        damaged,
        "unreadable",
      ]);
      const aside = asideRecordText(damaged);
      expect(readDraftRecord(["visit"], aside)).toMatchObject({ text: damaged, isAside: true });
      expect(choose([{ key: ["visit"], value: aside }]).is).toBe("nothing");
    }
  });

  it("the last that was touched and not put aside comes back", () => {
    const row = (id: string, minute: number, stage: "open" | "sealed" | "aside") => ({
      key: ["visit", "", "", "", id],
      value: draftRecordText(stage, 1, draft(id, "d", minute)),
    });
    expect(choose([row("a", 1, "open"), row("b", 3, "sealed"), row("c", 9, "aside")])).toMatchObject({
      is: "done",
      record: { id: "b" },
    });
  });
});

describe("a lease, where there are no locks", () => {
  it("is held by one, and can be taken over", async () => {
    const lost = vi.fn();
    const first = await take({ name: "draft", lost });
    expect(first?.isHeld).toBe(true);
    expect(await take({ name: "draft" })).toBeNull();
    const other = { holder: "another tab", until: Date.now() + 10_000 };
    await database.write([{ store: "leases", key: "other", put: other }]);
    expect(await take({ name: "other" })).toBeNull();
    const taken = await take({ name: "other", takeOver: true });
    expect(taken?.isHeld).toBe(true);
    taken?.release();
    first?.release();
    await vi.waitFor(async () => expect(await database.get("leases", "draft")).toBeUndefined());
  });

  it("of the page that was in this tab before is taken on, and of no other page", async () => {
    const until = Date.now() + 10_000;
    await database.write([{ store: "leases", key: "draft", put: { holder: "the page before", until } }]);
    expect(await take({ name: "draft" })).toBeNull();
    sessionStorage.setItem("sealform-left", "the page before");
    vi.resetModules();
    const next = await import("../src/device/locks.js");
    const guard = await next.take({ name: "draft" });
    expect(guard?.isHeld).toBe(true);
    // A copy of the tab gets nothing, as long as the page is there.
    expect(sessionStorage.getItem("sealform-left")).toBeNull();
    guard?.release();
    dispatchEvent(new Event("pagehide"));
    expect(sessionStorage.getItem("sealform-left")).not.toBeNull();
    dispatchEvent(new Event("pageshow"));
    expect(sessionStorage.getItem("sealform-left")).toBeNull();
  });

  it("that is over, or was made by a clock that was put back, is free", async () => {
    for (const until of [Date.now() - 1, Date.now() + 3_600_000]) {
      await database.write([{ store: "leases", key: "draft", put: { holder: "another tab", until } }]);
      const guard = await take({ name: "draft" });
      expect(guard?.isHeld).toBe(true);
      guard?.release();
    }
  });
});

describe("a form comes back", () => {
  it("with the draft of its id, whatever its digest was", async () => {
    await keptDraft(draft(uuid(1), "aa", 1, { typed: "x" }));
    const form = placed("visit@aa");
    await opens(1);
    expect(opened[0].options).toMatchObject({
      restored: true,
      openMs: 5,
      draft: draft(uuid(1), "aa", 1, { typed: "x" }),
    });
    form.remove();
  });

  it("in the version begun, or with what fits into the new one", async () => {
    const begun = placed("visit@aa");
    await opens(1);
    begun.remove();
    const old = draft(uuid(1), "aa", 1, { typed: "x", gone: "y" });
    await keptDraft(old);

    let form = placed("visit@bb");
    await sees(form, "This form was changed after you started.");
    press(form, "Continue with the version I started");
    await opens(2);
    expect(opened[1].sha256).toBe("aa");
    expect(opened[1].options.draft).toBe(old);
    form.remove();

    form = placed("visit@bb");
    await sees(form, "This form was changed");
    press(form, "Move what fits to the new version");
    await sees(form, "gone: y");
    expect(opened).toHaveLength(2);
    press(form, "Continue");
    await opens(3);
    expect(opened[2].sha256).toBe("bb");
    expect(JSON.parse(opened[2].options.draft).answers).toEqual({ typed: "x" });
    const rows = await database.rows("drafts");
    expect(rows.map(({ value }) => String(value).slice(0, 16))).toEqual(['{"stage":"aside"', '{"stage":"open",']);
  });

  it("with less to choose from where the version begun is not at hand", async () => {
    await keptDraft(draft(uuid(1), "old", 1));
    const form = placed("visit@bb");
    await sees(form, "is no longer on this device");
    expect(textOf(form)).not.toContain("Continue with the version I started");
    press(form, "Save to a file");
    expect(opened).toHaveLength(0);
  });

  it("says what cannot be read, and changes nothing of it before it is asked", async () => {
    const key = ["visit", "", "", "", uuid(1)];
    await database.write([{ store: "drafts", key, put: '{"damaged":' }]);
    const form = placed("visit@aa");
    await sees(form, "cannot be read. Nothing was changed.");
    expect(await database.get("drafts", key)).toBe('{"damaged":');
    press(form, "Continue");
    await opens(1);
    expect(opened[0].options.restored).toBe(false);
    expect(readDraftRecord(key, await database.get("drafts", key))).toMatchObject({
      text: '{"damaged":',
      isAside: true,
    });
  });

  it("says where a sealed file is gone", async () => {
    await keptDraft(draft(uuid(1), "aa", 1), "sealed");
    const form = placed("visit@aa");
    await sees(form, "the signed file is no longer on this device");
    press(form, "Start a new one");
    await opens(1);
    expect(opened[0].options.restored).toBe(false);
  });

  it("with its receipt", async () => {
    await keptDraft(draft(uuid(1), "aa", 1), "sealed");
    await database.write([{ store: "files", key: uuid(1), put: fileText(sealed(uuid(1))) }]);
    placed("visit@aa");
    await opens(1);
    expect(opened[0].options.receipt).toMatchObject({ jti: uuid(1), bytes: sealed(uuid(1)).jws.length, signer: "k" });
  });

  it("once in a page", async () => {
    placed("visit@aa");
    await opens(1);
    const second = placed("visit@aa");
    await sees(second, "This page shows the same form twice.");
    const third = placed("visit@aa", (form) => {
      form.id = "right";
    });
    await opens(2);
    third.id = "elsewhere";
    await opens(3);
  });
});

describe("a draft", () => {
  it("that was sealed here is never opened again", async () => {
    const form = placed("visit@aa");
    await opens(1);
    await database.write([{ store: "files", key: uuid(7), put: "x" }]);
    await expect(form.importDraft(draft(uuid(7), "aa", 1))).rejects.toMatchObject({ code: "draft/sealed" });
    expect(opened).toHaveLength(1);
    expect(opened[0].ended).toBe(false);
  });

  it("from elsewhere is the one to come back to", async () => {
    await keptDraft(draft(uuid(1), "aa", 30, { typed: "mine" }));
    const form = placed("visit@aa");
    await opens(1);
    await form.importDraft(draft(uuid(2), "aa", 1, { typed: "theirs" }));
    form.remove();
    placed("visit@aa");
    await opens(3);
    expect(JSON.parse(opened[2].options.draft).answers).toEqual({ typed: "theirs" });
  });

  it("is saved under its form, and not once it is sealed", async () => {
    const form = placed("visit@aa", (element) => {
      element.delivery = { targets: [{ type: "page" }] };
    });
    const heard: string[] = [];
    form.addEventListener("sealform-sealed", (event) => {
      heard.push(event.detail.jti);
      event.detail.acknowledge();
    });
    form.addEventListener("sealform-delivery", ({ detail }) => heard.push(`${detail.target} ${detail.state}`));
    await opens(1);
    const { page } = opened[0];
    await page.settled();
    await page.save(uuid(1), "open", 3, draft(uuid(1), "aa", 1));
    const receipt = JSON.stringify({
      jti: uuid(1),
      sha256: "d",
      name: "n",
      signer: "k",
      sealedAt: "2026-11-21T10:00:00+01:00",
    });
    const keeping = page.keep(receipt, '{"payload":""}', 4, draft(uuid(1), "aa", 1));
    await page.save(uuid(1), "open", 5, draft(uuid(1), "aa", 2));
    expect(await keeping).toBe(true);
    const key = ["visit", "", "", "", uuid(1)];
    expect(readDraftRecord(key, await database.get("drafts", key))).toMatchObject({ stage: "sealed", openMs: 4 });
    await expect(page.keep(receipt, '{"payload":"other"}', 4, "{}")).rejects.toMatchObject({ fault: "not-kept" });
    expect(readFile(await database.get("files", uuid(1)))?.jws).toBe('{"payload":""}');
    await vi.waitFor(() => expect(heard).toEqual(["page queued", "page sending", uuid(1), "page delivered"]));
    expect(opened[0].deliveries.at(-1)).toEqual([uuid(1), "page", undefined, "delivered"]);
  });

  it("is not sealed without an end", async () => {
    const form = placed("visit@aa");
    const errors: object[] = [];
    form.addEventListener("sealform-error", ({ detail }) => errors.push(detail));
    await opens(1);
    const { page } = opened[0];
    await page.settled();
    vi.useFakeTimers();
    vi.stubGlobal("crypto", { subtle: { generateKey: () => new Promise(() => undefined) } });
    const signing = expect(page.signer()).rejects.toBeInstanceOf(TooLate);
    await vi.advanceTimersByTimeAsync(30_000);
    vi.useRealTimers();
    await signing;
    vi.unstubAllGlobals();
    expect(errors).toMatchObject([{ kind: "failed", stage: "sealing" }]);
  });

  it("with a file that is gone is not sealed", async () => {
    const form = placed("visit@aa");
    const errors: object[] = [];
    form.addEventListener("sealform-error", ({ detail }) => errors.push(detail));
    await opens(1);
    const files = JSON.stringify([{ name: "photo-0123456789abcdef.jpg", question: "visit/photo" }]);
    await opened[0].page.settled();
    await expect(opened[0].page.attachments(files)).rejects.toMatchObject({ fault: "missing-file" });
    expect(errors).toMatchObject([{ kind: "failed", stage: "sealing" }]);
  });
});
