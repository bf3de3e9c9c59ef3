// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { assignments } from "../src/assignments/database.js";
import { dropToken, heldToken, keepNone, keepToken, keptToken, takeLink } from "../src/assignments/link.js";
import { allStored } from "../src/assignments/store.js";
import { pageLink } from "../src/page-link.js";
import { signer, trustText } from "./agency.js";
import {
  assigned,
  at,
  drafted,
  draftKeys,
  FORM,
  ID,
  linked,
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
import { opened } from "./pkg/sealform_web.js";
import "../src/index.js";

prepare();

describe("a link", () => {
  it.each([
    ["#a=x.y.z", "x.y.z", ""],
    ["#part&a=x.y.z&more=1", "x.y.z", "#part&more=1"],
    ["#a=first&a=x.y.z", "x.y.z", ""],
    ["#a=x%2Ey.z", "x.y.z", ""],
    ["#a=%", "%", ""],
    ["#a=", "", ""],
    ["#part", null, "#part"],
    ["#ba=x", null, "#ba=x"],
    ["", null, ""],
  ])("of %s gives %s, and leaves %s", (hash, token, rest) => {
    history.replaceState({ kept: true }, "", `${location.pathname}?q=1${hash}`);
    expect(takeLink()).toBe(token);
    expect(location.hash).toBe(rest);
    expect(location.search).toBe("?q=1");
    expect(history.state).toEqual({ kept: true });
  });

  it("opens its assignment, is gone from the address, and stays with the tab", async () => {
    await linked(VISIT);
    expect(location.hash).toBe("");
    expect(assigned()).toBe("17");
    expect(opened[0].options.assignmentToken).toBe(await keptToken(""));
    expect(sessionStorage.getItem(`sealform-assignment|${location.pathname}|`)).toBe(keptToken(""));
    at.form.remove();
    placed();
    await opens(2);
    expect(assigned()).toBe("17");
  });

  it("works where storage is denied, until the page is left", async () => {
    vi.stubGlobal("sessionStorage", {
      getItem: () => {
        throw new DOMException("denied", "SecurityError");
      },
      setItem: () => {
        throw new DOMException("denied", "SecurityError");
      },
    });
    await linked(VISIT);
    at.form.remove();
    placed();
    await opens(2);
    expect(assigned()).toBe("17");
  });

  it("that is opened in the same tab takes the place of the one before, and what was typed is saved", async () => {
    await linked(VISIT);
    location.hash = `#a=${await at.agency.token({ ...VISIT, assignment: "18", site: { id: "p-13" } })}`;
    await opens(2);
    expect(opened[0].ended).toBe(true);
    expect(assigned()).toBe("18");
    expect(location.hash).toBe("");
    // Any other part of the page is the page's.
    location.hash = "#section";
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(opened).toHaveLength(2);
  });

  it("is not read by a page that does not say whom it trusts, nor by one that gives an assignment itself", async () => {
    const token = await at.agency.token(VISIT);
    location.hash = `#a=${token}`;
    placed((one) => {
      one.trust = null;
    });
    await opens(1);
    expect(assigned()).toBeUndefined();
    expect(location.hash).toBe(`#a=${token}`);
    at.form.remove();
    placed((one) => {
      one.assignment = "";
    });
    await sees("The link to your assignment is damaged");
    expect(location.hash).toBe(`#a=${token}`);
  });

  it("that is not there has nobody fetch whom the page trusts", async () => {
    const fetched = vi.fn(async () => new Response("{}"));
    vi.stubGlobal("fetch", fetched);
    placed((one) => {
      one.trust = "trust.json";
    });
    await opens(1);
    expect(fetched).not.toHaveBeenCalled();
    expect(part("assignment")).toBeNull();
  });

  it.each([
    ["damaged", "x.y", "is damaged"],
    ["not of an agency that counts", null, "was not signed by an agency that this page trusts"],
    ["for another form", { ...VISIT, questionnaire: { ...FORM, id: "other" } }, "is for another form"],
    ["for another version", { ...VISIT, questionnaire: { ...FORM, sha256: "bb" } }, "is for another form"],
  ])("that is %s says so, and leads on", async (_, given, sentence) => {
    await stored({ ...VISIT, assignment: "18" });
    const rival = await signer();
    const token =
      given === null ? await rival.token(VISIT) : typeof given === "string" ? given : await at.agency.token(given);
    location.hash = `#a=${token}`;
    placed();
    await sees(sentence);
    await sees("Reports and drafts on this device");
    press("My assignments");
    await sees("Your assignments");
    expect(opened).toHaveLength(0);
    expect(await allStored()).toHaveLength(1);
  });

  it("that was taken back says so, and what was filled in stays", async () => {
    await drafted("17", ID, { typed: "text" });
    location.hash = `#a=${await at.agency.token(VISIT)}`;
    placed(undefined, trustText(at.agency, { revoked: [{ iss: "agency", assignment: "17", version: 1 }] }));
    await sees("The agency has taken this assignment back");
    expect(textOf()).toContain("Reports and drafts on this device");
    expect(await draftKeys()).toEqual([["visit", "17", "anna", "", ID]]);
  });
});

describe("a link that cannot be used", () => {
  const kept = (what: string): string | null =>
    sessionStorage.getItem(`${what}|${location.pathname}${location.search}|`);

  it.each([
    ["junk", async () => "junk"],
    ["of nobody who counts", async () => (await signer()).token(VISIT)],
    ["for another form", () => at.agency.token({ ...VISIT, questionnaire: { ...FORM, sha256: "bb" } })],
  ])("as it is %s leaves the one before, with which the person can go on", async (_, made) => {
    await linked(VISIT);
    const before = keptToken("");
    location.hash = `#a=${await made()}`;
    await sees("Reports and drafts on this device");
    expect(opened[0].ended).toBe(true);
    // A reload goes on with the one before by itself.
    expect([kept("sealform-assignment"), kept("sealform-link")]).toEqual([before, null]);
    expect(pageLink()).toContain(before);
    press("Continue");
    await opens(2);
    expect(assigned()).toBe("17");
    expect(heldToken("")).toBeNull();
  });

  it("leaves a form that is filled in without an assignment", async () => {
    placed();
    await opens(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    location.hash = "#a=junk";
    await sees("is damaged");
    press("Continue");
    await opens(2);
    expect(assigned()).toBeUndefined();
  });

  it("does not offer to go on where nothing was before", async () => {
    location.hash = "#a=junk";
    placed();
    await sees("is damaged");
    expect(textOf()).not.toContain("Continue");
  });

  it("now, while the network is away, is there after a reload", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("Failed to fetch");
    });
    const [good, next] = [await at.agency.token(VISIT), await at.agency.token({ ...VISIT, assignment: "18" })];
    keepToken("", good);
    location.hash = `#a=${next}`;
    placed((form) => {
      form.trust = "trust.json";
    });
    await vi.waitFor(() => expect(kept("sealform-link")).toBe(next), 5_000);
    expect(kept("sealform-assignment")).toBe(good);
  });
});

it("pages whose query names another form have assignments of their own", () => {
  history.replaceState({}, "", `${location.pathname}?form=a`);
  keepToken("", "of a");
  history.replaceState({}, "", `${location.pathname}?form=b`);
  expect(keptToken("")).toBeNull();
});

it("the link of a page has no assignment that the person has left", () => {
  for (const leave of [keepNone, dropToken]) {
    keepToken("", "x.y.z");
    expect(pageLink()).toContain("#a=x.y.z");
    leave("");
    expect(pageLink()).not.toContain("#a=");
  }
});

it("holds no draft of a form that was left while it opened", async () => {
  const token = await at.agency.token(VISIT);
  // It is opened anew before its draft is held: at once, for what was opened meanwhile would be counted below.
  placed();
  at.form.assignment = token;
  await opens(1);
  // The list has it only once it is kept, which the form does while it opens.
  const isKept = async (): Promise<void> => expect(await assignments.rows("assignments")).toHaveLength(1);
  await vi.waitFor(isKept, { timeout: 5_000, interval: 1 });
  at.form.assignment = null;
  await sees("Your assignments");
  press("Fill in the form without an assignment");
  await opens(2);
  expect(assigned()).toBeUndefined();
});
