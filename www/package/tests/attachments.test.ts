// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { attachmentsOf, type Kept, keepAttachment, pruneAttachments } from "../src/device/attachments.js";
import { database } from "../src/device/database.js";
import { draftRecordText, fileText, readDraftRecord } from "../src/device/records.js";
import { removeDraft } from "../src/device/removal.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { sealed } from "./memory-device.js";
import { opened } from "./pkg/sealform_web.js";

const uuid = (end: number): string => `00000000-0000-4000-8000-${String(end).padStart(12, "0")}`;
const FORM = ["visit", "", "", ""];
const OTHER = ["other", "", "", ""];
const HELD = { isHeld: true };
/** Everything that is kept so far was kept before this page. */
const EARLIER = 1_000;

const digits = (which: string): string => which.repeat(16);
const digest = (which: string): string => which.repeat(64);
const named = (...which: readonly string[]): string => JSON.stringify(which.map((one) => `image-${digits(one)}.jpg`));
const draft = (id: string, ...which: readonly string[]): string =>
  JSON.stringify({
    id,
    at: "2026-11-21T10:00:00+01:00",
    questionnaire: { id: "visit", sha256: "aa" },
    answers: { photo: JSON.parse(named(...which)) },
  });

async function kept(which: string, form: readonly string[] = FORM, at = EARLIER): Promise<void> {
  const sha256 = digest(which);
  const clock = vi.spyOn(Date, "now").mockReturnValue(at);
  await keepAttachment({ name: "n", type: "image/jpeg", size: 1, sha256, bytes: new ArrayBuffer(1) }, form, 1_000);
  clock.mockRestore();
}
const putDraft = (form: readonly string[], id: string, text: string): Promise<void> =>
  database.write([{ store: "drafts", key: [...form, id], put: draftRecordText("open", 1, text) }]);
const putFile = (id: string, jws: string): Promise<void> =>
  database.write([{ store: "files", key: id, put: fileText({ ...sealed(id), jws }) }]);
const left = async (): Promise<string> => (await database.keys("blobs")).map((key) => String(key).charAt(0)).join("");
const prune = (text = draft(uuid(1)), before = EARLIER + 1): Promise<void> =>
  pruneAttachments(FORM, text, before, HELD);

beforeEach(async () => {
  opened.length = 0;
  for (const store of ["drafts", "files", "blobs", "outbox"] as const) {
    for (const key of await database.keys(store)) {
      await database.write([{ store, key: key as string, remove: true }]);
    }
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

async function placed(): Promise<SealformForm> {
  const form = document.createElement("sealform-form");
  form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
  document.body.append(form);
  await vi.waitFor(() => expect(opened).toHaveLength(1), 5_000);
  return form;
}

it("those that nothing names any more go, and no others", async () => {
  for (const which of ["0", "1", "2", "3", "4"]) {
    await kept(which);
  }
  await kept("5", OTHER);
  await kept("6", FORM, EARLIER + 1);
  await database.write([{ store: "blobs", key: digest("7"), put: { sha256: digest("7") } }]);
  await putDraft(FORM, uuid(2), draft(uuid(2), "1"));
  await putDraft(OTHER, uuid(3), draft(uuid(3), "2"));
  await putFile(uuid(4), JSON.stringify({ payload: btoa(`{"attachments":${named("3")}}`) }));
  await prune(draft(uuid(1), "4"));
  // 0 is named nowhere; 5 is another form's, 6 came since, and of 7 nobody knows whose it is.
  expect(await left()).toBe("1234567");
});

it("that two forms have kept go when neither has a use for it", async () => {
  await kept("a", OTHER);
  await kept("a");
  await prune();
  expect(await database.get("blobs", digest("a"))).toMatchObject({ forms: [JSON.stringify(OTHER)] });
  await pruneAttachments(OTHER, draft(uuid(1)), EARLIER + 1, HELD);
  expect(await left()).toBe("");
});

it("stay while something cannot be read, which may name them", async () => {
  await kept("a");
  await database.write([{ store: "drafts", key: [...OTHER, "x"], put: '{"damaged":' }]);
  await prune();
  expect(await left()).toBe("a");
  await database.write([{ store: "drafts", key: [...OTHER, "x"], remove: true }]);
  await putFile(uuid(4), '{"payload":"?"}');
  await prune();
  expect(await left()).toBe("a");
});

it("stay where another tab has taken the draft over", async () => {
  await kept("a");
  await pruneAttachments(FORM, draft(uuid(1)), EARLIER + 1, { isHeld: false });
  expect(await left()).toBe("a");
});

it("are looked at when a draft is opened: a drawing that another one replaced goes", async () => {
  await kept("a");
  await kept("b");
  await putDraft(FORM, uuid(1), draft(uuid(1), "b"));
  await placed();
  await vi.waitFor(async () => expect(await left()).toBe("b"), 5_000);
});

it("are looked at when it is sealed, those of the same visit among them", async () => {
  await placed();
  await kept("a", FORM, Date.now() - 1);
  await kept("b", FORM, Date.now() - 1);
  const { page } = opened[0];
  await page.settled();
  const receipt = { jti: uuid(1), sha256: "d", name: "n", signer: "k", sealedAt: "2026-11-21T10:00:00+01:00" };
  const payload = btoa(`{"attachments":${named("b")}}`);
  await page.keep(JSON.stringify(receipt), JSON.stringify({ payload }), 4, draft(uuid(1), "b"));
  await vi.waitFor(async () => expect(await left()).toBe("b"), 5_000);
});

it("of a deleted draft stay where another form may bring them back, or a sealed file names them", async () => {
  for (const which of ["a", "b", "c"]) {
    await kept(which);
  }
  await kept("b", OTHER);
  await putFile(uuid(4), JSON.stringify({ payload: btoa(`{"attachments":${named("c")}}`) }));
  const key = [...FORM, uuid(2)];
  await putDraft(FORM, uuid(2), draft(uuid(2), "a", "b", "c"));
  await removeDraft(readDraftRecord(key, await database.get("drafts", key)));
  expect(await left()).toBe("bc");
});

it("are found by name in any text", () => {
  expect([...attachmentsOf(named("a"))]).toEqual([digits("a")]);
  expect([...attachmentsOf(`a-${digits("a")}.j\\u007f", b-${digits("b")}`)]).toEqual([digits("a"), digits("b")]);
  expect([...attachmentsOf(`"${uuid(1)}", "-${digest("a")}"`)]).toEqual([]);
});

it("come back as they were kept", async () => {
  await kept("a");
  const back = (await database.get("blobs", digest("a"))) as Kept;
  expect(back).toMatchObject({ name: "n", type: "image/jpeg", size: 1, at: EARLIER, forms: [JSON.stringify(FORM)] });
});
