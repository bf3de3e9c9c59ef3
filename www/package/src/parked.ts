/** What was typed where the device keeps nothing: it comes back when the same form opens anew, until the page is left. */

import { draftFacts, type FormKey, listOf } from "./device/records.js";

const drafts = new Map<string, string>();

/** The issuer is a part of it: nothing else here tells the assignments of two agencies from one another. */
function nameOf(key: FormKey, issuer: string): string {
  return JSON.stringify([...listOf(key), issuer]);
}

/** Keeps the draft of a form that goes; `sealed` is the id of the one that was sealed, which never opens again. */
export function park(key: FormKey, issuer: string, draft: string, sealed: string | null): void {
  if (draftFacts(draft)?.id !== sealed) {
    drafts.set(nameOf(key, issuer), draft);
  }
}

export function parked(key: FormKey, issuer: string): string | undefined {
  return drafts.get(nameOf(key, issuer));
}

/** It stands in a form that is open. */
export function unpark(key: FormKey, issuer: string): void {
  drafts.delete(nameOf(key, issuer));
}
