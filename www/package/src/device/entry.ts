/** One sealed file on its way to one target. */

import { isObject } from "../arguments.js";
import type { DeliveryReason, DeliveryState } from "../types.js";
import type { Recipient } from "./encryption/recipient.js";
import { isReason } from "./hints.js";
import { DAY_MS, MISSING_MS, type Outcome, pauseMs } from "./outcome.js";
import type { SealedFile } from "./records.js";

/** A record, so that none can be missing. */
const STATES: Readonly<Record<DeliveryState, true>> = {
  queued: true,
  sending: true,
  delivered: true,
  unconfirmed: true,
  blocked: true,
  dead: true,
};

/** How far the attachments of a file have come on their way to one target. */
export interface BlobProgress {
  /** How many there are. */
  readonly total: number;
  /** The digests of those that the target has: they are never sent to it again. */
  readonly arrived: readonly string[];
  /** The names of those that are missing or damaged on this device: the file goes without them. */
  readonly lost: readonly string[];
}

/** Called when an attachment has arrived, or is found missing; resolves when that is kept. */
export type Progress = (blobs: BlobProgress) => Promise<void>;

export const NO_BLOBS: BlobProgress = { total: 0, arrived: [], lost: [] };

export interface Entry {
  readonly jti: string;
  readonly sha256: string;
  /** The questionnaire's id: only pages of that questionnaire send it. */
  readonly questionnaire: string;
  /** The target's id. Its address is what the page's delivery says when it is sent. */
  readonly target: string;
  /** For whom it is encrypted, as it was when the file was sealed: from then on it never leaves the device otherwise. */
  readonly encrypt?: Recipient;
  /** The address of an entry of an earlier version, which named no target. */
  readonly address?: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it may be sent next, in milliseconds since 1970. */
  readonly next: number;
  /** The HTTP status of the last try; 0 where there was no answer. */
  readonly status: number;
  readonly reason: DeliveryReason | null;
  /** When the address first led nowhere; 0 while it leads somewhere. */
  readonly missingSince: number;
  /** When it last changed, in milliseconds since 1970. */
  readonly changed: number;
  /** The attachments; absent where none has been looked at yet, and in entries of earlier versions. */
  readonly blobs?: BlobProgress;
}

export function newEntry(
  of: Pick<Entry, "jti" | "sha256" | "questionnaire" | "target" | "encrypt">,
  now: number,
): Entry {
  return { ...of, state: "queued", attempts: 0, next: 0, status: 0, reason: null, missingSince: 0, changed: now };
}

/** The one key of an entry. */
export function entryKey({ jti, target }: Pick<Entry, "jti" | "target">): readonly string[] {
  return [jti, target];
}

/** The same as one text: neither part can forge the other's end. */
export function entryName(entry: Pick<Entry, "jti" | "target">): string {
  return JSON.stringify(entryKey(entry));
}

/** Whether it will be sent without anybody asking. What a killed tab left as `sending` is open too. */
export function isOpen({ state }: Entry): boolean {
  return state === "queued" || state === "sending";
}

/**
 * Whether it may be sent now. A clock that was put back must not make a pause last for ever: none is longer than a day. A pause that was
 * made because nobody answered ends when there may be a network again, at `back`; what a server has asked for does not.
 */
export function isDue({ next, status, changed }: Entry, now: number, back: number): boolean {
  return next <= now || next > now + DAY_MS || (status === 0 && changed < back);
}

/** Whether a person has to do something: what the server forbids this page is not settled by waiting. */
export function needsPerson({ state, reason }: Entry): boolean {
  return state === "blocked" || state === "dead" || (state === "queued" && reason === "cors");
}

/** Whether something waits for a person. */
export function troubled(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(needsPerson);
}

/** The moment before the file leaves: kept, so that a killed tab is seen. */
export function started(entry: Entry, now: number): Entry {
  return { ...entry, state: "sending", attempts: entry.attempts + 1, changed: now };
}

/** It waits until the person saves or shares it. */
export function byHand(entry: Entry, now: number): Entry {
  return { ...entry, state: "queued", next: 0, status: 0, reason: "by-hand", changed: now };
}

