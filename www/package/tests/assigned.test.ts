// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { mailAddress, telAddress, webAddress } from "../src/assignments/contact.js";
import { keptToken, takeLink } from "../src/assignments/link.js";
import { moveDraft } from "../src/assignments/move.js";
import { allStored } from "../src/assignments/store.js";
import { database, STORES } from "../src/device/database.js";
import { signingKey } from "../src/device/keys.js";
import { take } from "../src/device/locks.js";
import { draftRecordText, fileText, formKey } from "../src/device/records.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { type Signer, signer, trustText } from "./agency.js";
import { sealed } from "./memory-device.js";
import { fail, opened } from "./pkg/sealform_web.js";

const FORM = { id: "visit", version: "1", sha256: "aa" };
const VISIT = {
  iss: "agency",
  jti: "t1",
  assignment: "17",
  observer: "anna",
  version: 1,
  questionnaire: FORM,
  site: { id: "p-12", name: "Havly Bank", lat: "59.9127", lon: "10.7461" },
  channel: "phone",
};
const [ID, OTHER_ID] = ["00000000-0000-4000-8000-000000000011", "00000000-0000-4000-8000-000000000012"];

let agency: Signer;
let form: SealformForm;
/** Each test has a page of its own: what a tab keeps is kept by the path. */
let page = 0;

beforeAll(async () => {
  agency = await signer();
});

