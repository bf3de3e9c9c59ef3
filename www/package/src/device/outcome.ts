/** What a reply to a sent file means, and when to try again. No clock and no network in here. */

import type { DeliveryReason } from "../types.js";

/** What came back from a target. */
export type Reply =
  /** Nothing: the network failed, or no answer came in time; `isForbidden` where the server answers, and lets this page not read or send. */
  | { readonly kind: "none"; readonly isForbidden?: boolean }
  /** Something that the page may not read. */
  | { readonly kind: "opaque" }
  /** It is sent on to another address, which is never followed: a redirected POST becomes a GET. */
  | { readonly kind: "redirect" }
  /** It cannot go on like this, whatever the network does. */
  | { readonly kind: "stopped"; readonly reason: DeliveryReason; readonly status: number }
  | {
      readonly kind: "status";
      readonly status: number;
      /** Whether the reply names the digest of this very payload: then "already exists" means this very file. */
      readonly namesDigest: boolean;
      /** Whether the target always names it: a reply that does not comes from somebody else, a login page for example. */
      readonly expectsDigest?: boolean;
      /** What the status means by the contract of this very target, where that is not its class. */
      readonly means?: Meaning;
      /** Seconds that the target asks for. */
      readonly after: number | null;
      /** The reply, where it may hold a receipt of the agency: nobody has looked at it yet. */
      readonly receipt?: string;
    };

/**
 * It is there already; it is a passing matter; nobody is at the address; or a permission is wanted.
 */
export type Meaning = "there" | "again" | "missing" | "refused";

export type Outcome =
  | { readonly is: "delivered" }
  | { readonly is: "unconfirmed" }
  /** Again, no sooner than so many seconds from now; `missing` where nobody is at the address, which has a time limit. */
  | { readonly is: "retry"; readonly after: number | null; readonly missing: boolean; readonly isForbidden?: boolean }
  /** A person must settle something first. */
  | { readonly is: "blocked"; readonly reason: DeliveryReason }
  /** The target will never take this file. */
  | { readonly is: "dead"; readonly reason: DeliveryReason };

export function judge(reply: Reply): Outcome {
  switch (reply.kind) {
    case "none":
      return { is: "retry", after: null, missing: false, ...(reply.isForbidden === true ? { isForbidden: true } : {}) };
    case "opaque":
      return { is: "unconfirmed" };
    case "redirect":
      return { is: "blocked", reason: "redirect" };
    case "stopped":
      return { is: "blocked", reason: reply.reason };
    case "status":
      return judgeReply(reply);
  }
}

function judgeReply({ status, namesDigest, expectsDigest, means, after }: Extract<Reply, { kind: "status" }>): Outcome {
  if (means !== undefined) {
    return judgeMeaning(means, after);
  }
  return expectsDigest === true && !namesDigest && status >= 200 && status < 300
    ? { is: "blocked", reason: "no-digest" }
    : judgeStatus(status, namesDigest, after);
}

function judgeMeaning(means: Meaning, after: number | null): Outcome {
  switch (means) {
    case "there":
      return { is: "delivered" };
    case "again":
    case "missing":
      return { is: "retry", after, missing: means === "missing" };
    case "refused":
      return { is: "blocked", reason: "refused" };
  }
}

/** The HTTP status that came; 0 where none did. */
export function statusOf(reply: Reply): number {
  return reply.kind === "status" || reply.kind === "stopped" ? reply.status : 0;
}

function judgeStatus(status: number, namesDigest: boolean, after: number | null): Outcome {
  switch (status) {
    case 409:
    case 412:
      return namesDigest ? { is: "delivered" } : { is: "blocked", reason: "conflict" };
    case 401:
    case 403:
      return { is: "blocked", reason: "refused" };
    case 408:
    case 425:
    case 429:
      return { is: "retry", after, missing: false };
    case 404:
    case 405:
    case 410:
      return { is: "retry", after, missing: true };
    case 400:
    case 413:
    case 422:
      return { is: "dead", reason: "rejected" };
  }
  if (status >= 200 && status < 300) {
    return { is: "delivered" };
  }
  if (status >= 300 && status < 400) {
    return { is: "blocked", reason: "redirect" };
  }
  return status >= 400 && status < 500 ? { is: "blocked", reason: "rejected" } : { is: "retry", after, missing: false };
}

const FIRST_PAUSE_MS = 2_000;
/** The longest pause that is taken unasked. */
const LONGEST_PAUSE_MS = 15 * 60_000;
/** The longest pause of all. */
export const DAY_MS = 24 * 60 * 60_000;
/** How long an address may lead nowhere: somebody may be putting it in order. */
export const MISSING_MS = DAY_MS;

/**
 * Milliseconds until the next attempt: anything up to the doubled pause, so that a thousand phones that come back at once do
 * not knock at once; never sooner than the target asked for, which may ask for a day.
 */
export function pauseMs(attempts: number, jitter: number, after: number | null): number {
  const doubled = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS);
  return Math.max(Math.floor(doubled * jitter), Math.min((after ?? 0) * 1000, DAY_MS));
}
