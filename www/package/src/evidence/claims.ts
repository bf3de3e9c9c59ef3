/** What a sealed file claims of its attachments: read from the device when it is sealed. */

import { within } from "../device/deadline.js";
import { find } from "../widgets/blobs.js";
import { seenBefore } from "./seen.js";

/** A file that is an answer. */
export interface Named {
  readonly name: string;
  readonly question: string;
}

/** How long the history of pictures is waited for: without it the file is sealed all the same. */
const HISTORY_MS = 10_000;

/** The claims as JSON text; or the first file that is not on this device. `draft` is what is sealed, `form` under what it is filed. */
export async function claimsOf(
  named: readonly Named[],
  draft: string,
  form: readonly string[],
): Promise<string | Named> {
  const all = await Promise.all(named.map(async (one) => ({ ...one, kept: await find(one.name) })));
  const found = all.flatMap(({ kept, ...one }) => (kept === null ? [] : [{ ...one, ...kept, name: one.name }]));
  const missing = all.find(({ kept }) => kept === null);
  if (missing !== undefined) {
    return { name: missing.name, question: missing.question };
  }
  const pictures = found.filter(({ type }) => type.startsWith("image/"));
  const places = await within(HISTORY_MS, seenBefore(pictures, draft, form)).catch(() => new Set<number>());
  const seen = new Set(pictures.filter((_, index) => places.has(index)));
  const claims = found.map((one) => {
    const { name, question, type, size, sha256 } = one;
    const claim = { name, question, type: type || "application/octet-stream", size, sha256 };
    return seen.has(one) ? { ...claim, seen: true } : claim;
  });
  return JSON.stringify(claims);
}
