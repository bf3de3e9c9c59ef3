// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { assignments } from "../src/assignments/database.js";
import { database, StoreFault } from "../src/device/database.js";
import { outbox } from "../src/device/desk.js";
import { entryKey, entryText, newEntry } from "../src/device/entry.js";
import { draftRecordText, fileText, readDraftRecord, type SealedFile } from "../src/device/records.js";
import { removeDraft } from "../src/device/removal.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { signer } from "./agency.js";
import { VISIT } from "./assigned.js";
import { sealed } from "./memory-device.js";
import { opened } from "./pkg/sealform_web.js";

const { showReport } = vi.hoisted(() => ({ showReport: vi.fn() }));
vi.mock("../src/report-screen.js", () => ({ showReport }));

const uuid = (end: number): string => `00000000-0000-4000-8000-${String(end).padStart(12, "0")}`;
const draft = (id: string, minute: number): string =>
  JSON.stringify({
    id,
    at: `2026-11-21T10:0${minute}:00+01:00`,
    questionnaire: { id: "visit", sha256: "aa" },
    answers: {},
  });
const keyOf = (id: string): string[] => ["visit", "", "", "", id];

let form: SealformForm;
const dialog = (): HTMLDialogElement => form.shadowRoot?.querySelector("dialog") as HTMLDialogElement;
const sees = (text: string): Promise<void> => vi.waitFor(() => expect(dialog()?.textContent).toContain(text), 5000);
const buttonOf = (label: string, inside: string): HTMLButtonElement | undefined => {
  const rows = [...dialog().querySelectorAll("li, dialog > p")];
  const row = rows.find((one) => one.textContent?.includes(inside));
  const buttons = [...(row?.querySelectorAll("button") ?? [])];
  const found = buttons.find((button) => button.textContent === label);
  expect(found, `no "${label}" in ${row?.textContent}`).toBeDefined();
  return found;
};
const press = (label: string, inside: string): void => buttonOf(label, inside)?.click();

