// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { database } from "../src/device/database.js";
import { pin, pinned, prunePinned } from "../src/device/drafts.js";
import { draftRecordText } from "../src/device/records.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { opened } from "./pkg/sealform_web.js";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const ID = "00000000-0000-4000-8000-000000000001";
const KEY = ["visit", "", "", "", ID];
const DAY_MS = 24 * 3_600_000;
const draft = (sha256: string): string =>
  JSON.stringify({ id: ID, at: "2026-11-21T10:00:00+01:00", questionnaire: { id: "visit", sha256 }, answers: {} });

function placed(program: string, set: (form: SealformForm) => void = () => undefined): SealformForm {
  const form = document.createElement("sealform-form");
  form.program = bytes(program);
  set(form);
  document.body.append(form);
  return form;
}

const sees = (form: SealformForm, text: string): Promise<void> =>
  vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain(text), 5000);
const forms = async (): Promise<string[]> => (await database.rows("forms")).map(({ key }) => String(key));

beforeEach(async () => {
  opened.length = 0;
  for (const store of ["drafts", "files", "forms"] as const) {
    for (const { key } of await database.rows(store)) {
      await database.write([{ store, key: key as string, remove: true }]);
    }
  }
});
afterEach(() => document.body.replaceChildren());

it("a pinned form is kept as long as a draft was begun with it, and a day", async () => {
  const now = vi.spyOn(Date, "now").mockReturnValue(DAY_MS);
  for (const digest of ["begun", "left", "current"]) {
    await pin(digest, { program: bytes("x") });
  }
  await database.write([{ store: "drafts", key: KEY, put: draftRecordText("aside", 1, draft("begun")) }]);
  now.mockReturnValue(2 * DAY_MS);
  await pin("new", { program: bytes("x") });
  await prunePinned("current");
  expect(await forms()).toEqual(["begun", "current", "left", "new"]);
  now.mockReturnValue(2 * DAY_MS + 1);
  await prunePinned("current");
  expect(await forms()).toEqual(["begun", "current", "new"]);
  now.mockRestore();
});

it("nothing is pruned while a draft cannot be read: nobody knows what it was begun with", async () => {
  await database.write([
    { store: "forms", key: "left", put: { program: bytes("x"), at: 0 } },
    { store: "drafts", key: KEY, put: "{damaged" },
  ]);
  await prunePinned("current");
  expect(await forms()).toEqual(["left"]);
});

it("a form opened prunes what is left", async () => {
  await database.write([{ store: "forms", key: "left", put: { program: bytes("x"), at: 0 } }]);
  placed("visit@aa");
  await vi.waitFor(async () => expect(await forms()).toEqual(["aa"]), 5000);
});

it("a pinned form that is damaged is called damaged, not gone", async () => {
  expect(await pinned("old")).toBeNull();
  for (const damaged of ["text", {}, { program: "x" }, { program: bytes("x"), source: {} }]) {
    await database.write([{ store: "forms", key: "old", put: damaged }]);
    expect(await pinned("old"), JSON.stringify(damaged)).toBe("damaged");
  }
  await database.write([{ store: "drafts", key: KEY, put: draftRecordText("open", 1, draft("old")) }]);
  const form = placed("visit@bb");
  await sees(form, "the version you started with is damaged on this device");
  expect(form.shadowRoot?.textContent).not.toContain("Continue with the version I started");
  expect(form.shadowRoot?.textContent).toContain("Move what fits to the new version");
});

it("a sealed file that is damaged is called damaged, not gone, and can be saved as it is", async () => {
  await database.write([
    { store: "drafts", key: KEY, put: draftRecordText("sealed", 1, draft("aa")) },
    { store: "files", key: ID, put: '{"jti":' },
  ]);
  const form = placed("visit@aa");
  await sees(form, "the signed file on this device is damaged");
  expect(form.shadowRoot?.textContent).toContain("Save to a file");
  expect(await database.get("files", ID)).toBe('{"jti":');
});

it("an assignment that nobody has checked is said to be unchecked, above the form", async () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = `${part({ alg: "ES256" })}.${part({ iss: "agency", jti: "t1", assignment: "17" })}.c2ln`;
  const form = placed("visit@aa", (made) => made.setAttribute("assignment", token));
  await sees(form, "This page cannot check who gave you this assignment.");
  expect(form.exportDraft()).not.toBeNull();
});
