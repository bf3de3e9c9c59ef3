// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { assignments } from "../src/assignments/database.js";
import { dropToken, keepToken, keptToken } from "../src/assignments/link.js";
import { allStored } from "../src/assignments/store.js";
import { database } from "../src/device/database.js";
import { draftRecordText, fileText } from "../src/device/records.js";
import {
  assigned,
  at,
  drafted,
  draftKeys,
  draftText,
  ID,
  OTHER_ID,
  opens,
  part,
  placed,
  prepare,
  press,
  sees,
  stored,
  textOf,
  VISIT,
} from "./assigned.js";
import { sealed } from "./memory-device.js";
import { opened } from "./pkg/sealform_web.js";
import "../src/index.js";

prepare();

const tokenOf = async (name: string): Promise<string> =>
  (await allStored()).find(({ key }) => key.assignment === name)?.kept?.token ?? "";

describe("the list", () => {
  const rows = (): string[] =>
    [...(part("assignments")?.querySelectorAll("li") ?? [])].map((row) => row.textContent ?? "");

  it("shows each assignment of the page with how far it has come, what is being done first", async () => {
    const soon = new Date(Date.now() + 5 * 3_600_000 + 60_000).toISOString();
    const names = [
      ["18", "Not begun", { submit_by: soon }],
      ["19", "Being filled in", { submit_by: "2020-01-01T12:00:00Z" }],
      ["20", "Signed", {}],
      ["21", "Delivered", {}],
    ] as const;
    for (const [assignment, , more] of names) {
      await stored({
        ...VISIT,
        assignment,
        site: { id: `p-${assignment}`, name: `Site ${assignment}` },
        ...more,
      } as typeof VISIT);
    }
    await drafted("18", "00000000-0000-4000-8000-000000000018", {});
    await drafted("19", "00000000-0000-4000-8000-000000000019", { typed: "text" });
    for (const name of ["20", "21"]) {
      const id = `00000000-0000-4000-8000-0000000000${name}`;
      await drafted(name, id, { typed: "text" }, "sealed");
      await database.write([{ store: "files", key: id, put: fileText(sealed(id)) }]);
      const state = name === "21" ? "delivered" : "queued";
      const entry = { jti: id, sha256: "d", questionnaire: "visit", target: "page", state, reason: null };
      await database.write([{ store: "outbox", key: [id, "page"], put: JSON.stringify(entry) }]);
    }
    // Of another page, and of another element.
    await stored({ ...VISIT, assignment: "elsewhere" }, "/elsewhere");
    placed();
    await sees("Your assignments");
    expect(opened).toHaveLength(0);
    expect(rows().map((row) => row.slice(0, 7))).toEqual(["Site 19", "Site 18", "Site 20", "Site 21"]);
    for (const [assignment, state] of names) {
      expect(rows().find((row) => row.startsWith(`Site ${assignment}`))).toContain(state);
    }
    expect(rows()[0]).toContain("the deadline has passed");
    expect(rows()[1]).toContain("(in 5 hours)");
    expect(textOf()).not.toContain("elsewhere");
  });

  it("calls signed what was signed, whatever empty form was opened after it, and shows the report", async () => {
    await stored(VISIT);
    const file = { ...sealed(ID), form: ["visit", "17", "anna", ""], sealedAt: new Date().toISOString() };
    await database.write([{ store: "files", key: ID, put: fileText(file) }]);
    const key = ["visit", "17", "anna", "", ID];
    const put = draftRecordText("aside", 5, draftText(ID, { typed: "text" }));
    await database.write([{ store: "drafts", key, put }]);
    await drafted("17", OTHER_ID, {});
    placed();
    await sees("Your assignments");
    expect(rows()[0]).toMatch(/Signed \d\d:\d\d/);
    expect(rows()[0]).not.toContain("Begin");
    press("Show");
    await opens(1);
    expect(opened[0].options.receipt.jti).toBe(ID);
  });

  it("goes on with another report that has answers", async () => {
    await stored(VISIT);
    const file = { ...sealed(ID), form: ["visit", "17", "anna", ""] };
    await database.write([{ store: "files", key: ID, put: fileText(file) }]);
    await drafted("17", OTHER_ID, { typed: "more" });
    placed();
    await sees("Your assignments");
    expect(rows()[0]).toContain("Being filled in");
    press("Continue");
    await opens(1);
    expect(JSON.parse(opened[0].options.draft).id).toBe(OTHER_ID);
  });

  it("opens what is chosen, and is reached again from the card", async () => {
    await stored(VISIT);
    placed();
    await sees("Your assignments");
    press("Begin");
    await opens(1);
    expect(assigned()).toBe("17");
    await sees("My assignments");
    press("My assignments");
    await sees("Your assignments");
    expect(opened[0].ended).toBe(true);
  });

  it("lets the form be filled in without one, and stays in reach", async () => {
    await stored(VISIT);
    placed();
    await sees("Your assignments");
    press("Fill in the form without an assignment");
    await opens(1);
    expect(assigned()).toBeUndefined();
    await sees("without an assignment. There are assignments");
    // Whatever opens the form anew does not ask again.
    at.form.functions = { price: () => 1 };
    await opens(2);
    press("My assignments");
    await sees("Your assignments");
  });

  it("asks before it takes one off, and the link brings it back", async () => {
    await stored(VISIT);
    await stored({ ...VISIT, assignment: "18", site: { id: "p-13", name: "Other" } } as typeof VISIT);
    await drafted("17", ID, { typed: "text" });
    placed();
    await sees("Your assignments");
    press("Remove from the list");
    await sees("What was filled in stays on this device");
    press("Keep");
    expect(await allStored()).toHaveLength(2);
    // This tab has gone on with it before.
    keepToken("", await tokenOf("17"));
    press("Remove from the list");
    press("Yes, remove");
    await vi.waitFor(() => expect(rows()).toHaveLength(1), 5_000);
    expect(textOf()).not.toContain("Havly Bank");
    expect(await draftKeys()).toHaveLength(1);
    expect(keptToken("")).toBeNull();
    location.hash = `#a=${await at.agency.token(VISIT)}`;
    await opens(1);
    expect(JSON.parse(opened[0].options.draft).id).toBe(ID);
    await vi.waitFor(async () => expect(await allStored()).toHaveLength(2), 5_000);
  });

  /** A page of a site; the program is fetched from `program`, relative to it. */
  const visits = (address: string, program: string): void => {
    document.body.replaceChildren();
    opened.length = 0;
    history.replaceState({}, "", address);
    const bytes = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
    vi.stubGlobal("fetch", async () => new Response(bytes));
    placed((form) => {
      form.program = program;
    });
  };

  /** Opens the assignment by a link on one page, and says how another page begins when the tab is new. */
  const listedOn = async (first: readonly [string, string], second: readonly [string, string]): Promise<boolean> => {
    visits(`${first[0]}#a=${await at.agency.token(VISIT)}`, first[1]);
    await opens(1);
    await vi.waitFor(async () => expect(await allStored()).toHaveLength(1), 5_000);
    dropToken("");
    visits(...second);
    await vi.waitFor(() => expect(opened.length > 0 || textOf().includes("Your assignments")).toBe(true), 5_000);
    return opened.length === 0;
  };

  it.each([
    [
      "the pages of one form in two languages",
      ["/one/index.html", "visit.program"],
      ["/one/index.nb.html", "visit.program"],
      true,
    ],
    ["a page with its language in the query", ["/two/", "visit.program"], ["/two/?lang=nb", "visit.program"], true],
    ["two forms in two folders", ["/three/a/", "visit.program"], ["/three/b/", "visit.program"], false],
    ["two forms that the query tells apart", ["/four/?form=a", "a.program"], ["/four/?form=b", "b.program"], false],
    ["a form whose program has another address now", ["/five/", "visit.program"], ["/five/", "visit-2.program"], true],
  ] as const)("knows %s", async (_, first, second, isListed) => {
    expect(await listedOn(first, second)).toBe(isListed);
  });

  it("passes over nothing that cannot be read", async () => {
    await assignments.write([{ store: "assignments", key: ["visit", "17", "anna", ""], put: "{" }]);
    placed();
    await sees("This assignment can no longer be read");
    expect(rows()[0]).toContain("17");
    press("Remove from the list");
    press("Yes, remove");
    // Nothing is left to choose from.
    await opens(1);
    expect(assigned()).toBeUndefined();
  });
});