beforeEach(async () => {
  opened.length = 0;
  // jsdom shows no dialogs.
  HTMLDialogElement.prototype.showModal = () => undefined;
  HTMLDialogElement.prototype.close = function () {
    this.dispatchEvent(new Event("close"));
  };
  for (const [id, stage, minute] of [
    [uuid(1), "open", 5],
    [uuid(2), "aside", 3],
  ] as const) {
    await database.write([{ store: "drafts", key: keyOf(id), put: draftRecordText(stage, 1, draft(id, minute)) }]);
  }
  await database.write([{ store: "files", key: uuid(9), put: fileText(sealed(uuid(9))) }]);
  const entry = { ...newEntry({ jti: uuid(9), sha256: "d", questionnaire: "visit", target: "agency" }, 0) };
  const refused = { ...entry, state: "blocked", reason: "refused", status: 401, attempts: 1 } as const;
  await database.write([{ store: "outbox", key: entryKey(entry), put: entryText(refused) }]);
  form = document.createElement("sealform-form");
  form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
  form.delivery = { targets: [{ type: "webhook", id: "agency", url: "https://agency.example/in" }] };
  document.body.append(form);
  await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

it("what was refused stays in sight above every form of its questionnaire, and leads to the reports", async () => {
  await vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain("A report could not be delivered."), 5000);
  const show = [...(form.shadowRoot?.querySelectorAll("button") ?? [])].find((one) => one.textContent === "Show");
  show?.click();
  await sees("Not accepted for now The server refuses this page; it needs a new permission. (401)");
  vi.stubGlobal("fetch", async () => new Response(null, { status: 201 }));
  press("Send again", "agency");
  await vi.waitFor(() => expect(outbox.entries()[0]?.state).toBe("delivered"), 5000);
  await vi.waitFor(() => expect(form.shadowRoot?.textContent).not.toContain("A report could not be delivered."), 5000);
});

it("a draft that was put aside is gone on with, and the one that was open is put aside", async () => {
  opened[0].page.showDevice();
  await sees("Put aside");
  press("Continue", "Put aside");
  await vi.waitFor(() => expect(opened).toHaveLength(2), 5000);
  expect(opened[0].ended).toBe(true);
  expect(JSON.parse(opened[1].options.draft).id).toBe(uuid(2));
  expect(readDraftRecord([], await database.get("drafts", keyOf(uuid(1))))).toMatchObject({ stage: "aside" });
});

it("says that a draft could not be gone on with, and opens the form as it was", async () => {
  const heard: unknown[] = [];
  form.addEventListener("sealform-error", ({ detail }) => heard.push(detail.kind));
  opened[0].page.showDevice();
  await sees("Put aside");
  const write = database.write.bind(database);
  const refused = vi.spyOn(database, "write").mockImplementation((changes, ...rest) => {
    const isDraft = changes.some(({ store }) => store === "drafts");
    return isDraft ? Promise.reject(new Error("no room")) : write(changes, ...rest);
  });
  press("Continue", "Put aside");
  await vi.waitFor(() => expect(heard).toEqual(["failed"]), 5000);
  refused.mockRestore();
  expect(readDraftRecord([], await database.get("drafts", keyOf(uuid(1))))).toMatchObject({ stage: "open" });
});

it("a draft takes along the attachments that nothing else names", async () => {
  const [own, shared] = ["0123456789abcdef", "fedcba9876543210"];
  for (const digits of [own, shared]) {
    const sha256 = digits.repeat(4);
    await database.write([{ store: "blobs", key: sha256, put: { sha256, bytes: new ArrayBuffer(1) } }]);
  }
  const naming = (id: string, ...digits: readonly string[]): string =>
    draft(id, 1).replace('"answers":{}', `"answers":{"a":${JSON.stringify(digits.map((one) => `image-${one}.jpg`))}}`);
  for (const [id, text] of [
    [uuid(3), naming(uuid(3), own, shared)],
    [uuid(4), naming(uuid(4), shared)],
  ] as const) {
    await database.write([{ store: "drafts", key: keyOf(id), put: draftRecordText("aside", 1, text) }]);
  }
  await removeDraft(readDraftRecord(keyOf(uuid(3)), await database.get("drafts", keyOf(uuid(3)))));
  const left = await database.rows("blobs");
  expect(left.map(({ key }) => key)).toEqual([shared.repeat(4)]);
  expect(await database.get("drafts", keyOf(uuid(3)))).toBeUndefined();
});

it("nothing is deleted by one press", async () => {
  opened[0].page.showDevice();
  await sees("Being filled in");
  press("Delete", "agency");
  expect(await database.get("files", uuid(9))).toBeDefined();
  press("Yes, delete", "agency");
  await vi.waitFor(() => expect(opened).toHaveLength(2), 5000);
  expect(await database.get("files", uuid(9))).toBeUndefined();
  expect(await database.rows("outbox")).toEqual([]);
});

it.each(["agency", "Put aside"])("a double tap on Delete deletes nothing (%s)", async (row) => {
  const act = row === "agency" ? uuid(9) : uuid(2);
  const isKept = async (): Promise<boolean> =>
    (await database.get(row === "agency" ? "files" : "drafts", row === "agency" ? act : keyOf(act))) !== undefined;
  opened[0].page.showDevice();
  await sees("Put aside");
  press("Delete", row);
  const begun = new Event("now").timeStamp;
  /** A finger taps so long after the question was drawn. */
  const tapAfter = (ms: number, label: string): void => {
    const tap = new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 });
    Object.defineProperty(tap, "timeStamp", { value: begun + ms });
    buttonOf(label, row)?.dispatchEvent(tap);
  };
  tapAfter(200, "Yes, delete");
  tapAfter(300, "Keep");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([await isKept(), opened.length]).toEqual([true, 1]);
  tapAfter(700, "Yes, delete");
  await vi.waitFor(async () => expect(await isKept()).toBe(false), 5000);
});

