// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { allStored, amend, remember } from "../src/assignments/store.js";
import { database } from "../src/device/database.js";
import { draftRecordText, formKey } from "../src/device/records.js";
import { type Signer, signer, trustText } from "./agency.js";
import {
  at,
  draftKeys,
  draftText,
  ID,
  linked,
  OTHER_ID,
  opens,
  part,
  placed,
  prepare,
  sees,
  textOf,
  VISIT,
} from "./assigned.js";
import { opened } from "./pkg/sealform_web.js";
import "../src/index.js";

prepare();

const PLAIN = ["visit", "17", "anna", ""];
const APART = ["visit", '["rival","17"]', "anna", ""];
const BRIEFED = { ...VISIT, briefing: { url: "b.html", sha256: "0".repeat(64) } };
let rival: Signer;
let trust: string;

beforeAll(async () => {
  rival = await signer();
});
beforeEach(() => {
  trust = trustText(at.agency, {
    issuers: [
      { iss: "agency", keys: [at.agency.jwk] },
      { iss: "rival", keys: [rival.jwk] },
    ],
  });
});

/** A draft as the form writes it: with the assignment under which it was filled in. */
async function filled(key: readonly string[], id: string, assignment: object | null): Promise<void> {
  const facts = assignment === null ? {} : { assignment };
  const text = JSON.stringify({ ...JSON.parse(draftText(id, { typed: id })), facts });
  await database.write([{ store: "drafts", key: [...key, id], put: draftRecordText("open", 5, text) }]);
}

/** The rival's link, in the same tab or a new one. */
async function rivals(payload: object = VISIT): Promise<void> {
  at.form?.remove();
  const { agency } = at;
  at.agency = rival;
  await linked({ ...payload, iss: "rival" }, trust).finally(() => {
    at.agency = agency;
  });
}

const draftOf = (index: number): unknown => JSON.parse(opened[index]?.options.draft ?? "{}").id;

describe("an assignment that another agency has given the same name", () => {
  it("finds neither the draft nor the card of the first, and leaves both", async () => {
    await filled(PLAIN, ID, BRIEFED);
    await linked(BRIEFED, trust);
    expect(draftOf(0)).toBe(ID);
    await amend(formKey(PLAIN), { acknowledged: { at: 1, sha256: BRIEFED.briefing.sha256 } });
    const before = (await allStored())[0]?.kept;

    await rivals(BRIEFED);
    await opens(2);
    expect(opened[1].options.draft).toBeUndefined();
    expect(opened[1].options.facts.assignment.iss).toBe("rival");
    expect(part("assignment-contact")).toBeNull();
    const all = await allStored();
    expect(all.map(({ key }) => [key.questionnaire, key.assignment, key.observer, key.place])).toEqual(
      [PLAIN, APART].sort((one, other) => (String(one[1]) < String(other[1]) ? -1 : 1)),
    );
    expect(all.find(({ key }) => key.assignment === "17")?.kept).toEqual(before);
    expect(all.find(({ key }) => key.assignment !== "17")?.kept?.acknowledged).toBeNull();
    await opened[1].page.save(OTHER_ID, "open", 5, draftText(OTHER_ID, { typed: "rival" }));
    expect(await draftKeys()).toContainEqual([...APART, OTHER_ID]);

    at.form.remove();
    await linked(BRIEFED, trust);
    await opens(3);
    expect(draftOf(2)).toBe(ID);
  });

  it("finds its own again, also where what was in its way is gone", async () => {
    await filled(PLAIN, ID, VISIT);
    await filled(APART, OTHER_ID, { ...VISIT, iss: "rival" });
    await rivals();
    expect(draftOf(0)).toBe(OTHER_ID);
    await database.write([{ store: "drafts", key: [...PLAIN, ID], remove: true }]);
    await rivals();
    await opens(2);
    expect(draftOf(1)).toBe(OTHER_ID);
  });

  it("is told from it by the draft alone, where it was taken off the list", async () => {
    await filled(PLAIN, ID, VISIT);
    await rivals();
    expect(opened[0].options.draft).toBeUndefined();
    expect(await draftKeys()).toEqual([[...PLAIN, ID]]);
  });

  it.each([
    ["that names no agency", null],
    ["that names this one", VISIT],
  ])("is none where there is a draft of before %s: it is found", async (_, assignment) => {
    await filled(PLAIN, ID, assignment);
    await linked(VISIT, trust);
    expect(draftOf(0)).toBe(ID);
    expect((await allStored()).map(({ key }) => key.assignment)).toEqual(["17"]);
  });

  it("closes the form where both places are another's", async () => {
    await filled(PLAIN, ID, VISIT);
    // An agency may call an assignment whatever it likes.
    await filled(APART, OTHER_ID, VISIT);
    location.hash = `#a=${await rival.token({ ...VISIT, iss: "rival" })}`;
    placed(undefined, trust);
    await sees("is for another form");
    expect(opened).toHaveLength(0);
    expect(await draftKeys()).toHaveLength(2);
  });

  it("is not what a draft is moved to", async () => {
    const token = await rival.token({
      ...VISIT,
      iss: "rival",
      assignment: "18",
      site: { id: "p", name: "Rival Bank" },
    });
    await remember(formKey(["visit", "18", "anna", ""]), token, { path: location.pathname });
    await filled(PLAIN, ID, VISIT);
    await linked(VISIT, trust);
    const box = at.form.shadowRoot?.querySelector(".move-draft") as HTMLDetailsElement;
    box.open = true;
    box.dispatchEvent(new Event("toggle"));
    await sees("There is no other assignment for this form");
    expect(textOf()).not.toContain("Rival Bank");
  });

  it("never takes the place of the other's token", async () => {
    const [own, other] = [await at.agency.token(VISIT), await rival.token({ ...VISIT, iss: "rival" })];
    await remember(formKey(PLAIN), own, { path: "/" });
    await amend(formKey(PLAIN), { acknowledged: { at: 1, sha256: "aa" } });
    expect((await remember(formKey(PLAIN), other, { path: "/" })).acknowledged).toBeNull();
    expect((await allStored())[0]?.kept?.token).toBe(own);
  });

  it("waits while the draft of the other comes to be filed there", async () => {
    // The other tab has it open, and files it when it lets go.
    const { take } = await import("../src/device/locks.js");
    const held = await take({ name: `sealform-draft|${JSON.stringify(PLAIN)}` });
    const opening = rivals();
    opening.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await filled(PLAIN, ID, VISIT);
    held?.release();
    await sees("open in another tab");
    expect(opened).toHaveLength(0);
    const again = [...(at.form.shadowRoot?.querySelectorAll("button") ?? [])].at(0);
    again?.click();
    await opens(1);
    expect(opened[0].options.draft).toBeUndefined();
    await vi.waitFor(() => expect(part("assignment")).not.toBeNull(), 5_000);
  });
});
