/** Why a file is not delivered, and what would help. */

import type { DeliveryReason } from "../types.js";

/** A record, so that none can be missing. */
const REASONS: Readonly<Record<DeliveryReason, true>> = {
  refused: true,
  conflict: true,
  "no-target": true,
  "not-found": true,
  redirect: true,
  rejected: true,
  "no-digest": true,
  "no-file": true,
  grant: true,
  "by-hand": true,
  "not-encrypted": true,
  cors: true,
  unreachable: true,
  unreadable: true,
};

/** The hints, once a page has a delivery: others need none. */
let hints: Readonly<Partial<Record<DeliveryReason, string>>> = {};

export function useHints(all: typeof hints): void {
  hints = all;
}

/** Whether a record names a reason that this version knows. */
export function isReason(value: unknown): value is DeliveryReason {
  return typeof value === "string" && Object.hasOwn(REASONS, value);
}

/** The hint for a reason; `null` where nothing is known. */
export function hintFor(reason: DeliveryReason | null): string | null {
  return reason === null ? null : (hints[reason] ?? null);
}
