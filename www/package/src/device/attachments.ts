/** Which attachments something on this device still names, and the end of those that nothing names any more. */

import { type Change, database, type Row } from "./database.js";
import type { Guard } from "./locks.js";
import { fromBase64Url, isDraft, readDraftRecord, readFile } from "./records.js";

/** An attachment as it is kept, in the store `blobs`. */
export interface Kept {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  /** The digest of the file that it was made of, by which it is known again; earlier versions did not say it. */
  readonly source?: string;
  readonly bytes: ArrayBuffer;
  /** When it was kept last, in milliseconds since 1970; earlier versions did not say it. */
  readonly at?: number;
  /** Under what the drafts are found in which it was kept, as JSON texts. */
  readonly forms?: readonly string[];
}

/** So many hexadecimal digits of the digest stand in a name: no two files of a device share them. */
export const DIGITS = 16;
const NAMED = /-([0-9a-f]{16})(?![0-9a-f])/g;

/** The beginnings of the digests of the attachments that a text names: a draft, or the claims of a file. */
export function attachmentsOf(text: string): Set<string> {
  return new Set([...text.matchAll(NAMED)].map(([, digits]) => digits ?? ""));
}

/** Keeps an attachment of a form; the same bytes of another form stay that form's, too. */
export function keepAttachment(kept: Kept, form: readonly string[], ms: number): Promise<unknown> {
  const own = form.length === 0 ? [] : [JSON.stringify(form)];
  const whole = (before: unknown): Kept => ({
    ...kept,
    at: Date.now(),
    forms: [...new Set([...formsOf(before), ...own])],
  });
  return database.change("blobs", kept.sha256, whole, "strict", ms);
}

/**
 * Takes away the attachments of a form that no draft and no sealed file names any more: those that another one replaced, and
 * those that were removed. `guard` holds the form's draft, nothing of it can be undone, and `draft` is what is on the screen.
 * Those that were kept at `before`, in milliseconds since 1970, or later may be on their way to an answer, and stay.
 */
export async function pruneAttachments(
  form: readonly string[],
  draft: string,
  before: number,
  guard: Pick<Guard, "isHeld">,
): Promise<void> {
  const kept = await database.keys("blobs");
  const named = await namedAnywhere();
  if (named === null) {
    return;
  }
  const onScreen = attachmentsOf(draft);
  const own = JSON.stringify(form);
  for (const key of kept.map(String)) {
    const digits = key.slice(0, DIGITS);
    if (!named.has(digits) && !onScreen.has(digits)) {
      // One after the other, for their bytes come along.
      await database.change("blobs", key, (found) => (guard.isHeld ? without(found, own, before) : undefined));
    }
  }
}

/** What stays of an attachment that a form has no use for: `null` for nothing, `undefined` where it is left as it is. */
function without(found: unknown, own: string, before: number): Kept | null | undefined {
  const forms = formsOf(found);
  const at = (found as Kept | undefined)?.at;
  if (!forms.includes(own) || at === undefined || at >= before) {
    return undefined;
  }
  const others = forms.filter((form) => form !== own);
  // Another form may still bring it back.
  return others.length === 0 ? null : { ...(found as Kept), forms: others };
}

/** What takes away the attachments of a draft that is deleted, but for those that something else names or may bring back. */
export async function removalOf(draft: IDBValidKey, text: string, file: string | null): Promise<Change[]> {
  const gone = JSON.stringify(draft);
  const drafts = (await database.rows("drafts")).filter(({ key }) => JSON.stringify(key) !== gone);
  const files = (await database.rows("files")).filter(({ key }) => key !== file);
  const named = new Set([...drafts, ...files].flatMap((row) => [...attachmentsOf(claimsOf(row) ?? String(row.value))]));
  const own = Array.isArray(draft) ? JSON.stringify(draft.slice(0, -1)) : "";
  const removed: Change[] = [];
  for (const digits of attachmentsOf(text)) {
    const kept = named.has(digits) ? undefined : await database.first("blobs", digits, `${digits}g`);
    if (kept !== undefined && formsOf(kept).every((form) => form === own)) {
      removed.push({ store: "blobs", key: (kept as Kept).sha256, remove: true });
    }
  }
  return removed;
}

/** The attachments that drafts and sealed files name; `null` where one of them cannot be read: it may name any. */
async function namedAnywhere(): Promise<Set<string> | null> {
  const drafts = await database.rows("drafts");
  const claims = (await database.rows("files")).map(claimsOf);
  if (!drafts.every(({ key, value }) => isDraft(readDraftRecord(key, value))) || claims.includes(null)) {
    return null;
  }
  const texts = [...drafts.map(({ value }) => String(value)), ...claims.map(String)];
  return new Set(texts.flatMap((text) => [...attachmentsOf(text)]));
}

/** What a sealed file claims, as text; `null` where the record is no file. */
function claimsOf({ value }: Row): string | null {
  try {
    const { payload } = JSON.parse(readFile(value)?.jws ?? "{}") as { readonly payload?: string };
    return payload === undefined ? null : fromBase64Url(payload);
  } catch {
    return null;
  }
}

function formsOf(kept: unknown): readonly string[] {
  return (kept as Kept | undefined)?.forms ?? [];
}