/** What became of a try. `jitter` is from 0 up to, but not including, 1. */
export function settled(entry: Entry, outcome: Outcome, status: number, now: number, jitter: number): Entry {
  const after = { ...entry, status, changed: now, reason: null, missingSince: 0 };
  switch (outcome.is) {
    case "delivered":
    case "unconfirmed":
      return { ...after, next: 0, state: outcome.is };
    case "blocked":
    case "dead":
      return { ...after, next: 0, state: outcome.is, reason: outcome.reason };
    case "retry": {
      const missingSince = outcome.missing ? entry.missingSince || now : 0;
      if (outcome.missing && now - missingSince >= MISSING_MS) {
        return { ...after, missingSince, state: "blocked", reason: "not-found" };
      }
      const next = now + pauseMs(entry.attempts, jitter, outcome.after);
      return { ...after, state: "queued", next, reason: whyAgain(outcome, status, entry.attempts), missingSince };
    }
  }
}

/** Tries after which it is said that nobody answers: before, it may be a passing matter. */
export const SAID_AFTER = 3;

function whyAgain(
  { missing, isForbidden }: Extract<Outcome, { is: "retry" }>,
  status: number,
  attempts: number,
): DeliveryReason | null {
  if (missing) {
    return "not-found";
  }
  return status === 0 && attempts >= SAID_AFTER ? (isForbidden === true ? "cors" : "unreachable") : null;
}

/** A person asks for another try: at once, and from the shortest pause again. What has arrived is never sent again. */
export function askedAgain(entry: Entry, now: number): Entry {
  return entry.state === "delivered"
    ? entry
    : { ...entry, state: "queued", attempts: 0, next: 0, reason: null, missingSince: 0, changed: now };
}

export function entryText(entry: Entry): string {
  return JSON.stringify(entry);
}

/** Reads a record of the store `outbox`; `null` where it is none. */
export function readEntry(value: unknown): Entry | null {
  try {
    const record = JSON.parse(String(value)) as Record<string, unknown>;
    const { jti, sha256, state, to } = record;
    const reason = record["reason"] ?? null;
    const isKnown = isState(state) && (reason === null || isReason(reason));
    if (typeof jti !== "string" || typeof sha256 !== "string" || !isKnown) {
      return null;
    }
    const number = (name: string): number => (typeof record[name] === "number" ? (record[name] as number) : 0);
    // Before, an entry said where to, and not of which questionnaire.
    const before = to as { readonly type: string; readonly url?: string } | undefined;
    const address = before?.url ?? record["address"];
    return {
      jti,
      sha256,
      questionnaire: String(record["questionnaire"] ?? ""),
      target: String(record["target"] ?? before?.type ?? ""),
      ...(typeof address === "string" ? { address } : {}),
      // One that is no key any more stops the entry when it is sent: it does not leave the device as it is.
      ...("encrypt" in record ? { encrypt: Object(record["encrypt"]) as Recipient } : {}),
      state,
      attempts: number("attempts"),
      next: number("next"),
      status: number("status") || number("last_status"),
      reason,
      missingSince: number("missingSince"),
      changed: number("changed"),
      ...readBlobs(record["blobs"]),
    };
  } catch {
    return null;
  }
}

function readBlobs(value: unknown): Pick<Entry, "blobs"> {
  if (!isObject(value)) {
    return {};
  }
  const { total, arrived, lost } = value as Record<string, unknown>;
  const texts = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);
  return { blobs: { total: Number(total) || 0, arrived: texts(arrived), lost: texts(lost) } };
}

function isState(value: unknown): value is DeliveryState {
  return typeof value === "string" && Object.hasOwn(STATES, value);
}

/** Whether it is of that questionnaire, or of nobody knows which: every page says it then. */
export function isOf({ questionnaire }: Entry, asked: string): boolean {
  return questionnaire === asked || questionnaire === "";
}

/** An entry with what it lacks, as its file says it: `null` is a file that is gone, `undefined` one that is damaged. */
export function named(entry: Entry, file: SealedFile | null | undefined): Entry {
  if (file === null || file === undefined) {
    // Without its bytes nothing can ever be sent.
    return isOpen(entry) ? { ...entry, state: "dead", reason: file === null ? "no-file" : "unreadable" } : entry;
  }
  return { ...entry, sha256: file.sha256, questionnaire: file.questionnaire };
}

/** Stands for a record that is not an entry: it is reported, and stays where it is. */
export function unreadable(key: IDBValidKey, now: number): Entry {
  const [jti, target] = Array.isArray(key) ? key.map(String) : [String(key), ""];
  return {
    jti: jti ?? "",
    sha256: "",
    questionnaire: "",
    target: target ?? "",
    state: "blocked",
    attempts: 0,
    next: 0,
    status: 0,
    reason: "unreadable",
    missingSince: 0,
    changed: now,
  };
}

/** The entries of one target are one queue. */
export function queueOf({ questionnaire, target }: Entry): string {
  return JSON.stringify([questionnaire, target]);
}
