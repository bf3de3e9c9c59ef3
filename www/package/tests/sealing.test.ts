// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { database } from "../src/device/database.js";
import { TooLate } from "../src/device/deadline.js";
import { readDraftRecord } from "../src/device/records.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { opened } from "./pkg/sealform_web.js";

const ID = "00000000-0000-4000-8000-000000000001";
const KEY = ["visit", "", "", "", ID];
const SEALING_MS = 30_000;
const DRAFT = JSON.stringify({
  id: ID,
  at: "2026-11-21T10:00:00+01:00",
  questionnaire: { id: "visit", sha256: "aa" },
  answers: { typed: "last word" },
});

let form: SealformForm;
const heard: object[] = [];

beforeEach(async () => {
  opened.length = 0;
  heard.length = 0;
  await database.write([{ store: "drafts", key: KEY, remove: true }]);
  form = document.createElement("sealform-form");
  form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
  form.addEventListener("sealform-error", ({ detail }) => heard.push(detail));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

async function placed(): Promise<void> {
  document.body.append(form);
  await vi.waitFor(() => expect(opened).toHaveLength(1), 5_000);
}

it("keeps what was typed while a key hangs, ends in time, and can be tried again", async () => {
  await placed();
  const { page } = opened[0];
  await page.settled();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.stubGlobal("crypto", { subtle: { generateKey: () => new Promise(() => undefined) } });
  const signing = expect(page.signer()).rejects.toBeInstanceOf(TooLate);
  await page.save(ID, "open", 1, DRAFT);
  expect(readDraftRecord(KEY, await database.get("drafts", KEY))).toMatchObject({ stage: "open", text: DRAFT });
  await vi.advanceTimersByTimeAsync(SEALING_MS);
  await signing;
  expect(heard).toMatchObject([
    { kind: "failed", stage: "sealing", message: expect.stringContaining("no answer within") },
  ]);
  await page.settled();
  vi.stubGlobal("crypto", { subtle: { generateKey: () => Promise.reject(new Error("no")) } });
  await expect(page.signer()).rejects.toMatchObject({ fault: "no-key" });
});

it("says as soon as the form is there that others could change a page that is not secure", async () => {
  vi.stubGlobal("isSecureContext", false);
  await placed();
  await vi.waitFor(() => expect(heard).toHaveLength(1), 5_000);
  expect(heard).toMatchObject([{ kind: "insecure", stage: "loading", url: location.href, status: null }]);
  await vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain("does not begin with https"), 5_000);
});

it.each(["src", "program", "delivery", "trust", "scoring-key"])(
  "names the address and the status of a missing %s",
  async (name) => {
    vi.stubGlobal("fetch", async () => new Response("gone", { status: 404 }));
    if (name !== "src" && name !== "program") {
      form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
    } else {
      form.program = null;
    }
    form.setAttribute(name, "missing.json");
    // Whose assignments count is asked only where there is one.
    form.assignment = name === "trust" ? "a.b.c" : null;
    document.body.append(form);
    await vi.waitFor(() => expect(heard).toHaveLength(1), 5_000);
    const url = new URL("missing.json", document.baseURI).href;
    expect(heard).toMatchObject([{ kind: "network", stage: "loading", url, status: 404 }]);
  },
);

it("names a control that does not come before its page is opened", async () => {
  vi.doMock("../src/widgets/rank.js", () => {
    throw new TypeError("Failed to fetch dynamically imported module: https://forms.example/rank-1.js");
  });
  opened.widgets = "rank";
  await placed();
  opened.widgets = "";
  await vi.waitFor(() => expect(heard).toHaveLength(1), 5_000);
  expect(heard).toMatchObject([{ stage: "filling" }]);
  expect(form.shadowRoot?.contains(opened[0].root)).toBe(true);
  vi.doUnmock("../src/widgets/rank.js");
});
