// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, it, vi } from "vitest";
import { ASSIGNMENTS } from "../src/assignments/database.js";
import { allStored } from "../src/assignments/store.js";
import { Database, MAIN, STORES } from "../src/device/database.js";
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

describe("a database", () => {
  const KEY = ["visit", "", "", "", ID];
  let factory: IDBFactory;

  /** The database as a page has made it, with a draft in it. */
  async function made(version: number, stores: readonly string[]): Promise<void> {
    factory = new IDBFactory();
    vi.stubGlobal("indexedDB", factory);
    await new Promise<void>((done) => {
      const request = factory.open("sealform", version);
      request.onupgradeneeded = () => {
        for (const store of stores) {
          request.result.createObjectStore(store);
        }
        request.transaction?.objectStore("drafts").put("kept", KEY);
      };
      request.onsuccess = () => {
        request.result.close();
        done();
      };
    });
  }

  const versionOf = async (): Promise<number | undefined> =>
    (await factory.databases()).find(({ name }) => name === "sealform")?.version;

  it("of before assignments stays of its version, so that pages of before open it as well", async () => {
    await made(3, STORES);
    const [own, beside] = [new Database(MAIN), new Database(ASSIGNMENTS)];
    await beside.write([{ store: "assignments", key: ["visit", "17", "anna", ""], put: "{}" }]);
    expect(await beside.get("assignments", ["visit", "17", "anna", ""])).toBe("{}");
    expect(await own.get("drafts", KEY)).toBe("kept");
    expect(await versionOf()).toBe(3);
  });

  it.each([4, 9])("that another page has made in version %i goes on as it is", async (version) => {
    await made(version, [...STORES, "assignments"]);
    const own = new Database(MAIN);
    expect(await own.get("drafts", KEY)).toBe("kept");
    await own.write([{ store: "drafts", key: KEY, put: "written" }]);
    expect(await own.get("drafts", KEY)).toBe("written");
    expect(await versionOf()).toBe(version);
  });

  it("of a later version that lacks something is not used, and not changed", async () => {
    await made(9, ["drafts"]);
    await expect(new Database(MAIN).open()).rejects.toMatchObject({ fault: "failed" });
    expect(await versionOf()).toBe(9);
  });

  it("that another page changes to a later version meanwhile is let go, and opened again as it is then", async () => {
    await made(3, STORES);
    const own = new Database(MAIN);
    await own.open();
    await new Promise<void>((done, failed) => {
      const request = factory.open("sealform", 5);
      request.onsuccess = () => {
        request.result.close();
        done();
      };
      request.onerror = () => failed(request.error);
    });
    await own.write([{ store: "drafts", key: KEY, put: "written" }]);
    expect(await own.get("drafts", KEY)).toBe("written");
  });
});
