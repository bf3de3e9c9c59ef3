// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { moveDraft } from "../src/assignments/move.js";
import { database } from "../src/device/database.js";
import { take } from "../src/device/locks.js";
import { draftRecordText, formKey } from "../src/device/records.js";
import { trustText } from "./agency.js";
import {
  assigned,
  at,
  drafted,
  draftKeys,
  draftText,
  ID,
  linked,
  OTHER_ID,
  opens,
  prepare,
  press,
  sees,
  stored,
  textOf,
  VISIT,
} from "./assigned.js";
import { opened } from "./pkg/sealform_web.js";
import "../src/index.js";

prepare();

describe("what was filled in for the wrong contact", () => {
  const OTHER = { ...VISIT, assignment: "18", site: { id: "p-13", name: "Other Bank" } };
  const [from, to] = [formKey(["visit", "17", "anna", ""]), formKey(["visit", "18", "anna", ""])];

  async function menu(): Promise<void> {
    const box = at.form.shadowRoot?.querySelector(".move-draft") as HTMLDetailsElement;
    box.open = true;
    box.dispatchEvent(new Event("toggle"));
  }

  it("moves to another assignment that is empty, and back", async () => {
    await stored(OTHER);
    await stored({ ...VISIT, assignment: "19", site: { id: "p-14", name: "Busy Bank" } });
    await drafted("19", OTHER_ID, { typed: "own" });
    await drafted("17", ID, { typed: "text" });
    await linked(VISIT);
    await menu();
    await sees("Move to Other Bank");
    expect(textOf()).not.toContain("Move to Busy Bank");
    press("Move to Other Bank");
    await opens(2);
    expect(assigned()).toBe("18");
    expect(JSON.parse(opened[1].options.draft).answers).toEqual({ typed: "text" });
    await sees("What was filled in for “Havly Bank” now belongs to “Other Bank”");
    // It is said where the person looks.
    await vi.waitFor(() => expect(at.form.shadowRoot?.activeElement?.textContent).toContain("now belongs to"), 5_000);
    expect(await draftKeys()).toContainEqual(["visit", "18", "anna", "", ID]);
    expect(await draftKeys()).not.toContainEqual(["visit", "17", "anna", "", ID]);
    press("Move it back");
    await opens(3);
    expect(assigned()).toBe("17");
    expect(await draftKeys()).toContainEqual(["visit", "17", "anna", "", ID]);
    expect(await draftKeys()).not.toContainEqual(["visit", "18", "anna", "", ID]);
  });

  it.each([
    ["was taken back", OTHER],
    ["is for another version of the form", { ...OTHER, questionnaire: { ...VISIT.questionnaire, version: "2" } }],
    ["is of nobody who counts", { ...OTHER, iss: "rival" }],
  ])("does not move to one that %s", async (what, other) => {
    await stored(other);
    const revoked = what === "was taken back" ? [{ iss: "agency", assignment: "18", version: 1 }] : [];
    await linked(VISIT, trustText(at.agency, { revoked }));
    await menu();
    await sees("There is no other assignment for this form");
  });

  it("finds nothing where there is no other", async () => {
    await linked(VISIT);
    await menu();
    await sees("There is no other assignment for this form");
  });

  it("stays where the other one has answers, or either is signed", async () => {
    await drafted("17", ID, { typed: "text" });
    await drafted("18", OTHER_ID, { typed: "own" });
    const before = await database.rows("drafts");
    expect(await moveDraft(from, to)).toBe("refused");
    await drafted("18", OTHER_ID, {}, "sealed");
    expect(await moveDraft(from, to)).toBe("refused");
    await drafted("18", OTHER_ID, { typed: "own" });
    expect(await database.rows("drafts")).toEqual(before);
    await database.write([{ store: "drafts", key: ["visit", "18", "anna", "", OTHER_ID], remove: true }]);
    await database.write([{ store: "files", key: ID, put: "sealed" }]);
    expect(await moveDraft(from, to)).toBe("refused");
    await drafted("17", ID, { typed: "text" }, "sealed");
    expect(await moveDraft(from, to)).toBe("refused");
    expect(await draftKeys()).toEqual([["visit", "17", "anna", "", ID]]);
  });

  it("puts an empty one aside, so that there are never two", async () => {
    await drafted("17", ID, { typed: "text" });
    const empty = draftRecordText("open", 5, draftText(OTHER_ID, { given: "A" }, { given: "A" }));
    await database.write([{ store: "drafts", key: ["visit", "18", "anna", "", OTHER_ID], put: empty }]);
    expect(await moveDraft(from, to)).toBeNull();
    const rows = await database.rows("drafts", ["visit", "18", "anna", ""]);
    expect(rows.map(({ value }) => String(value).slice(0, 16))).toEqual(['{"stage":"open",', '{"stage":"aside"']);
  });

  it("waits for nobody who has one of the two open", async () => {
    await drafted("17", ID, { typed: "text" });
    const held = await take({ name: `sealform-draft|${JSON.stringify(["visit", "18", "anna", ""])}` });
    expect(await moveDraft(from, to)).toBe("busy");
    held?.release();
    expect(await draftKeys()).toEqual([["visit", "17", "anna", "", ID]]);
  });

  it("takes its attachments along", async () => {
    await drafted("17", ID, { photo: "image-0a1b2c3d4e5f6071.jpg" });
    const sha256 = `0a1b2c3d4e5f6071${"0".repeat(48)}`;
    const kept = { name: "image-0a1b2c3d4e5f6071.jpg", type: "image/jpeg", size: 1, sha256, bytes: new ArrayBuffer(1) };
    const own = JSON.stringify(["visit", "17", "anna", ""]);
    await database.write([{ store: "blobs", key: sha256, put: { ...kept, at: 1, forms: [own] } }]);
    expect(await moveDraft(from, to)).toBeNull();
    expect(await database.get("blobs", sha256)).toMatchObject({
      forms: [own, JSON.stringify(["visit", "18", "anna", ""])],
    });
  });
});
