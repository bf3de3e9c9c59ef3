/**
 * Attachments on this device: in the database of the drafts, in the store `blobs`, each under the SHA-256 of its bytes. Its
 * name ends with the beginning of that digest: so two of a form never have one name, and a name leads to its bytes.
 */

import { DIGITS, type Kept, keepAttachment } from "../device/attachments.js";
import { database } from "../device/database.js";

const NAME = /-([0-9a-f]{16})(\.[^.]*)?$/;

/** What cannot be kept is at least here until the page is left. */
const memory = new Map<string, Kept>();

/** A name for these bytes: no path, no control signs, not too long. */
function nameFor(given: string, sha256: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control signs are what is looked for
  const tidy = given.replace(/[\u0000-\u001f/\\:*?"<>|]+/g, " ").trim() || "file";
  const dot = tidy.lastIndexOf(".");
  const [stem, end] = dot > 0 ? [tidy.slice(0, dot), tidy.slice(dot, dot + 10)] : [tidy, ""];
  return `${[...stem].slice(0, 40).join("")}-${sha256.slice(0, DIGITS)}${end.toLowerCase()}`;
}

/** The name as somebody gave it. */
export function shortName(name: string): string {
  return name.replace(NAME, "$2");
}

/** A file as it is kept: its bytes, their digest, and that of the file it was made of. */
export interface Finished {
  readonly bytes: ArrayBuffer;
  readonly type: string;
  readonly sha256: string;
  readonly source: string;
}

/** Stores a file of a form, which is filed like that, and returns its name. Where storage is full or denied the file is held in memory. */
export async function keep(
  given: string,
  { bytes, type, sha256, source }: Finished,
  form: readonly string[],
): Promise<{ name: string; isKept: boolean }> {
  const name = nameFor(given, sha256);
  const kept: Kept = { name, type, size: bytes.byteLength, sha256, source, bytes };
  try {
    await keepAttachment(kept, form, writingMs(bytes.byteLength));
    return { name, isKept: true };
  } catch {
    memory.set(name, kept);
    return { name, isKept: false };
  }
}

/** The attachment of that name; `null` where it is not on this device. It throws where that cannot be found out. */
export async function find(name: string): Promise<Kept | null> {
  const digits = NAME.exec(name)?.[1];
  if (digits === undefined) {
    return null;
  }
  const held = memory.get(name);
  if (held !== undefined) {
    return held;
  }
  const kept = await database.first("blobs", digits, `${digits}g`);
  return (kept as Kept | undefined) ?? null;
}

/** Attachments are large: what the slowest device needs comes on top. */
function writingMs(bytes: number): number {
  return 60_000 + bytes / 16;
}
