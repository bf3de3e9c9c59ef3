/** How much may be attached, and how much of that is taken. */

import { attachmentsOf } from "../device/attachments.js";
import { within } from "../device/deadline.js";
import { find } from "../widgets/blobs.js";

/** A picture, once it is as small as it has to be. */
export const MOST_OF_PICTURE = 10_000_000;
/** All files of a form. */
export const MOST_OF_FORM = 50_000_000;
/** The longest edge of a picture, in dots; a form may ask for less. */
export const MOST_PIXELS = 2_048;
/** How long it may take to find out how large files are. */
const SIZING_MS = 10_000;

/** Sizes by the beginning of the digest: it is not read twice how large a file is. */
const sizes = new Map<string, number>();

/** Says how large a file is: nobody has to read it again for that. */
export function noteSize(name: string, bytes: number): void {
  for (const digits of attachmentsOf(name)) {
    sizes.set(digits, bytes);
  }
}

/** How many bytes the files take that a text names: a draft, or some names; those of a device that cannot read them count nothing. */
export async function bytesOf(text: string): Promise<number> {
  const counted = [...attachmentsOf(text)].map(async (digits) => {
    const known = sizes.get(digits);
    if (known !== undefined) {
      return known;
    }
    const kept = await within(SIZING_MS, find(`-${digits}`)).catch(() => null);
    if (kept !== null) {
      sizes.set(digits, kept.size);
    }
    return kept?.size ?? 0;
  });
  return (await Promise.all(counted)).reduce((sum, size) => sum + size, 0);
}

/** The part of `<sealform-form>` that is asked what the whole form holds. */
interface Exports {
  exportDraft?(): string | null;
}

/** What of a draft is asked here. */
export interface DraftFacts {
  readonly id: string;
  readonly answers: object;
}

/** The draft of a form; `null` while there is none. */
export function draftOf(form: Element | undefined): DraftFacts | null {
  try {
    const text = (form as Exports | undefined)?.exportDraft?.() ?? null;
    // Only the engine writes it.
    return text === null ? null : (JSON.parse(text) as DraftFacts);
  } catch {
    // The Wasm has stopped, and says so elsewhere.
    return null;
  }
}

/** How many bytes can still be attached in a form: `names` are those of a question as they stand, `leaving` make room. */
export async function roomIn(
  form: Element | undefined,
  names: readonly string[],
  leaving: readonly string[] = [],
): Promise<number> {
  // What has just been answered may stand in no draft yet.
  const taken = await bytesOf(JSON.stringify([draftOf(form)?.answers ?? {}, names]));
  return Math.max(0, MOST_OF_FORM - taken + (await bytesOf(JSON.stringify(leaving))));
}

/** Whether a file is of a kind that a question takes: `accept` as HTML has it; nothing takes all. */
export function isAccepted({ name, type }: { readonly name: string; readonly type: string }, accept: string): boolean {
  const kinds = accept
    .toLowerCase()
    .split(",")
    .map((kind) => kind.trim())
    .filter((kind) => kind !== "");
  const fits = (kind: string): boolean => {
    if (kind.startsWith(".")) {
      return name.toLowerCase().endsWith(kind);
    }
    return kind.endsWith("/*") ? type.toLowerCase().startsWith(kind.slice(0, -1)) : type.toLowerCase() === kind;
  };
  // What no system knows has no type, and cannot be refused for it.
  return kinds.length === 0 || kinds.some(fits) || (type === "" && !kinds.some((kind) => kind.startsWith(".")));
}