it("says where a signed file cannot be saved any more, and the form stays", async () => {
  const heard: unknown[] = [];
  form.addEventListener("sealform-error", ({ detail }) => heard.push(detail.message));
  const strip = (): string => form.shadowRoot?.textContent ?? "";
  const offer = (jti: string): void => opened[0].page.offerFile(jti);
  offer(uuid(7));
  await vi.waitFor(() => expect(strip()).toContain("the signed file is no longer on this device"), 5000);
  await database.write([{ store: "files", key: uuid(8), put: "{" }]);
  offer(uuid(8));
  await vi.waitFor(() => expect(strip()).toContain("the signed file on this device is damaged"), 5000);
  expect(heard).toEqual([
    "a draft was sealed, and its file is gone",
    "a draft was sealed, and its file on this device is damaged",
  ]);
  expect(opened[0].ended).toBe(false);
  expect(form.shadowRoot?.contains(opened[0].root)).toBe(true);
  // Another one can be saved: what was said of the last try is over.
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));
  offer(uuid(9));
  await vi.waitFor(() => expect(strip()).not.toContain("signed file"), 5000);
});

it("says that a file that is dropped on the form is no draft of it, or cannot be looked up now", async () => {
  const drop = (text: string): void => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.assign(event, { dataTransfer: { files: [{ text: async () => text }] } });
    opened[0].root.dispatchEvent(event);
  };
  drop("no draft");
  await vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain("This file could not be opened here"), 5000);
  vi.spyOn(database, "get").mockRejectedValue(new StoreFault("failed"));
  drop(draft(uuid(5), 1));
  await vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain("The storage of this browser cannot"), 5000);
  expect(form.shadowRoot?.contains(opened[0].root)).toBe(true);
});

it("lists what waits and has no file any more, and a file that is damaged: both can be deleted", async () => {
  for (const jti of [uuid(7), uuid(8)]) {
    const entry = newEntry({ jti, sha256: "d", questionnaire: "visit", target: "agency" }, 0);
    await database.write([{ store: "outbox", key: entryKey(entry), put: entryText(entry) }]);
  }
  await database.write([{ store: "files", key: uuid(8), put: "{" }]);
  await outbox.run();
  await outbox.idle();
  opened[0].page.showDevice();
  await sees("Not accepted: please hand over the file The file is no longer on this device.");
  press("Delete", "no longer on this device");
  press("Yes, delete", "no longer on this device");
  await vi.waitFor(() => expect(dialog().textContent).not.toContain("no longer on this device"), 5000);
  expect(await database.get("outbox", [uuid(7), "agency"])).toBeUndefined();
  await sees("The record cannot be read.");
  press("Delete", "Cannot be read");
  press("Yes, delete", "Cannot be read");
  await vi.waitFor(() => expect(dialog().textContent).not.toContain("cannot be read"), 5000);
  expect(await database.get("files", uuid(8))).toBeUndefined();
  expect(outbox.entries().map(({ jti }) => jti)).toEqual([uuid(9)]);
});

it("a draft goes as text where no file can be saved, and comes back as text", async () => {
  const writeText = vi.fn(async (_: string) => undefined);
  vi.stubGlobal("navigator", { languages: ["en"], userAgent: "", clipboard: { writeText } });
  opened[0].page.showDevice();
  await sees("Put aside");
  press("Copy as text", "Put aside");
  await sees("The draft is copied as text.");
  const [text = ""] = writeText.mock.calls[0] ?? [];
  expect(text).toBe(draft(uuid(2), 3));
  press("Paste a draft", "Paste a draft");
  const field = dialog().querySelector("textarea") as HTMLTextAreaElement;
  const open = [...dialog().querySelectorAll("button")].find((one) => one.textContent === "Open this draft");
  for (const damaged of [
    "",
    text.slice(0, -1),
    text.slice(1),
    "[]",
    "null",
    "https://forms.example",
    `${text}${text}`,
  ]) {
    field.value = damaged;
    open?.click();
    await sees("This is not the whole text of a draft.");
    expect(field.value).toBe(damaged);
  }
  expect(opened).toHaveLength(1);
  field.value = `\n ${text} \n`;
  open?.click();
  await vi.waitFor(() => expect(opened).toHaveLength(2), 5000);
  expect(JSON.parse(opened[1].options.draft).id).toBe(uuid(2));
});

it("a draft that cannot be copied stands there to be selected", async () => {
  vi.stubGlobal("navigator", { languages: ["en"], userAgent: "" });
  opened[0].page.showDevice();
  await sees("Put aside");
  press("Copy as text", "Put aside");
  await sees("Select the text and copy it yourself.");
  expect(dialog().querySelector("textarea")?.value).toBe(draft(uuid(2), 3));
});

