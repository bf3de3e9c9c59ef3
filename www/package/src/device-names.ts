/** What reports and drafts are called in the list of this device: by the contact and the form, as people know them. */

import { isObject } from "./arguments.js";
import { allStored } from "./assignments/store.js";
import { pinned } from "./device/drafts.js";
import { fromBase64Url, type SealedFile } from "./device/records.js";

/** The contacts of the assignments on this device, by where their drafts are found. */
export type Contacts = ReadonlyMap<string, string>;

export async function contactsHere(): Promise<Contacts> {
  // The list goes without their names where they cannot be read.
  const all = await allStored().catch(() => []);
  const named = all.map(({ key, kept }): [string, string | null] => [
    JSON.stringify([key.questionnaire, key.assignment, key.observer, key.place]),
    siteName(kept?.payload),
  ]);
  return new Map(named.filter((one): one is [string, string] => one[1] !== null));
}

/** Whom a report is about, as the assignment that was sealed with it says; `null` where there was none, or it names nobody. */
export function contactOf({ jws, form }: SealedFile): string | null {
  const { assignment_token: token } = claimsOf(jws);
  const [, payload = ""] = typeof token === "string" ? token.split(".") : [];
  return siteName(read(payload)) ?? (form[1] || null);
}

function siteName(payload: unknown): string | null {
  const { site } = isObject(payload) ? (payload as Readonly<Record<string, unknown>>) : {};
  const { name, id } = isObject(site) ? (site as Readonly<Record<string, unknown>>) : {};
  return [name, id].find((text): text is string => typeof text === "string" && text.trim() !== "") ?? null;
}

/** The title of the form that is on the screen, where it is of that questionnaire; else the id of the questionnaire. */
export function formTitle(questionnaire: string, current: string | undefined, root: HTMLElement): string {
  const title = questionnaire === current ? root.querySelector("[part=title]")?.textContent : null;
  return title || questionnaire;
}

/** The program that a report was filled in with, where this device has kept it: with it the report has the words of its form. */
export async function programOf({ jws }: SealedFile): Promise<Uint8Array | null> {
  const { questionnaire } = claimsOf(jws);
  const { sha256 } = isObject(questionnaire) ? (questionnaire as Readonly<Record<string, unknown>>) : {};
  const form = await pinned(String(sha256));
  return form === null || form === "damaged" ? null : form.program;
}

function claimsOf(jws: string): Readonly<Record<string, unknown>> {
  try {
    const claims = read((JSON.parse(jws) as { readonly payload: string }).payload);
    return isObject(claims) ? (claims as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function read(part: string): unknown {
  try {
    return JSON.parse(fromBase64Url(part)) as unknown;
  } catch {
    return null;
  }
}
