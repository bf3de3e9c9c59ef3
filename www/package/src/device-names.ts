/**
 * What reports and drafts are called in the list of this device: by the contact and the form, as people know them. It reads the
 * stores by itself: what it shared with a form would be loaded with every form in one more piece.
 */

import { isObject } from "./arguments.js";
import { assignments } from "./assignments/database.js";
import { database } from "./device/database.js";
import { fromBase64Url, type SealedFile } from "./device/records.js";

/** The contacts of the assignments on this device, by where their drafts are found. */
export type Contacts = ReadonlyMap<string, string>;

export async function contactsHere(): Promise<Contacts> {
  // The list goes without their names where they cannot be read.
  const all = await assignments.rows("assignments").catch(() => []);
  const named = all.map(({ key, value }): [string, string | null] => [JSON.stringify(key), siteName(tokenOf(value))]);
  return new Map(named.filter((one): one is [string, string] => one[1] !== null));
}

/** Whom a report is about, as the assignment that was sealed with it says; `null` where there was none, or it names nobody. */
export function contactOf({ jws, form }: SealedFile): string | null {
  return siteName(payloadOf(claimsOf(jws)["assignment_token"])) ?? (form[1] || null);
}

/** The payload of the token in a record of the store; it was checked when it came there. */
function tokenOf(record: unknown): unknown {
  try {
    return payloadOf((JSON.parse(String(record)) as { readonly token?: unknown }).token);
  } catch {
    return null;
  }
}

function payloadOf(token: unknown): unknown {
  const [, payload = ""] = typeof token === "string" ? token.split(".") : [];
  return read(payload);
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
  const { program } = ((await database.get("forms", String(sha256))) ?? {}) as { readonly program?: unknown };
  return ArrayBuffer.isView(program) ? (program as Uint8Array) : null;
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