beforeEach(async () => {
  opened.length = 0;
  fail.next = null;
  page += 1;
  history.replaceState({ page }, "", `/page-${page}`);
  sessionStorage.clear();
  for (const store of STORES) {
    for (const { key } of await database.rows(store)) {
      await database.write([{ store, key: key as string, remove: true }]);
    }
  }
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

const textOf = (): string => form.shadowRoot?.textContent?.replace(/[\u2068\u2069]/g, "") ?? "";
const sees = (text: string): Promise<void> => vi.waitFor(() => expect(textOf()).toContain(text), 5_000);
const opens = (count: number): Promise<void> => vi.waitFor(() => expect(opened).toHaveLength(count), 5_000);
const part = (name: string): HTMLElement | null => form.shadowRoot?.querySelector(`[part~="${name}"]`) ?? null;
const press = (label: string): void => {
  const all = [...(form.shadowRoot?.querySelectorAll("button") ?? [])];
  const found = all.find((one) => one.textContent?.replace(/[\u2068\u2069]/g, "") === label);
  expect(found, `no button "${label}" in: ${textOf()}`).toBeDefined();
  found?.click();
};
/** Which assignment the form was opened with last. */
const assigned = (): unknown => opened.at(-1).options.facts.assignment?.assignment;

function placed(set: (form: SealformForm) => void = () => undefined, trust: string = trustText(agency)): void {
  form = document.createElement("sealform-form");
  form.lang = "en";
  opened.languages = ["en"];
  form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
  form.trust = trust;
  set(form);
  document.body.append(form);
}

/** Opens a link, and waits for the card of its assignment. */
async function linked(payload: object, trust?: string): Promise<void> {
  location.hash = `#a=${await agency.token(payload)}`;
  placed(undefined, trust);
  await vi.waitFor(() => expect(part("assignment")).not.toBeNull(), 5_000);
}

async function stored(payload: { assignment: string; observer?: string }, path = location.pathname): Promise<void> {
  const token = await agency.token(payload);
  const key = ["visit", payload.assignment, payload.observer ?? "", ""];
  const put = JSON.stringify({ token, path, came: 1, acknowledged: null, folded: false });
  await database.write([{ store: "assignments", key, put }]);
}

function draftText(id: string, answers: object, once: object = {}): string {
  const questionnaire = { id: "visit", sha256: "aa" };
  return JSON.stringify({ v: 1, id, at: "2026-11-21T10:00:00+01:00", questionnaire, answers, comments: {}, once });
}

async function drafted(
  assignment: string,
  id: string,
  answers: object,
  stage: "open" | "sealed" = "open",
): Promise<void> {
  const key = ["visit", assignment, "anna", "", id];
  await database.write([{ store: "drafts", key, put: draftRecordText(stage, 5, draftText(id, answers)) }]);
}

const draftKeys = async (): Promise<unknown[]> => (await database.rows("drafts")).map(({ key }) => key);

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
    history.replaceState({ kept: true }, "", `/page-${page}?q=1${hash}`);
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
    form.remove();
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
    form.remove();
    placed();
    await opens(2);
    expect(assigned()).toBe("17");
  });

  it("that is opened in the same tab takes the place of the one before, and what was typed is saved", async () => {
    await linked(VISIT);
    location.hash = `#a=${await agency.token({ ...VISIT, assignment: "18", site: { id: "p-13" } })}`;
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
    const token = await agency.token(VISIT);
    location.hash = `#a=${token}`;
    placed((one) => {
      one.trust = null;
    });
    await opens(1);
    expect(assigned()).toBeUndefined();
    expect(location.hash).toBe(`#a=${token}`);
    form.remove();
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
      given === null ? await rival.token(VISIT) : typeof given === "string" ? given : await agency.token(given);
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
    location.hash = `#a=${await agency.token(VISIT)}`;
    placed(undefined, trustText(agency, { revoked: [{ iss: "agency", assignment: "17", version: 1 }] }));
    await sees("The agency has taken this assignment back");
    expect(textOf()).toContain("Reports and drafts on this device");
    expect(await draftKeys()).toEqual([["visit", "17", "anna", "", ID]]);
  });
});

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
    form.assignment = await agency.token(VISIT);
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
    location.hash = `#a=${await agency.token(VISIT)}`;
    placed(undefined, trustText(agency, { revoked: [{ iss: "agency", assignment: "17", version: 3 }] }));
    await sees("The agency has taken this assignment back");
  });

  it("opens the later version where the link was taken back", async () => {
    await stored({ ...VISIT, version: 2 } as typeof VISIT);
    await linked(VISIT, trustText(agency, { revoked: [{ iss: "agency", assignment: "17", version: 1 }] }));
    expect(opened.at(-1).options.facts.assignment.version).toBe(2);
  });
});

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
    form.functions = { price: () => 1 };
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
    press("Remove from the list");
    press("Yes, remove");
    await vi.waitFor(() => expect(rows()).toHaveLength(1), 5_000);
    expect(textOf()).not.toContain("Havly Bank");
    expect(await draftKeys()).toHaveLength(1);
    location.hash = `#a=${await agency.token(VISIT)}`;
    await opens(1);
    expect(JSON.parse(opened[0].options.draft).id).toBe(ID);
    await vi.waitFor(async () => expect(await allStored()).toHaveLength(2), 5_000);
  });

  it("passes over nothing that cannot be read", async () => {
    await database.write([{ store: "assignments", key: ["visit", "17", "anna", ""], put: "{" }]);
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

describe("the card", () => {
  const SHEET = new TextEncoder().encode("Be kind.");
  const sha256 = createHash("sha256").update(SHEET).digest("hex");
  const BRIEFED = {
    ...VISIT,
    briefing: { url: "https://agency.example/briefing.html", sha256 },
    contact: { tel: "+47 22 00 00 00", email: "post@bank.example", url: "https://bank.example/?a=1" },
  };
  const links = (): string[] => [...(part("assignment-contact")?.querySelectorAll("a") ?? [])].map(({ href }) => href);

  it("says who, when, how, and what to do", async () => {
    await linked({
      ...VISIT,
      visit: {
        from: "2036-11-17",
        to: "2036-11-21",
        days: [1, 2, 3, 4, 5],
        hours: [["09:00", "15:00"]],
        tz: "Asia/Tokyo",
        holidays: ["2036-11-19"],
      },
      submit_by: "2036-11-30T12:00:00+09:00",
      attempts: { max: 3, wait: 180, different_days: true, channels: ["phone", "chat"] },
      scenarios: [{ id: "card", text: "You lost <b>your</b> card.", choose: "You have one." }],
    });
    const text = textOf();
    for (const said of [
      "Havly Bank",
      "until Fri, November 21, 2036",
      "For anna",
      "Not open now. Opens Monday, November 17, 2036 at 09:00",
      "You can fill in the form all the same",
      "Phone",
      "09:00–15:00",
      "Mon–Fri",
      "Asia/Tokyo",
      "Wed, November 19, 2036",
      "Up to 3 attempts, on different days, waiting 3 minutes if nobody answers",
      "Phone, Chat",
      "You lost <b>your</b> card.",
      "When to choose it: You have one.",
      "Sunday, November 30, 2036 at 12:00",
    ]) {
      expect(text).toContain(said);
    }
    expect(part("assignment")?.querySelector("b")).toBeNull();
    expect((part("assignment") as HTMLDetailsElement).open).toBe(true);
  });

  it("shows the contact at once where there is no briefing", async () => {
    const { briefing: _, ...plain } = BRIEFED;
    await linked(plain);
    expect(links()).toEqual(["tel:+4722000000", "mailto:post@bank.example", "https://bank.example/?a=1"]);
    const page = [...(part("assignment-contact")?.querySelectorAll("a") ?? [])].at(-1);
    expect([page?.target, page?.rel]).toEqual(["_blank", "noopener noreferrer"]);
  });

  it("shows the contact when the briefing was read, and keeps that", async () => {
    vi.stubGlobal("fetch", async () => new Response(SHEET));
    await linked(BRIEFED);
    await sees("This is the briefing that the agency signed");
    expect(part("assignment-contact")).toBeNull();
    expect(textOf()).not.toContain("22 00 00 00");
    press("I have read the briefing");
    expect(links()).toHaveLength(3);
    expect(form.shadowRoot?.activeElement?.textContent).toBe("Contact");
    await vi.waitFor(async () => expect((await allStored())[0]?.kept?.acknowledged?.sha256).toBe(sha256), 5_000);
    form.remove();
    placed();
    await sees("You confirmed on");
    expect(links()).toHaveLength(3);
    // Another briefing is read again.
    form.remove();
    await linked({ ...BRIEFED, version: 2, briefing: { ...BRIEFED.briefing, sha256: "0".repeat(64) } });
    await sees("it was changed afterwards");
    expect(part("assignment-contact")).toBeNull();
  });

  it.each([
    ["changed", async () => new Response("Be rude."), "it was changed afterwards"],
    ["missing", async () => new Response("", { status: 404 }), "could not be fetched"],
    ["out of reach", async () => Promise.reject(new TypeError("offline")), "could not be fetched"],
  ])("says that a briefing is %s, and lets the person go on", async (_, fetched, sentence) => {
    vi.stubGlobal("fetch", fetched);
    await linked(BRIEFED);
    await sees(sentence);
    expect(part("assignment-contact")).toBeNull();
    press("I have read the briefing");
    expect(links()).toHaveLength(3);
  });

  it("lets no address of a token do anything else", async () => {
    vi.stubGlobal("fetch", async () => new Response(SHEET));
    await linked({
      ...VISIT,
      briefing: { url: "javascript:alert(1)", sha256 },
      contact: { tel: "javascript:1", email: "a@b?subject=x", url: "data:text/html,x" },
    });
    await sees("The address of the briefing cannot be used");
    press("I have read the briefing");
    expect(form.shadowRoot?.querySelectorAll("a")).toHaveLength(0);
    expect(textOf()).toContain("a@b?subject=x");
  });

  it.each([
    [telAddress, "+47 (22) 00-00.00", "tel:+4722000000"],
    [telAddress, "*100#", "tel:*100%23"],
    [telAddress, "call me", null],
    [telAddress, "1", null],
    [mailAddress, "a+b@c.example", "mailto:a%2Bb@c.example"],
    [mailAddress, "a@b@c", null],
    [mailAddress, "a@b%0Abcc:x", null],
    [(text: string) => webAddress(text, undefined), "/briefing.html", null],
    [(text: string) => webAddress(text, "https://a.example/f/x.json"), "b.html", "https://a.example/f/b.html"],
    [(text: string) => webAddress(text, "https://a.example/"), "JAVASCRIPT:alert(1)", null],
  ])("makes an address of a text, or none: %#", (address, text, expected) => {
    expect(address(text)).toBe(expected);
  });

  it("says that a report is late, and that it can be sent", async () => {
    await linked({ ...VISIT, submit_by: "2020-01-01T12:00:00Z" });
    await sees("This report was due on Wednesday");
    expect(opened).toHaveLength(1);
  });

  it("opens in the language of the form, whatever a member is", async () => {
    await linked({
      ...VISIT,
      site: 5,
      visit: "x",
      scenarios: null,
      attempts: [],
      contact: 1,
      channel: {},
      submit_by: [],
    });
    await sees("Some of what this assignment says cannot be read here");
    expect(opened).toHaveLength(1);
  });

  it("says how far it is, or why that is not known", async () => {
    const answers: ((found: PositionCallback, lost: PositionErrorCallback) => void)[] = [
      (found) => found({ coords: { latitude: 60, longitude: 11 } } as GeolocationPosition),
      (_, lost) => lost({ code: 1, PERMISSION_DENIED: 1 } as GeolocationPositionError),
      (_, lost) => lost({ code: 3, PERMISSION_DENIED: 1 } as GeolocationPositionError),
    ];
    vi.stubGlobal("navigator", {
      ...{ languages: ["en"], language: "en", locks: undefined },
      geolocation: {
        getCurrentPosition: (found: PositionCallback, lost: PositionErrorCallback) => answers.shift()?.(found, lost),
      },
    });
    await linked(VISIT);
    for (const sentence of ["17 km from here", "may not know where this device is", "could not be found out"]) {
      press("How far is it?");
      await sees(sentence);
    }
  });

  it("is closed where the person has closed it", async () => {
    await linked(VISIT);
    const card = part("assignment") as HTMLDetailsElement;
    card.open = false;
    card.dispatchEvent(new Event("toggle"));
    await vi.waitFor(async () => expect((await allStored())[0]?.kept?.isFolded).toBe(true), 5_000);
    form.remove();
    placed();
    await vi.waitFor(() => expect((part("assignment") as HTMLDetailsElement | null)?.open).toBe(false), 5_000);
  });
});

it("holds no draft of a form that was left while it opened", async () => {
  // It is opened anew before its draft is held.
  placed();
  const token = await agency.token(VISIT);
  form.assignment = token;
  await opens(1);
  form.assignment = null;
  await sees("Your assignments");
  press("Fill in the form without an assignment");
  await opens(2);
  expect(assigned()).toBeUndefined();
});

describe("a device", () => {
  const BOUND = "is bound to another device";

  it("that the assignment is bound to says nothing", async () => {
    const { jwk } = await signingKey("agency", () => undefined);
    const jkt = createHash("sha256").update(jwk).digest("base64url");
    await linked({ ...VISIT, cnf: { jkt } });
    expect(textOf()).not.toContain(BOUND);
  });

  it.each([
    ["that has another key", true],
    ["that has no key yet", false],
  ])("%s says what follows, and blocks nothing", async (_, hasKey) => {
    if (hasKey) {
      await signingKey("other", () => undefined);
    }
    await linked({ ...VISIT, iss: "agency", cnf: { jkt: "A".repeat(43) } });
    await sees(BOUND);
    expect(opened).toHaveLength(1);
  });
});

describe("what was filled in for the wrong contact", () => {
  const OTHER = { ...VISIT, assignment: "18", site: { id: "p-13", name: "Other Bank" } };
  const [from, to] = [formKey(["visit", "17", "anna", ""]), formKey(["visit", "18", "anna", ""])];

  async function menu(): Promise<void> {
    const box = form.shadowRoot?.querySelector(".move-draft") as HTMLDetailsElement;
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
    expect(await draftKeys()).toContainEqual(["visit", "18", "anna", "", ID]);
    expect(await draftKeys()).not.toContainEqual(["visit", "17", "anna", "", ID]);
    press("Move it back");
    await opens(3);
    expect(assigned()).toBe("17");
    expect(await draftKeys()).toContainEqual(["visit", "17", "anna", "", ID]);
    expect(await draftKeys()).not.toContainEqual(["visit", "18", "anna", "", ID]);
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
