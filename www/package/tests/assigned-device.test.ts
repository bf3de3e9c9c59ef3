// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { allStored } from "../src/assignments/store.js";
import { STORES } from "../src/device/database.js";
import { trustText } from "./agency.js";
import { at, drafted, FORM, ID, linked, part, placed, prepare, sees, stored, textOf, VISIT } from "./assigned.js";
import { opened } from "./pkg/sealform_web.js";
import "../src/index.js";

prepare();

describe("the device", () => {
  it("keeps what was checked where its drafts are found", async () => {
    await linked(VISIT);
    const [one, ...others] = await allStored();
    expect(others).toEqual([]);
    expect(one?.key).toEqual({ questionnaire: "visit", assignment: "17", observer: "anna", place: "" });
    expect(one?.kept).toMatchObject({ path: location.pathname, version: 1, acknowledged: null });
  });

  it("keeps nothing that nobody has checked", async () => {
    placed((one) => {
      one.trust = null;
    });
    at.form.assignment = await at.agency.token(VISIT);
    await sees("This page cannot check who gave you this assignment");
    expect(await allStored()).toEqual([]);
    expect(part("assignment")).toBeNull();
  });

  it("goes on with a later version than the link's, and says so", async () => {
    await stored({ ...VISIT, version: 3, site: { id: "p-12", name: "Havly Bank, new number" } } as typeof VISIT);
    await linked(VISIT);
    await sees("older than the assignment on this device");
    expect(opened.at(-1).options.facts.assignment.version).toBe(3);
    expect(part("assignment-summary")?.textContent).toContain("new number");
  });

  it("takes a later version in place of the one that it has, with the same draft", async () => {
    await stored(VISIT);
    await drafted("17", ID, { typed: "text" });
    await linked({ ...VISIT, version: 2 });
    expect(opened.at(-1).options.facts.assignment.version).toBe(2);
    expect(JSON.parse(opened.at(-1).options.draft).id).toBe(ID);
    const all = await allStored();
    expect(all.map(({ kept }) => kept?.version)).toEqual([2]);
    expect(textOf()).not.toContain("older than");
  });

  it.each([
    ["another agency's", { iss: "rival" }],
    ["another observer's", { observer: "bo" }],
    ["another form's", { questionnaire: { ...FORM, id: "other" } }],
  ])("does not take %s later version for it", async (_, change) => {
    const later = { ...VISIT, version: 3, ...change };
    await stored(later as typeof VISIT);
    await linked(VISIT);
    expect(opened.at(-1).options.facts.assignment.version).toBe(1);
  });

  it("does not use a later version that was taken back", async () => {
    await stored({ ...VISIT, version: 3 } as typeof VISIT);
    location.hash = `#a=${await at.agency.token(VISIT)}`;
    placed(undefined, trustText(at.agency, { revoked: [{ iss: "agency", assignment: "17", version: 3 }] }));
    await sees("The agency has taken this assignment back");
  });

  it("opens the later version where the link was taken back", async () => {
    await stored({ ...VISIT, version: 2 } as typeof VISIT);
    await linked(VISIT, trustText(at.agency, { revoked: [{ iss: "agency", assignment: "17", version: 1 }] }));
    expect(opened.at(-1).options.facts.assignment.version).toBe(2);
  });
});

it("builds the store of assignments into a database that is there, and leaves what it holds", async () => {
  const name = "sealform";
  const { Database } = await import("../src/device/database.js");
  const factory = new (await import("fake-indexeddb")).IDBFactory();
  await new Promise<void>((done) => {
    const request = factory.open(name, 3);
    request.onupgradeneeded = () => {
      for (const store of STORES.filter((one) => one !== "assignments")) {
        request.result.createObjectStore(store);
      }
      request.transaction?.objectStore("drafts").put("kept", ["visit", "", "", "", ID]);
    };
    request.onsuccess = () => {
      request.result.close();
      done();
    };
  });
  vi.stubGlobal("indexedDB", factory);
  const own = new Database();
  await own.write([{ store: "assignments", key: ["visit", "17", "anna", ""], put: "{}" }]);
  expect(await own.get("assignments", ["visit", "17", "anna", ""])).toBe("{}");
  expect(await own.get("drafts", ["visit", "", "", "", ID])).toBe("kept");
});
