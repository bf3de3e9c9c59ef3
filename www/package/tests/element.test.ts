// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Draft, SealformForm } from "../src/index.js";
import { CATALOGUES as LOADING } from "./pkg/messages.js";
import { fail, opened } from "./pkg/sealform_web.js";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
/** The program of a form, in two versions. */
const VISIT = "visit@aa";
const ID = "00000000-0000-4000-8000-000000000002";
const DRAFT = JSON.stringify({
  id: ID,
  at: "2026-11-21T10:00:00+01:00",
  questionnaire: { id: "visit", sha256: "aa" },
  answers: {},
});

/** Waits until everything that was begun is done. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A form in the page, with the bytes of a program. */
async function placed(set: (form: SealformForm) => void = () => undefined): Promise<SealformForm> {
  const form = document.createElement("sealform-form");
  form.program = bytes(VISIT);
  set(form);
  document.body.append(form);
  await vi.waitFor(() => expect(form.exportDraft()).not.toBeNull(), 30_000);
  return form;
}

beforeEach(() => {
  opened.length = 0;
  fail.next = null;
});
afterEach(() => document.body.replaceChildren());

describe("opening", () => {
  it("opens once, however much is set in one go", async () => {
    const form = document.createElement("sealform-form");
    document.body.append(form);
    form.facts = { site: "A" };
    form.program = bytes(VISIT);
    form.delivery = { targets: [{ type: "page" }] };
    await vi.waitFor(() => expect(form.exportDraft()).not.toBeNull(), 30_000);
    expect(opened).toHaveLength(1);
    expect(opened[0].options.facts).toEqual({ site: "A" });
    expect(opened[0].options.targets).toEqual([{ id: "page", place: null, encrypted: false }]);
  });

  it("tells the form to which targets its files go encrypted", async () => {
    const { publicKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const { x, y } = await crypto.subtle.exportKey("jwk", publicKey);
    const form = document.createElement("sealform-form");
    form.program = bytes(VISIT);
    const encrypt = { kty: "EC", crv: "P-256", x: String(x), y: String(y) };
    form.delivery = { targets: [{ type: "page" }, { type: "webhook", url: "https://agency.example/in" }], encrypt };
    document.body.append(form);
    await vi.waitFor(() => expect(opened).toHaveLength(1), 30_000);
    expect(opened[0].options.targets).toEqual([
      { id: "page", place: null, encrypted: false },
      { id: "webhook", place: "agency.example/in", encrypted: true },
    ]);
  });

  it("says that the form has stopped, also where nothing of it can be asked any more", async () => {
    const form = await placed();
    opened[0].hasStopped = true;
    opened[0].page.failed(new WebAssembly.RuntimeError("unreachable"));
    expect(form.shadowRoot?.querySelector("[role=alert]")?.textContent).toContain("The form has stopped.");
  });

  it("fetches what a tag in HTML names once", async () => {
    const fetched = vi.fn(async () => new Response(VISIT));
    vi.stubGlobal("fetch", fetched);
    document.body.innerHTML = '<sealform-form program="visit.program" lang="nb"></sealform-form>';
    await settled();
    vi.unstubAllGlobals();
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(opened).toHaveLength(1);
  });

  it("takes over what was set before it was defined", async () => {
    const plain = document.createElement("sealform-later");
    Object.assign(plain, { facts: { site: "B" }, program: new Uint8Array([9]) });
    document.body.append(plain);
    customElements.define("sealform-later", class extends SealformForm {});
    await settled();
    expect(Object.hasOwn(plain, "facts")).toBe(false);
    expect(opened[0].options.facts).toEqual({ site: "B" });
    expect(opened[0].options.program).toEqual(new Uint8Array([9]));
  });

  it("reports the attribute that frameworks keep for themselves", async () => {
    const reported = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await placed((form) => form.setAttribute("key", "visit.key.json"));
    expect(reported.mock.calls.flat().join(" ")).toContain("scoring-key");
    reported.mockRestore();
  });
});

describe("setting again", () => {
  it("does nothing where nothing is new", async () => {
    const form = await placed((form) => {
      form.questionnaire = '{"id": "a", "title": "b"}';
      form.delivery = { targets: [] };
      form.scoringKey = { id: "k" };
      form.facts = { site: "A", nested: { one: 1, two: 2 } };
    });
    form.questionnaire = { title: "b", id: "a" };
    form.delivery = { targets: [] };
    form.scoringKey = '{ "id": "k" }';
    form.facts = { nested: { two: 2, one: 1 }, site: "A" };
    form.program = bytes(VISIT);
    form.src = null;
    form.assignment = undefined;
    await settled();
    expect(opened).toHaveLength(1);
    expect(opened[0].facts).toEqual([]);
  });

  it("hands new facts to the running form", async () => {
    const form = await placed((form) => {
      form.facts = { site: "A", visit: 1 };
    });
    form.facts = { site: "B", visit: 1, shift: "night" };
    await settled();
    expect(opened).toHaveLength(1);
    expect(opened[0].facts).toEqual([
      ["site", '"B"'],
      ["shift", '"night"'],
    ]);
  });

  it("opens anew where the form is another one, and ends the first", async () => {
    const form = await placed();
    form.program = bytes("another@bb");
    await settled();
    expect(opened).toHaveLength(2);
    expect(opened[0].ended).toBe(true);
  });

  it("turns the language of the running form", async () => {
    const form = await placed();
    form.lang = "en-GB";
    await settled();
    expect(opened).toHaveLength(1);
    expect(opened[0].language).toBe("en");
  });

  it("speaks the first language of the browser that the form has, unless the page names one", async () => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["de-DE", "en-GB", "pl"]);
    const open = async (lang: string): Promise<string> => {
      const form = await placed((form) => {
        form.lang = lang;
      });
      form.remove();
      return opened.at(-1).options.language;
    };
    expect([await open(""), await open("pl"), await open("pl-PL"), await open("nb")]).toEqual(["en", "pl", "pl", "en"]);
    vi.restoreAllMocks();
  });

  it("says in one language of the browser that the form is on its way, and why it does not come", async () => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["nn-NO", "en"]);
    fail.next = new Error("no");
    const form = document.createElement("sealform-form");
    form.program = bytes(VISIT);
    document.body.append(form);
    await Promise.resolve();
    expect(form.shadowRoot?.textContent).toContain(LOADING["nb"]?.loading.loading);
    await vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain(LOADING["nb"]?.loading.failed));
    vi.restoreAllMocks();
  });

  it("knows an address of a scoring key from a key", async () => {
    const form = document.createElement("sealform-form");
    form.scoringKey = "visit.key.json";
    expect(form.getAttribute("scoring-key")).toBe("visit.key.json");
    form.scoringKey = { id: "k" };
    expect(form.hasAttribute("scoring-key")).toBe(false);
    expect(form.scoringKey).toBe('{"id":"k"}');
  });
});

