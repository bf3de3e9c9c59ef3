/**
 * The assignments on this device: each stands where its drafts are found, so that one that is issued again takes the place of
 * the one before, and leaves what was filled in. Nothing comes in here whose signature was not checked.
 */

import { canonical, isObject } from "../arguments.js";
import { readToken, type Unverified } from "../assignment.js";
import { database, type Row } from "../device/database.js";
import { choose } from "../device/drafts.js";
import { readEntry } from "../device/entry.js";
import { draftFacts, type FormKey, formKey, listOf, readFile, type SealedFile } from "../device/records.js";
import type { Given } from "../documents.js";
import { assignments } from "./database.js";
import { hereOf, isAt, type Whereabouts } from "./stored.js";

/** What is kept beside a token, and where it was opened last. */
export interface Kept extends Whereabouts {
  readonly token: string;
  /** When it came, in milliseconds since 1970. */
  readonly came: number;
  /** When the briefing of that digest was acknowledged. */
  readonly acknowledged: { readonly at: number; readonly sha256: string } | null;
  /** Whether the person has closed the card. */
  readonly isFolded: boolean;
}

/** An assignment on this device. */
export interface Stored {
  readonly key: FormKey;
  /** `null` where what stands there cannot be read. */
  readonly kept: (Kept & Unverified) | null;
}

/** How far one has come. */
export type Progress = "none" | "open" | "sealed" | "delivered";

/** How far one has come, with the report that was signed last. */
export interface Reached {
  readonly is: Progress;
  /** `null` where none was signed, or its file is gone. */
  readonly report: SealedFile | null;
  /** Whether the form opens with something else than that report: another one was begun. */
  readonly isBehind: boolean;
}

/** Everything that is stored for a form of this page; what cannot be read names no page, and is of all. */
export async function storedAt(given: Given): Promise<readonly Stored[]> {
  const here = hereOf(given);
  const rows = (await assignments.rows("assignments")).filter(({ value }) => isAt(here, value));
  return rows.map(storedOf).filter(({ key }) => key.place === given.place);
}

/** Every assignment on this device. */
export async function allStored(): Promise<readonly Stored[]> {
  return (await assignments.rows("assignments")).map(storedOf);
}

function storedOf({ key, value }: Row): Stored {
  return { key: formKey(Array.isArray(key) ? key : [key]), kept: readKept(value) };
}

/** Whose assignment stands there; `null` where there is none. */
export async function issuerAt(key: FormKey): Promise<string | null> {
  const iss = readKept(await assignments.get("assignments", listOf(key)))?.payload["iss"];
  return typeof iss === "string" ? iss : null;
}

function readKept(value: unknown): Stored["kept"] {
  try {
    const record: unknown = JSON.parse(String(value));
    const { token, path, query, form, came, acknowledged, folded } = record as Record<string, unknown>;
    if (typeof token !== "string" || typeof path !== "string" || typeof came !== "number") {
      return null;
    }
    return {
      ...readToken(token, null),
      path,
      query: typeof query === "string" ? query : undefined,
      form: typeof form === "string" ? form : undefined,
      came,
      acknowledged: readAcknowledged(acknowledged),
      isFolded: folded === true,
    };
  } catch {
    return null;
  }
}

function readAcknowledged(value: unknown): Kept["acknowledged"] {
  const { at, sha256 } = isObject(value) ? (value as Record<string, unknown>) : {};
  return typeof at === "number" && typeof sha256 === "string" ? { at, sha256 } : null;
}

function keptText({ token, path, query, form, came, acknowledged, isFolded }: Kept): string {
  return JSON.stringify({ token, path, query, form, came, acknowledged, folded: isFolded });
}

