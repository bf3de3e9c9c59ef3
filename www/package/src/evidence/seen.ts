/**
 * Which pictures this device has sealed before: a photo of an earlier visit says nothing of this one. Only digests are kept, in a
 * database of their own, as recordings have. What a file says of it is self-reported: whoever clears the browser's data has no history.
 */

import { Database } from "../device/database.js";

export const PICTURES = { name: "sealform-pictures", version: 1, stores: ["pictures"] } as const;

const pictures = new Database<"pictures">(PICTURES);

/** A picture that is about to be sealed. */
export interface Sealing {
  readonly question: string;
  /** The digest of its bytes, and that of the file that it was made of. */
  readonly sha256: string;
  readonly source?: string;
}

/** Where a picture was sealed. */
interface Use {
  readonly draft: string;
  readonly form: readonly string[];
  readonly question: string;
}

/** So many uses of one picture are remembered: one other is enough. */
const MOST_USES = 20;
const WRITING_MS = 5_000;

/**
 * Which of these pictures, by their places in the list, were sealed before, or stand in the list before; and notes all of them.
 * `draft` is the UUID of what is sealed, and `form` under what it is filed. Throws where the device keeps nothing.
 */
export async function seenBefore(
  all: readonly Sealing[],
  draft: string,
  form: readonly string[],
): Promise<ReadonlySet<number>> {
  const seen = new Set<number>();
  const here = new Map<string, string>();
  for (const [index, { question, sha256, source }] of all.entries()) {
    for (const digest of new Set([sha256, source ?? sha256])) {
      const use: Use = { draft, form, question };
      const uses = await noted(digest, use);
      const other = here.get(digest);
      if (uses.some((before) => isOther(before, use)) || (other !== undefined && other !== question)) {
        seen.add(index);
      }
      here.set(digest, question);
    }
  }
  return seen;
}

/** Notes a use of a picture, and gives those before it. */
async function noted(digest: string, use: Use): Promise<readonly Use[]> {
  let before: readonly Use[] = [];
  const isSame = (one: Use): boolean => one.draft === use.draft && one.question === use.question;
  const decide = (found: unknown): unknown => {
    before = Array.isArray(found) ? (found as Use[]) : [];
    return before.some(isSame) ? undefined : [...before, use].slice(-MOST_USES);
  };
  await pictures.change("pictures", digest, decide, "relaxed", WRITING_MS);
  return before;
}

/** Whether a use is another one: neither of the same draft, nor of a correction, which answers the same question of the same assignment. */
function isOther(before: Use, { draft, form, question }: Use): boolean {
  const [, assignment] = form;
  const isCorrected =
    assignment !== "" && JSON.stringify(before.form) === JSON.stringify(form) && before.question === question;
  return before.draft !== draft && !isCorrected;
}
