/**
 * Under what the draft of a checked assignment is filed. Agencies name their assignments as they like: two of them may have the
 * same name for the same observer. Whoever comes second gets a place of their own, under the name of the agency; the first, and
 * drafts of before, stay where they are.
 */

import type { Assignment } from "../assignment.js";
import { database } from "../device/database.js";
import { choose } from "../device/drafts.js";
import { type FormKey, listOf } from "../device/records.js";
import { Trouble } from "../trouble.js";
import { issuerAt } from "./store.js";

/** The key itself, or that of the agency alone; throws a {@link Trouble} where either has something of another agency. */
export async function filed({ id, issuer, isChecked }: Assignment, key: FormKey): Promise<FormKey> {
  if (!isChecked) {
    return key;
  }
  const own: FormKey = { ...key, assignment: JSON.stringify([issuer, id]) };
  const [shared, apart] = await Promise.all([issuersAt(key), issuersAt(own)]);
  const isFree = (issuers: readonly unknown[]): boolean => issuers.every((one) => one === issuer);
  // What was begun there goes on there, whatever became of what was in its way.
  if (apart.length > 0 && isFree(apart)) {
    return own;
  }
  if (isFree(shared)) {
    return key;
  }
  if (apart.length > 0) {
    // Somebody has called an assignment so.
    throw new Trouble("foreign");
  }
  return own;
}

/** The agencies that are named there: by the assignment, and by the draft that would be opened. */
async function issuersAt(key: FormKey): Promise<readonly string[]> {
  const [issuer, rows] = await Promise.all([
    // The list may be out of reach where the drafts are not.
    issuerAt(key).catch(() => null),
    database.rows("drafts", listOf(key)),
  ]);
  const found = choose(rows);
  const drafted = found.is === "open" || found.is === "done" ? issuerOf(found.record.text) : null;
  return [issuer, drafted].filter((one) => one !== null);
}

/** The agency under whose assignment a draft was filled in; `null` where it names none. */
function issuerOf(draft: string): string | null {
  const { facts } = JSON.parse(draft) as {
    readonly facts?: { readonly assignment?: { readonly iss?: unknown } | null };
  };
  const iss = facts?.assignment?.iss;
  return typeof iss === "string" ? iss : null;
}
