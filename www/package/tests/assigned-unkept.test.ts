// @vitest-environment jsdom
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { signer } from "./agency.js";
import { assigned, at, ID, linked, opens, part, placed, press, seals, sees, textOf, VISIT } from "./assigned.js";
import { opened } from "./pkg/sealform_web.js";
import "../src/index.js";

// There is no IndexedDB here: the browser keeps nothing.

const sample = opened.sample;
let page = 0;

beforeAll(async () => {
  at.agency = await signer();
});
beforeEach(() => {
  opened.length = 0;
  page += 1;
  history.replaceState({ page }, "", `/page-${page}`);
  sessionStorage.clear();
  let typed = 0;
  opened.sample = (sha256: string) => {
    const draft = JSON.parse(sample(sha256));
    typed += 1;
    return JSON.stringify({ ...draft, id: `00000000-0000-4000-8000-${String(page * 100 + typed).padStart(12, "0")}` });
  };
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  document.body.replaceChildren();
  opened.sample = sample;
});

/** Each test has forms of its own: what was typed lasts as long as the page. */
const ofPage = (form: HTMLElement): void => {
  form.id = `page-${page}`;
};
const link = async (payload: object): Promise<void> => {
  location.hash = `#a=${await at.agency.token(payload)}`;
};
const draftOf = (index: number): unknown => JSON.parse(opened[index]?.options.draft ?? "{}").answers;
const TYPED = { typed: "text" };

describe("where the device keeps nothing, what was typed", () => {
  it("comes back with a version that is issued again", async () => {
    await link(VISIT);
    placed(ofPage);
    await opens(1);
    expect(opened[0].options.keeps).toBe(false);
    await link({ ...VISIT, version: 2 });
    await opens(2);
    expect(opened[1].options.facts.assignment.version).toBe(2);
    expect(draftOf(1)).toEqual(TYPED);
  });

  it("is not given to another contact, nor to another agency, and comes back with its own", async () => {
    await link(VISIT);
    placed(ofPage);
    await opens(1);
    await link({ ...VISIT, assignment: "18" });
    await opens(2);
    expect(assigned()).toBe("18");
    expect(opened[1].options.draft).toBeUndefined();
    const rival = await signer();
    at.form.trust = JSON.stringify({
      sealform_trust: 1,
      issuers: [
        { iss: "agency", keys: [at.agency.jwk] },
        { iss: "rival", keys: [rival.jwk] },
      ],
    });
    await opens(3);
    location.hash = `#a=${await rival.token({ ...VISIT, iss: "rival" })}`;
    await opens(4);
    expect(opened[3].options.draft).toBeUndefined();
    await link(VISIT);
    await opens(5);
    expect(draftOf(4)).toEqual(TYPED);
  });

  it("comes back when the page changes something", async () => {
    placed(ofPage);
    await opens(1);
    at.form.functions = { price: () => 1 };
    await opens(2);
    expect(draftOf(1)).toEqual(TYPED);
  });

  it("comes back after a link that asks for an enrolment, without a reload", async () => {
    const reloaded = vi.fn();
    const own = console.error;
    // What jsdom says of a reload.
    vi.spyOn(console, "error").mockImplementation((...said) => {
      String(said[0]).includes("navigation") ? reloaded() : own(...said);
    });
    placed(ofPage);
    await opens(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    location.hash = "#e=agency";
    await sees("Go to the form");
    press("Go to the form");
    await opens(2);
    expect(draftOf(1)).toEqual(TYPED);
    expect(location.hash).toBe("");
    expect(reloaded).not.toHaveBeenCalled();
  });

  it("comes with what fits where the form has changed meanwhile", async () => {
    placed(ofPage);
    await opens(1);
    at.form.program = Uint8Array.from("visit@bb", (char) => char.charCodeAt(0));
    await opens(2);
    expect(JSON.parse(opened[1].options.draft)).toMatchObject({ answers: TYPED, questionnaire: { sha256: "bb" } });
  });

  it("never comes back once it was sealed", async () => {
    placed(ofPage);
    await opens(1);
    const { id: jti } = JSON.parse(at.form.exportDraft() ?? "");
    opened.sample = () => JSON.stringify({ ...JSON.parse(sample("aa")), id: jti });
    expect(await seals(jti, at.form.exportDraft() ?? "")).toBe(false);
    at.form.functions = { price: () => 1 };
    await opens(2);
    expect(opened[1].options.draft).toBeUndefined();
  });

  it("needs no list that cannot be read", async () => {
    await linked(VISIT);
    expect(part("assignment")).not.toBeNull();
    expect(textOf()).not.toContain("My assignments");
    expect(textOf()).not.toContain("Wrong contact?");
  });

  it("comes back, and nobody is asked again, where the person goes on without saving", async () => {
    vi.stubGlobal("indexedDB", {
      open: () => {
        throw new DOMException("broken", "UnknownError");
      },
    });
    placed(ofPage);
    await sees("Continue without saving");
    press("Continue without saving");
    await opens(1);
    at.form.functions = { price: () => 1 };
    await opens(2);
    expect(draftOf(1)).toEqual(TYPED);
  });
});

describe("where the device keeps nothing, the card", () => {
  it("says that the report is signed once it is, and not while another one is filled in", async () => {
    await linked(VISIT);
    const card = (): HTMLDetailsElement => part("assignment") as HTMLDetailsElement;
    await seals(ID);
    expect(part("assignment-summary")?.textContent).toBe("Havly Bank Signed");
    expect(card().open).toBe(false);
    opened[0].page.changed("typed", 1, 2, 1);
    await vi.waitFor(() => expect(part("assignment-summary")?.textContent).toBe("Havly Bank"), 5_000);
  });
});
