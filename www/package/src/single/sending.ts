/** A page that is one file goes from hand to hand and reaches no server: what sends is not in it. Its files are saved, or shared. */

import type { Reply } from "../device/outcome.js";

/** Says so in the list of reports, where the file can be saved. */
export async function sendFromDevice(): Promise<Reply> {
  return { kind: "stopped", reason: "unreachable", status: 0 };
}

export async function isThere(): Promise<boolean> {
  return false;
}

export async function fetchAhead(): Promise<void> {
  // There is nothing to fetch.
}