describe("wrong types", () => {
  const wrong = (value: unknown): never => value as never;

  it.each([
    ["questionnaire", 42],
    ["questionnaire", ["a"]],
    ["scoringKey", 42],
    ["program", {}],
    ["delivery", 7],
    ["facts", "x"],
    ["src", 3],
  ] as const)("%s = %j is an error with a code", (name, value) => {
    const form = document.createElement("sealform-form");
    expect(() => {
      Reflect.set(form, name, value);
    }).toThrow(expect.objectContaining({ name: "SealformError", code: "argument/type" }));
  });

  it("stops a fact that JSON cannot hold, and names one that the form refuses", async () => {
    const form = await placed();
    expect(() => form.applyFact("a", wrong(undefined))).toThrow(expect.objectContaining({ code: "argument/type" }));
    expect(() => form.applyFact(wrong(1), 1)).toThrow(expect.objectContaining({ code: "argument/type" }));
    expect(() => form.applyFact("refused", 1)).toThrow(expect.objectContaining({ code: "form/fact" }));
    expect(opened[0].facts).toEqual([]);
  });
});

describe("drafts", () => {
  it("are taken as text and as objects", async () => {
    const form = await placed();
    await form.importDraft(DRAFT);
    expect(opened[1].options.draft).toBe(DRAFT);
    await form.importDraft(JSON.parse(form.exportDraft() ?? "") as Draft);
    expect(JSON.parse(opened[2].options.draft)).toEqual(JSON.parse(DRAFT));
  });

  it("that are none leave the form alone", async () => {
    const form = await placed();
    for (const [draft, code] of [
      ["not JSON", "draft/unreadable"],
      ["{}", "draft/unreadable"],
      [DRAFT.replace("visit", "store"), "draft/other-questionnaire"],
      [DRAFT.replace(ID, "17"), "draft/unreadable"],
      [42, "argument/type"],
    ] as const) {
      await expect(form.importDraft(draft as never)).rejects.toThrow(expect.objectContaining({ code }));
    }
    expect(opened).toHaveLength(1);
    expect(opened[0].ended).toBe(false);
  });

  it("that the form refuses bring the form back", async () => {
    const form = await placed();
    const before = form.exportDraft();
    fail.next = new Error("this is not a draft: `/id` should be there");
    await expect(form.importDraft(DRAFT)).rejects.toThrow(expect.objectContaining({ code: "form/failed" }));
    await settled();
    // With what was typed, also where the device keeps nothing.
    expect(opened.at(-1)?.options.draft).toBe(before);
    expect(form.exportDraft()).toBe(before);
  });

  it("wait for a form that is not placed yet, as facts do", async () => {
    const form = document.createElement("sealform-form");
    form.program = bytes(VISIT);
    form.applyFact("zone", "Europe/Oslo");
    const taken = form.importDraft(DRAFT);
    document.body.append(form);
    await taken;
    expect(opened[0].options.draft).toBe(DRAFT);
    expect(opened[0].facts).toEqual([["zone", '"Europe/Oslo"']]);
  });
});

it("ends with its place, and leaves no listener behind", async () => {
  const kept = new Set<string>();
  const added = vi.spyOn(window, "addEventListener").mockImplementation((name) => void kept.add(name));
  const removed = vi.spyOn(window, "removeEventListener").mockImplementation((name) => void kept.delete(name));
  const form = await placed();
  form.remove();
  expect(opened[0].ended).toBe(true);
  expect([...kept]).toEqual([]);
  added.mockRestore();
  removed.mockRestore();
});
