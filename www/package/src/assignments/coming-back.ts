/**
 * Somebody comes back to a page that was out of sight for half an hour or longer: a phone that slept, a tab below others. Nothing was loaded, so what is
 * due, what is over and what was taken back meanwhile is said as if the page had been closed.
 */

import { readToken, verdictOn } from "../assignment.js";
import { fetchText } from "../fetch-document.js";
import { deviceMessages } from "../messages.js";
import { readTrust } from "../trust.js";
import type { Arriving } from "./arrival.js";
import type { Strip } from "./card.js";
import { untilDue } from "./facts.js";
import type { Said } from "./said.js";
import type { Words } from "./words.js";

/** Whoever was away for a shorter time knows where they were. */
export const AWAY_MS = 30 * 60_000;

/** Calls `back` whenever the page is looked at again after that time; ends with the form. */
export function whenBack(signal: AbortSignal, back: () => void): void {
  let left = document.hidden ? Date.now() : null;
  const changed = (): void => {
    if (document.hidden) {
      left ??= Date.now();
      return;
    }
    const isLong = left !== null && Date.now() - left >= AWAY_MS;
    left = null;
    if (isLong) {
      back();
    }
  };
  document.addEventListener("visibilitychange", changed, { signal });
}

/** When the report is due, for whoever comes back; that it was due already, the card says. */
export function dueStrips({ due, visit }: Said, words: Words, now: Date): readonly Strip[] {
  if (due === null || due < now) {
    return [];
  }
  return [{ text: untilDue(due, visit, words, now).text, offers: [], isNews: true }];
}

/** Whether the agency has taken the assignment back since the form was opened; `false` where that cannot be known now. */
export async function isTakenBack({ given, signal }: Arriving, token: string): Promise<boolean> {
  const { address, document: itself } = given.trust;
  if (itself !== null || address === null) {
    // A page that hands trust over opens the form anew with another one.
    return false;
  }
  try {
    const trust = readTrust(await fetchText(address, signal));
    return (await verdictOn(readToken(token, trust), trust)) === "revoked";
  } catch {
    return false;
  }
}

/** That it was taken back. What was filled in stays on the screen, and can be saved. */
export async function takenBackStrip({ stage }: Arriving): Promise<Strip> {
  const { trouble, offer } = await deviceMessages(...stage.languages());
  const offers = [{ label: offer.device, action: () => void stage.showDevice() }];
  return { text: trouble.revoked, offers, isNews: false };
}
