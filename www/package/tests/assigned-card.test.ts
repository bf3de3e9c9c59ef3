// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { mailAddress, telAddress, webAddress } from "../src/assignments/contact.js";
import { allStored } from "../src/assignments/store.js";
import { database } from "../src/device/database.js";
import { pause } from "../src/device/deadline.js";
import { signingKey } from "../src/device/keys.js";
import { fileText } from "../src/device/records.js";
import { Scene } from "../src/scene.js";
import {
  at,
  drafted,
  ID,
  linked,
  OTHER_ID,
  opens,
  part,
  placed,
  prepare,
  press,
  seals,
  sees,
  textOf,
  VISIT,
} from "./assigned.js";
import { sealed } from "./memory-device.js";
import { opened } from "./pkg/sealform_web.js";
import "../src/index.js";

prepare();

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
    expect(at.form.shadowRoot?.activeElement?.textContent).toBe("Contact");
    await vi.waitFor(async () => expect((await allStored())[0]?.kept?.acknowledged?.sha256).toBe(sha256), 5_000);
    at.form.remove();
    placed();
    await sees("You confirmed on");
    expect(links()).toHaveLength(3);
    // Another briefing is read again.
    at.form.remove();
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
    expect(at.form.shadowRoot?.querySelectorAll("a")).toHaveLength(0);
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
    for (const sentence of ["17 km from here", "is not allowed to know", "could not be found"]) {
      press("How far is it?");
      await sees(sentence);
    }
    vi.stubGlobal("isSecureContext", false);
    answers.push((_, lost) => lost({ code: 1, PERMISSION_DENIED: 1 } as GeolocationPositionError));
    press("How far is it?");
    await sees("This page cannot learn where this device is");
  });

  it("speaks the language that is chosen in the form", async () => {
    const { sample } = opened;
    let language = "en";
    opened.sample = (sha256: string) => JSON.stringify({ ...JSON.parse(sample(sha256)), language });
    await linked({ ...VISIT, submit_by: "2020-01-01T12:00:00Z" });
    await sees("This report was due on");
    language = "nb";
    opened[0].root.lang = "nb";
    await sees("Fristen for denne besvarelsen var");
    expect(textOf()).toContain("Telefon");
    expect(part("assignment")?.closest("[lang]")?.getAttribute("lang")).toBe("nb");
    opened.sample = sample;
  });

  const card = (): HTMLDetailsElement => part("assignment") as HTMLDetailsElement;
  const summary = (): string | undefined => part("assignment-summary")?.textContent ?? undefined;
  const OPEN = { ...BRIEFED, briefing: undefined, visit: { tz: "UTC" }, submit_by: "2020-01-01T12:00:00Z" };
  /** The report is signed, and kept with its draft; `at` is its moment. */
  const signs = async (id = ID, sealedAt = new Date().toISOString()): Promise<void> => {
    const file = { ...sealed(id), form: ["visit", "17", "anna", ""], sealedAt };
    await drafted("17", id, { typed: "text" }, "sealed");
    await database.write([{ store: "files", key: id, put: fileText(file) }]);
  };

  it("folds when answering has begun, keeps what is answered in its place, and stays as the person leaves it then", async () => {
    const scrolled = vi.fn();
    vi.stubGlobal("scrollBy", scrolled);
    await linked(VISIT);
    const below = opened[0].root as HTMLElement;
    below.getBoundingClientRect = () => ({ top: card().open ? 700 : 300 }) as DOMRect;
    expect(card().open).toBe(true);
    opened[0].page.changed("typed", 1, 2, 1);
    expect(card().open).toBe(false);
    await vi.waitFor(async () => expect((await allStored())[0]?.kept?.isFolded).toBe(true), 5_000);
    await vi.waitFor(() => expect(scrolled).toHaveBeenCalledWith({ top: -400, behavior: "instant" }), 5_000);
    card().open = true;
    opened[0].page.changed("typed", 2, 2, 0);
    expect(card().open).toBe(true);
  });

  it("folds no card whose form would move under the finger, until the page is scrolled far enough", async () => {
    vi.stubGlobal("scrollY", 399);
    await linked(VISIT);
    const toggled = vi.fn();
    card().addEventListener("toggle", toggled);
    card().getBoundingClientRect = () => ({ bottom: 700 }) as DOMRect;
    (part("assignment-summary") as HTMLElement).getBoundingClientRect = () => ({ bottom: 300 }) as DOMRect;
    opened[0].page.changed("typed", 1, 2, 1);
    expect(card().open).toBe(true);
    expect(toggled).not.toHaveBeenCalled();
    vi.stubGlobal("scrollY", 400);
    opened[0].page.changed("typed", 2, 2, 0);
    expect(card().open).toBe(false);
  });

  it("is not folded with a finger or the focus in it", async () => {
    await linked(VISIT);
    const changes = (answered: number): void => opened[0].page.changed("typed", answered, 2, 0);
    const line = part("assignment-summary") as HTMLElement;
    const fires = (kind: string): unknown => line.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
    line.tabIndex = 0;
    line.focus();
    changes(1);
    expect(card().open).toBe(true);
    line.blur();
    fires("pointerdown");
    changes(2);
    expect(card().open).toBe(true);
    // The finger went on to scroll.
    fires("pointercancel");
    changes(1);
    expect(card().open).toBe(false);
  });

  it("stays open where somebody has used it", async () => {
    await linked(VISIT);
    const line = part("assignment-summary") as HTMLElement;
    line.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    document.dispatchEvent(new Event("pointerup"));
    card()
      .querySelector("dl")
      ?.dispatchEvent(new Event("click", { bubbles: true }));
    opened[0].page.changed("typed", 1, 2, 0);
    expect(card().open).toBe(true);
  });

  it("stays open where somebody goes on with what was begun and has opened it", async () => {
    await drafted("17", ID, { typed: "text" });
    await linked(VISIT);
    opened[0].page.changed("typed", 1, 2, 1);
    expect(card().open).toBe(true);
  });

  it("has nothing sent or handed over before the receipt is about to be shown", async () => {
    let show = (): void => undefined;
    const telling = new Promise<void>((resolve) => {
      show = resolve;
    });
    const told = vi.spyOn(Scene.prototype, "tellSealed").mockReturnValue(telling);
    await linked(VISIT);
    const heard: string[] = [];
    at.form.addEventListener("sealform-sealed", ({ detail }) => heard.push(detail.jti));
    const sealing = seals(ID);
    await vi.waitFor(() => expect(told).toHaveBeenCalledOnce(), 5_000);
    await pause(20);
    expect(heard).toEqual([]);
    show();
    await sealing;
    // What the Wasm draws when it hears that the file is kept comes first.
    expect(heard).toEqual([]);
    await vi.waitFor(() => expect(heard).toEqual([ID]), 5_000);
  });

  it("is not told of a report that was signed for a form that is gone", async () => {
    const told = vi.spyOn(Scene.prototype, "tellSealed");
    await linked(VISIT);
    const sealing = seals(ID);
    at.form.remove();
    await sealing.catch(() => undefined);
    expect(told).not.toHaveBeenCalled();
  });

  it("asks for no contact any more once the report is signed, and does again for another one", async () => {
    await linked(OPEN);
    expect(links()).toHaveLength(3);
    await sees("This report was due on");
    await seals(ID);
    const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    // Before the receipt is shown: nothing above it moves it then.
    expect(summary()).toBe(`Havly Bank Signed ${time}`);
    expect(card().open).toBe(false);
    expect(links()).toEqual([]);
    for (const gone of ["Open now", "Wrong contact?", "How far is it?", "This report was due on"]) {
      expect(textOf()).not.toContain(gone);
    }
    expect(textOf()).toContain("My assignments");
    // What is looked up in a signed one is not kept for the next.
    card().open = true;
    card().dispatchEvent(new Event("toggle"));
    opened[0].page.changed("typed", 1, 2, 1);
    await sees("Open now");
    expect(links()).toHaveLength(3);
  });

  it("says in an empty form that a report was signed before, and shows it", async () => {
    await signs(ID, "2026-11-20T11:26:00Z");
    await drafted("17", OTHER_ID, {});
    const rows = (): Promise<string[]> =>
      database.rows("drafts").then((all) => all.map(({ value }) => String(value).slice(10, 14)));
    // The person has begun another one.
    const aside = (await database.rows("drafts")).find(({ key }) => String(key).includes(ID));
    const put = String(aside?.value).replace('"sealed"', '"aside"');
    await database.write([{ store: "drafts", key: aside?.key as string[], put }]);
    await linked(OPEN);
    await sees("You have already signed a report for this assignment");
    expect(summary()).toMatch(/^Havly Bank Signed .*20/);
    expect(JSON.parse(opened[0].options.draft).id).toBe(OTHER_ID);
    press("Show");
    await opens(2);
    expect(opened[1].options.receipt.jti).toBe(ID);
    expect(await rows()).toEqual(["seal", "asid"]);
    expect(textOf()).not.toContain("already signed");
  });

  it("numbers scenarios where there are several, and links the briefing in its language", async () => {
    vi.stubGlobal("fetch", async () => new Response(SHEET));
    const scenarios = [{ id: "a", text: "Lost a card." }, { id: "b" }];
    await linked({ ...BRIEFED, scenarios });
    const items = [...(card().querySelectorAll("ol > li") ?? [])].map(({ textContent }) => textContent);
    expect(items).toEqual(["Lost a card.", "b"]);
    const link = part("assignment-briefing")?.querySelector("a");
    expect(link?.href).toBe("https://agency.example/briefing.html#en");
  });

  it("is closed where the person has closed it", async () => {
    await linked(VISIT);
    const card = part("assignment") as HTMLDetailsElement;
    card.open = false;
    card.dispatchEvent(new Event("toggle"));
    await vi.waitFor(async () => expect((await allStored())[0]?.kept?.isFolded).toBe(true), 5_000);
    at.form.remove();
    placed();
    await vi.waitFor(() => expect((part("assignment") as HTMLDetailsElement | null)?.open).toBe(false), 5_000);
  });
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
