// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { webcrypto } from "node:crypto";
import { compactVerify, importJWK, type JWK } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { database, StoreFault } from "../src/device/database.js";
import * as keys from "../src/device/keys.js";
import { signingKey } from "../src/device/keys.js";
import { fileName } from "../src/enrolment/done.js";
import { isName, readWish, withoutWish } from "../src/enrolment/link.js";
import { enrol, keptSince } from "../src/enrolment/make.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { opened } from "./pkg/sealform_web.js";

const AGENCY = "https://agency.example";
const NOW = new Date("2026-11-09T07:00:00Z");
const KEY = { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) };
const TRUST = JSON.stringify({ sealform_trust: 1, issuers: [{ iss: AGENCY, keys: [KEY] }] });

beforeEach(async () => {
  opened.length = 0;
  vi.stubGlobal("crypto", webcrypto);
  // jsdom has no class of that name, and bytes of its own kind.
  const made = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  vi.stubGlobal("CryptoKey", made.privateKey.constructor);
  for (const key of await database.keys("keys")) {
    await database.write([{ store: "keys", key: key as string, remove: true }]);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  history.replaceState(null, "", "/");
});

const set = (form: SealformForm, properties: object): void => void Object.assign(form, properties);
const decoded = (part: string | undefined): string => Buffer.from(part ?? "", "base64url").toString();

describe("the link", () => {
  it.each([
    ["#e=https%3A%2F%2Fagency.example", AGENCY, ""],
    ["#e=https://agency.example", AGENCY, ""],
    ["#e=agency&observer=anna", "agency", "anna"],
    ["#observer=anna%20b&e=agency", "agency", "anna b"],
    ["#e=agency&observer=anna+1", "agency", "anna+1"],
    ["#a=x.y.z&e=agency", "agency", ""],
    ["#e=byr%C3%A5et", "byrået", ""],
    ["#e=a%3Db%26c", "a=b&c", ""],
    ["#e=a=b", "a=b", ""],
    ["#e=agency&utm_source=mail", "agency", ""],
  ])("%s asks", (fragment, iss, observer) => {
    expect(readWish(fragment)).toEqual({ iss, observer });
  });

  it.each([
    ["nothing", ""],
    ["no name", "#e="],
    ["another name", "#f=agency"],
    ["half a letter", "#e=%C3"],
    ["half an escape", "#e=https%3A%2F%2Fagency.example%2"],
    ["a lone percent sign", "#e=100%"],
    ["two agencies", "#e=agency&e=rival"],
    ["two observers", "#e=agency&observer=anna&observer=bo"],
    ["blanks at the end", "#e=agency%20"],
    ["blanks before", "#e=%20agency"],
    ["two lines", "#e=agency%0Arival"],
    ["a control character", "#e=ag%00ency"],
    ["a long name", `#e=${"a".repeat(201)}`],
    ["an observer with a blank", "#e=agency&observer=anna%20"],
    ["an observer with a line", "#e=agency&observer=an%0Ana"],
    ["a long observer", `#e=agency&observer=${"a".repeat(201)}`],
    ["half an observer", "#e=agency&observer=%E0%A4%A"],
  ])("with %s is damaged", (_, fragment) => {
    expect(readWish(fragment)).toBeNull();
  });

  it.each([
    ["#e=agency", ""],
    ["#e=agency&observer=anna", ""],
    ["#a=x.y.z&e=agency", "a=x.y.z"],
    ["#top&e=agency&x=1", "top&x=1"],
  ])("%s leaves %j", (fragment, rest) => {
    expect(withoutWish(fragment)).toBe(rest);
  });
});

it.each([
  ["anna", true],
  ["Ańna-7", true],
  ["анна", true],
  ["a".repeat(200), true],
  ["😀".repeat(200), true],
  ["", false],
  [" anna", false],
  ["anna\u00a0", false],
  ["an\tna", false],
  ["an\u0085na", false],
  ["\ud800", false],
  ["😀".repeat(201), false],
])("%j is a name: %s", (text, isOne) => {
  expect(isName(text)).toBe(isOne);
});

it.each([
  ["anna", "enrolment-anna.jws"],
  ["Anna Ås/../x", "enrolment-anna-a-s-x.jws"],
  ["анна", "enrolment.jws"],
  ["..", "enrolment.jws"],
  ["a".repeat(200), `enrolment-${"a".repeat(40)}.jws`],
])("the file of %j is called %s", (observer, name) => {
  expect(fileName(observer)).toBe(name);
});

describe("an enrolment", () => {
  it("verifies under its own key, and has exactly its members, canonical", async () => {
    const { token, thumbprint, isReplaced } = await enrol(keys, AGENCY, 'an"na ł', NOW);
    const [head, body] = token.split(".").map(decoded);
    const payload = JSON.parse(body ?? "");
    const { protectedHeader } = await compactVerify(token, await importJWK(payload.jwk as JWK, "ES256"), {
      algorithms: ["ES256"],
    });
    expect(protectedHeader).toEqual({ alg: "ES256", kid: thumbprint, typ: "sealform-enrolment+jws" });
    expect(head).toBe(`{"alg":"ES256","kid":"${thumbprint}","typ":"sealform-enrolment+jws"}`);
    expect(Object.keys(payload)).toEqual(["at", "iss", "jwk", "observer", "origin"]);
    expect(Object.keys(payload.jwk)).toEqual(["crv", "kty", "x", "y"]);
    expect(JSON.stringify(payload)).toBe(body);
    expect(payload).toMatchObject({ iss: AGENCY, observer: 'an"na ł', origin: location.origin });
    expect(payload.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    expect(Date.parse(payload.at)).toBe(NOW.getTime());
    const digest = await webcrypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(payload.jwk)));
    expect(thumbprint).toBe(Buffer.from(digest).toString("base64url"));
    expect(isReplaced).toBe(false);
  });

  it("is for the key that seals under the agency's assignments, and for that one again", async () => {
    const { jwk } = await signingKey(AGENCY, () => undefined);
    const tokens = [await enrol(keys, AGENCY, "anna", NOW), await enrol(keys, AGENCY, "anna", NOW)];
    for (const { token } of tokens) {
      expect(JSON.stringify(JSON.parse(decoded(token.split(".")[1])).jwk)).toBe(jwk);
    }
    expect(Date.parse((await keptSince(keys, AGENCY)) ?? "")).toBeLessThanOrEqual(Date.now());
    expect(await keptSince(keys, "rival")).toBeNull();
  });

  it("says that a key which could not be read was replaced", async () => {
    await database.write([{ store: "keys", key: AGENCY, put: { jwk: "{}", created: "never" } }]);
    expect(await keptSince(keys, AGENCY)).toBeNull();
    expect((await enrol(keys, AGENCY, "anna", NOW)).isReplaced).toBe(true);
  });

  it.each([
    ["failed", () => vi.stubGlobal("crypto", {})],
    ["origin", () => vi.stubGlobal("location", { origin: "null" })],
    ["origin", () => vi.stubGlobal("location", { origin: "file://" })],
    ["denied", () => vi.spyOn(database, "get").mockRejectedValue(new StoreFault("denied"))],
    ["store", () => vi.spyOn(database, "get").mockRejectedValue(new StoreFault("failed"))],
    ["denied", () => vi.spyOn(database, "write").mockRejectedValue(new StoreFault("full"))],
  ] as const)("is not made where it would be worthless: %s", async (why, trouble) => {
    const before = await database.rows("keys");
    trouble();
    await expect(enrol(keys, "trouble.example", "anna", NOW)).rejects.toMatchObject({ why });
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    expect(await database.rows("keys")).toEqual(before);
  });
});