const claims = (payload: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = `h.${part({ site: { id: "p-12", name: "Lyngvik Kraft" } })}.s`;
  return JSON.stringify({ payload: part({ assignment_token: token, questionnaire: { sha256: "aa" }, ...payload }) });
};
const keeps = (file: Partial<SealedFile>): Promise<void> =>
  database.write([{ store: "files", key: uuid(9), put: fileText({ ...sealed(uuid(9)), ...file }) }]);
const row = (text: string): Element | undefined =>
  [...dialog().querySelectorAll("li")].find((one) => one.textContent?.includes(text));

it("names reports and drafts by their contact and form, and the file in small", async () => {
  await keeps({ jws: claims({}) });
  const title = Object.assign(document.createElement("h1"), { textContent: "Phone contact" });
  title.setAttribute("part", "title");
  opened[0].root.append(title);
  const assigned = ["visit", "17", "anna", ""];
  const token = await (await signer()).token({ ...VISIT, site: { name: "Havly Bank" } });
  const put = JSON.stringify({ token, path: "/", came: 1, acknowledged: null, folded: false });
  await assignments.write([{ store: "assignments", key: assigned, put }]);
  const kept = draftRecordText("aside", 1, draft(uuid(5), 1));
  await database.write([{ store: "drafts", key: [...assigned, uuid(5)], put: kept }]);
  opened[0].page.showDevice();
  await sees("Signed reports");
  expect(row("Lyngvik")?.querySelector(".name")?.textContent).toBe("Lyngvik Kraft · Phone contact");
  expect(row("Lyngvik")?.querySelector(".file")?.textContent).toBe(`${uuid(9)}.jws.json`);
  expect(row("anna")?.querySelector(".name")?.textContent).toBe("Havly Bank · Phone contact");
  // A report of another form, without an assignment.
  const other = { ...sealed(uuid(9), "shop"), jws: "{" };
  await keeps(other);
  dialog().remove();
  opened[0].page.showDevice();
  await sees("Signed reports");
  expect(dialog().querySelector(".name")?.textContent).toBe("shop");
});

it("leads with saving until the file is saved or has arrived, and says that it was saved", async () => {
  // One that no other test has saved.
  const file = { ...sealed(uuid(77)), jws: claims({}) };
  await database.write([{ store: "files", key: file.jti, put: fileText(file) }]);
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));
  opened[0].page.showDevice();
  await sees("Signed reports");
  const save = (): HTMLButtonElement | undefined =>
    [...(row("Lyngvik")?.querySelectorAll("button") ?? [])].find((one) => one.textContent === "Save");
  expect(save()?.className).toBe("button primary");
  expect(row("Lyngvik")?.textContent).toContain("Not sent anywhere: save the file");
  save()?.click();
  expect(save()?.className).toBe("button");
  await vi.waitFor(() => expect(row("Lyngvik")?.textContent).toContain("Not sent anywhere; you saved the file"));
  dialog().remove();
  opened[0].page.showDevice();
  await sees("Signed reports");
  expect(save()?.className).toBe("button");
});

it("reads a report with the form that this device has kept, and without where that is of no use", async () => {
  await keeps({ jws: claims({}) });
  const asked: unknown[] = [];
  showReport.mockImplementation(async ({ jti, program }) => {
    asked.push([jti, program === undefined ? null : String.fromCharCode(...((await program()) ?? []))]);
    if (program !== undefined) {
      throw new Error("program/other-version");
    }
  });
  await database.write([{ store: "forms", key: "aa", put: { program: Uint8Array.of(112), at: 1 } }]);
  opened[0].page.showDevice();
  await sees("Signed reports");
  press("Read my report", "Lyngvik");
  await vi.waitFor(
    () =>
      expect(asked).toEqual([
        [uuid(9), "p"],
        [uuid(9), null],
      ]),
    5000,
  );
  expect(dialog().textContent).not.toContain("could not be done");
  showReport.mockRejectedValue(new Error("offline"));
  press("Read my report", "Lyngvik");
  await sees("This could not be done.");
});