/** Keeps an assignment that was checked, in place of an earlier version of it, and never of another agency's; gives what is kept. */
export async function remember(key: FormKey, token: string, here: Whereabouts): Promise<Kept> {
  let kept: Kept = { ...here, token, came: Date.now(), acknowledged: null, isFolded: false };
  await assignments.change(
    "assignments",
    listOf(key),
    (before) => {
      const known = readKept(before);
      if (known !== null && known.payload["iss"] !== readToken(token, null).payload["iss"]) {
        return undefined;
      }
      if (known !== null) {
        const { came, acknowledged, isFolded } = known;
        // A version that is new opens its card once more: something in it has changed.
        kept = known.token === token ? { ...here, token, came, acknowledged, isFolded } : { ...kept, acknowledged };
      }
      return keptText(kept);
    },
    "strict",
  );
  return kept;
}

/** Changes what is kept beside a token; one that is gone meanwhile stays gone. */
export async function amend(key: FormKey, change: Partial<Pick<Kept, "acknowledged" | "isFolded">>): Promise<void> {
  await assignments.change("assignments", listOf(key), (before) => {
    const known = readKept(before);
    return known === null ? undefined : keptText({ ...known, ...change });
  });
}

/** Takes an assignment off the list: its drafts and reports stay. */
export async function forget(key: FormKey): Promise<void> {
  await assignments.write([{ store: "assignments", key: listOf(key), remove: true }], "strict");
}

/**
 * How far one has come, by what the device keeps; `files` are its sealed files, where they were read already. A signed report
 * counts until another one has answers: an empty form that was opened after it is not begun.
 */
export async function progressOf(
  key: FormKey,
  files: Promise<readonly Row[]> = database.rows("files"),
): Promise<Reached> {
  const [rows, reports] = await Promise.all([database.rows("drafts", listOf(key)), reportsOf(key, files)]);
  const found = choose(rows);
  const report = reports[0] ?? null;
  switch (found.is) {
    case "unreadable":
      return { is: "open", report, isBehind: report !== null };
    case "nothing":
      return reached(report);
    case "open":
      return hasAnswers(found.record.text) ? { is: "open", report, isBehind: report !== null } : reached(report);
    case "done": {
      const { id } = found.record;
      const own = readFile(await database.get("files", id));
      return { is: await wayOf(id), report: own, isBehind: false };
    }
  }
}

/** Where nothing is filled in now. */
async function reached(report: SealedFile | null): Promise<Reached> {
  return report === null
    ? { is: "none", report, isBehind: false }
    : { is: await wayOf(report.jti), report, isBehind: true };
}

async function wayOf(jti: string): Promise<"sealed" | "delivered"> {
  const entries = (await database.rows("outbox", [jti])).map(({ value }) => readEntry(value));
  return entries.some((entry) => entry?.state === "delivered") ? "delivered" : "sealed";
}

/** The reports of an assignment, the last one first. */
async function reportsOf(key: FormKey, files: Promise<readonly Row[]>): Promise<readonly SealedFile[]> {
  const own = JSON.stringify(listOf(key));
  const time = ({ sealedAt }: SealedFile): number => Date.parse(sealedAt);
  return (await files)
    .map(({ value }) => readFile(value))
    .filter((file) => file !== null)
    .filter(({ form }) => JSON.stringify(form) === own)
    .sort((one, other) => time(other) - time(one));
}

/** Whether something was answered in a draft, or said of an answer. */
export function hasAnswers(draft: string): boolean {
  if (draftFacts(draft) === null) {
    return true;
  }
  const { answers, comments, once } = JSON.parse(draft) as Readonly<Record<string, unknown>>;
  const written: Readonly<Record<string, unknown>> = isObject(once) ? { ...once } : {};
  // A default that stands there by itself is nobody's answer.
  const isOwn = ([path, value]: [string, unknown]): boolean =>
    !Object.hasOwn(written, path) || canonical(written[path]) !== canonical(value);
  const entries = [answers, comments].flatMap((said) => (isObject(said) ? Object.entries(said) : []));
  return entries.some(isOwn);
}
