/** A page with assignments, for tests: links, what the device keeps, and what the person sees and presses. */

import { afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { assignments } from "../src/assignments/database.js";
import { database, STORES } from "../src/device/database.js";
import { draftRecordText } from "../src/device/records.js";
import type { SealformForm } from "../src/element.js";
import { type Signer, signer, trustText } from "./agency.js";
import { fail, opened } from "./pkg/sealform_web.js";

export const FORM = { id: "visit", version: "1", sha256: "aa" };
export const VISIT = {
  iss: "agency",
  jti: "t1",
  assignment: "17",
  observer: "anna",
  version: 1,
  questionnaire: FORM,
  site: { id: "p-12", name: "Havly Bank", lat: "59.9127", lon: "10.7461" },
  channel: "phone",
};
export const [ID, OTHER_ID] = ["00000000-0000-4000-8000-000000000011", "00000000-0000-4000-8000-000000000012"];

/** The agency of this file, and the form of this test. */
export const at = {} as { agency: Signer; form: SealformForm };
/** Each test has a page of its own: what a tab keeps is kept by the path. */
let page = 0;

/** An agency for all tests of a file, and an empty device for each. */
export function prepare(): void {
  beforeAll(async () => {
    at.agency = await signer();
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
    for (const { key } of await assignments.rows("assignments")) {
      await assignments.write([{ store: "assignments", key: key as string[], remove: true }]);
    }
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    document.body.replaceChildren();
  });
}

export const textOf = (): string => at.form.shadowRoot?.textContent?.replace(/[\u2068\u2069]/g, "") ?? "";
export const sees = (text: string): Promise<void> => vi.waitFor(() => expect(textOf()).toContain(text), 5_000);
export const opens = (count: number): Promise<void> => vi.waitFor(() => expect(opened).toHaveLength(count), 5_000);
export const part = (name: string): HTMLElement | null =>
  at.form.shadowRoot?.querySelector(`[part~="${name}"]`) ?? null;
export const press = (label: string): void => {
  const all = [...(at.form.shadowRoot?.querySelectorAll("button") ?? [])];
  const found = all.find((one) => one.textContent?.replace(/[\u2068\u2069]/g, "") === label);
  expect(found, `no button "${label}" in: ${textOf()}`).toBeDefined();
  found?.click();
};
/** Which assignment the form was opened with last. */
export const assigned = (): unknown => opened.at(-1).options.facts.assignment?.assignment;

export function placed(
  set: (form: SealformForm) => void = () => undefined,
  trust: string = trustText(at.agency),
): void {
  const form = document.createElement("sealform-form");
  at.form = form;
  form.lang = "en";
  opened.languages = ["en"];
  form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
  form.trust = trust;
  set(form);
  document.body.append(form);
}

/** Opens a link, and waits for the card of its assignment. */
export async function linked(payload: object, trust?: string): Promise<void> {
  location.hash = `#a=${await at.agency.token(payload)}`;
  placed(undefined, trust);
  await vi.waitFor(() => expect(part("assignment")).not.toBeNull(), 5_000);
}

export async function stored(
  payload: { assignment: string; observer?: string },
  path = location.pathname,
): Promise<void> {
  const token = await at.agency.token(payload);
  const key = ["visit", payload.assignment, payload.observer ?? "", ""];
  const put = JSON.stringify({ token, path, came: 1, acknowledged: null, folded: false });
  await assignments.write([{ store: "assignments", key, put }]);
}

export function draftText(id: string, answers: object, once: object = {}): string {
  const questionnaire = { id: "visit", sha256: "aa" };
  return JSON.stringify({ v: 1, id, at: "2026-11-21T10:00:00+01:00", questionnaire, answers, comments: {}, once });
}

export async function drafted(
  assignment: string,
  id: string,
  answers: object,
  stage: "open" | "sealed" = "open",
): Promise<void> {
  const key = ["visit", assignment, "anna", "", id];
  await database.write([{ store: "drafts", key, put: draftRecordText(stage, 5, draftText(id, answers)) }]);
}

/** Signs and keeps the report of the form that was opened last, as the Wasm does. Gives whether the device keeps it. */
export async function seals(id: string, draft = draftText(id, { typed: "text" })): Promise<boolean> {
  const { page } = opened.at(-1);
  const receipt = { jti: id, sha256: "d", name: "n", signer: "k", sealedAt: new Date().toISOString() };
  await page.settled();
  return page.keep(JSON.stringify(receipt), JSON.stringify({ payload: "" }), 4, draft);
}

export const draftKeys = async (): Promise<unknown[]> => (await database.rows("drafts")).map(({ key }) => key);
