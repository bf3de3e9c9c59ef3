/** How long a report stays on the device once it has arrived, and what is known of those that are gone. */

import { Database } from "./database.js";
import type { Entry } from "./entry.js";
import { DAY_MS } from "./outcome.js";
import { claimsOf, piecesOf } from "./parcel.js";
import type { SealedFile } from "./records.js";

/** Reports that went from this device by themselves, by UUID. The main database keeps its version. */
export const removals = new Database({ name: "sealform-removed", version: 1, stores: ["reports"] });

/** What is kept of a report that is gone. */
export interface Removed {
  readonly jti: string;
  readonly questionnaire: string;
  readonly name: string;
  /** When it went, in milliseconds since 1970. */
  readonly at: number;
}

/** Reads such a record; `null` where it is none. */
export function readRemoved(value: unknown): Removed | null {
  try {
    const { jti, questionnaire, name, at } = JSON.parse(String(value)) as Removed;
    return typeof jti === "string" && typeof name === "string" && typeof at === "number"
      ? { jti, questionnaire: String(questionnaire), name, at }
      : null;
  } catch {
    return null;
  }
}

/**
 * From when on a report may go, in milliseconds since 1970; `null` where it stays: something of it is on its way, or has arrived
 * nowhere. `entries` are all those of the report.
 */
export function goesAt(file: SealedFile, entries: readonly Entry[], keepDays: number | null): number | null {
  const isWhole = entries.length > 0 && entries.every(({ state }) => state === "delivered");
  if (keepDays === null || !isWhole || !hasArrived(file, entries)) {
    return null;
  }
  return Math.max(...entries.map(({ changed }) => changed)) + keepDays * DAY_MS;
}

/** Whether every attachment is somewhere else, too. */
function hasArrived(file: SealedFile, entries: readonly Entry[]): boolean {
  const arrived = new Set(entries.flatMap(({ blobs }) => blobs?.arrived ?? []));
  try {
    return piecesOf(claimsOf(file)).every(({ sha256 }) => arrived.has(sha256));
  } catch {
    return false;
  }
}