describe("the screen", () => {
  const tree = (form: SealformForm): ShadowRoot => form.shadowRoot as ShadowRoot;
  const sees = (form: SealformForm, text: string): Promise<void> =>
    vi.waitFor(() => expect(tree(form).textContent).toContain(text), 5000);
  const press = (form: SealformForm, label: string): void => {
    const found = [...tree(form).querySelectorAll("button")].find((one) => one.textContent === label);
    expect(found, `no "${label}" in ${tree(form).textContent}`).toBeDefined();
    found?.click();
  };
  const field = (form: SealformForm): HTMLInputElement =>
    tree(form).querySelector("#enrolment-pseudonym") as HTMLInputElement;

  function placed(
    fragment: string,
    prepare: (form: SealformForm) => void = (form) => set(form, { trust: TRUST }),
  ): SealformForm {
    history.replaceState(null, "", `/visit.html?lang=en${fragment}`);
    const form = document.createElement("sealform-form");
    form.lang = "en";
    form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
    prepare(form);
    document.body.append(form);
    return form;
  }

  it("says who asks, takes the pseudonym, gives the enrolment, and then the form", async () => {
    const form = placed("#e=https%3A%2F%2Fagency.example&x=1");
    await sees(form, "asks you to enrol this device");
    expect(tree(form).textContent).toContain(AGENCY);
    expect(opened).toHaveLength(0);
    press(form, "Enrol this device");
    await sees(form, "Please enter the pseudonym");
    expect(field(form).getAttribute("aria-invalid")).toBe("true");
    field(form).value = " anna ";
    press(form, "Enrol this device");
    await sees(form, "Your enrolment is ready");
    const copied = vi.fn(async (_: string) => undefined);
    vi.stubGlobal("navigator", { languages: ["en"], clipboard: { writeText: copied } });
    press(form, "Copy as text");
    await sees(form, "Copied.");
    const [token = ""] = copied.mock.calls[0] ?? [];
    expect(JSON.parse(decoded(token.split(".")[1]))).toMatchObject({ iss: AGENCY, observer: "anna" });
    const { kid } = JSON.parse(decoded(token.split(".")[0]));
    expect(tree(form).querySelector(".fingerprint")?.textContent).toBe(kid);
    expect(
      [...tree(form).querySelectorAll(".fingerprint > span")].map(({ textContent }) => textContent?.length),
    ).toEqual([...Array(10).fill(4), 3]);
    expect(opened).toHaveLength(0);
    press(form, "Go to the form");
    await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
    await vi.waitFor(() => expect(tree(form).contains(opened[0].root)).toBe(true), 5000);
    expect(tree(form).textContent).not.toContain("enrolment");
    expect(`${location.pathname}${location.search}${location.hash}`).toBe("/visit.html?lang=en#x=1");
  });

  it("confirms the pseudonym of the link, and says since when there is a key", async () => {
    await signingKey(AGENCY, () => undefined);
    const form = placed(`#e=${encodeURIComponent(AGENCY)}&observer=anna`);
    await sees(form, "This device has had a key for this agency since");
    expect(field(form).value).toBe("anna");
    press(form, "Not now, go to the form");
    await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
    expect(location.hash).toBe("");
  });

  it("shows the text where nothing can be copied", async () => {
    const form = placed(`#e=${encodeURIComponent(AGENCY)}&observer=anna`);
    await sees(form, "asks you");
    press(form, "Enrol this device");
    await sees(form, "Your enrolment is ready");
    press(form, "Copy as text");
    await sees(form, "Select the text and copy it yourself.");
    expect(tree(form).querySelectorAll("textarea")).toHaveLength(1);
    expect(tree(form).querySelector("textarea")?.value.split(".")).toHaveLength(3);
  });

  it.each([
    ["#e=", "This link is damaged", undefined],
    ["#e=%C3", "This link is damaged", undefined],
    ["#e=rival", "This page does not know an agency called “rival”", undefined],
    ["#e=$%261", "an agency called “$&1”", undefined],
    ["#e=agency", "this page does not say which agencies it trusts", () => undefined],
    [
      "#e=agency",
      "the list of agencies that this page trusts cannot be read",
      (form: SealformForm) => set(form, { trust: "{}" }),
    ],
    ["#e=agency", "does not know an agency", (form: SealformForm) => set(form, { trust: '{"keys":[]}' })],
    [
      "#e=agency",
      "the trust document has no list at /issuers",
      (form: SealformForm) => set(form, { trust: '{"sealform_trust":1,"issuers":{}}' }),
    ],
  ])("explains %s: %s", async (fragment, text, prepare) => {
    const form = placed(fragment, prepare);
    await sees(form, text);
    expect(await database.rows("keys")).toEqual([]);
    form.trust = null;
  });

  it.each([
    ["Leave private browsing", () => vi.spyOn(database, "get").mockRejectedValue(new StoreFault("denied"))],
    [
      "storage of this browser cannot be opened",
      () => vi.spyOn(database, "get").mockRejectedValue(new StoreFault("failed")),
    ],
  ])("explains what stands in the way before anything is entered: %s", async (text, trouble) => {
    trouble();
    const form = placed(`#e=${encodeURIComponent(AGENCY)}`);
    await sees(form, text);
    expect(field(form)).toBeNull();
  });

  it("offers to try again where the trust document does not come", async () => {
    vi.stubGlobal("fetch", async () => new Response(null, { status: 503 }));
    const form = placed(`#e=${encodeURIComponent(AGENCY)}`, (one) => set(one, { trust: "trust.json" }));
    await sees(form, "could not be loaded. Try again");
    vi.stubGlobal("fetch", async () => new Response(TRUST));
    press(form, "Try again");
    await sees(form, "asks you to enrol this device");
  });

  it("speaks the language of the form, else that of the person", async () => {
    const german = placed(`#e=${encodeURIComponent(AGENCY)}`, (one) => set(one, { trust: TRUST, lang: "de" }));
    await sees(german, "bittet Sie, dieses Gerät anzumelden.");
    german.remove();
    const arabic = placed(`#e=${encodeURIComponent(AGENCY)}`, (one) => set(one, { trust: TRUST, lang: "ar" }));
    await sees(arabic, "سجّل هذا الجهاز");
    expect(tree(arabic).querySelector("[dir=rtl] form")).not.toBeNull();
  });

  it("is shown once, in the form that has trust", async () => {
    const plain = placed(`#e=${encodeURIComponent(AGENCY)}`, (one) => set(one, { id: "plain" }));
    const form = placed(`#e=${encodeURIComponent(AGENCY)}`);
    await sees(form, "asks you to enrol this device");
    await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
    expect(tree(plain).textContent).not.toContain("enrol");
  });
});

it.each(["#age=7&section=e", "#/list?page=1&e=2", "#top", "#!e=1", "#date=2026"])(
  "%s asks for nothing",
  async (fragment) => {
    history.replaceState(null, "", `/visit.html${fragment}`);
    const form = document.createElement("sealform-form");
    form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
    document.body.append(form);
    await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
    expect(location.hash).toBe(fragment);
  },
);
