/** Which draft a form goes on with, and what is said of one that it cannot go on with. Nothing stored is passed over. */

import type { EngineFile } from "../types.js";
import { type Change, database, type Row } from "./database.js";
import {
  asideRecordText,
  type DraftRecord,
  draftFacts,
  draftRecordText,
  type FormKey,
  isDraft,
  listOf,
  readDraftRecord,
  readFile,
  type SealedFile,
  type UnreadableRecord,
} from "./records.js";

/** What is kept of a form. */
export type Found =
  | { readonly is: "nothing" }
  | { readonly is: "open"; readonly record: DraftRecord }
  | { readonly is: "sealed"; readonly record: DraftRecord; readonly file: SealedFile }
  /** It was sealed, and its file is gone, or what stands in its place is no file. */
  | { readonly is: "file-gone"; readonly record: DraftRecord }
  | { readonly is: "file-damaged"; readonly record: DraftRecord; readonly text: string }
  | { readonly is: "unreadable"; readonly record: UnreadableRecord };

/** What is kept of a form; `sha256` is its digest, by which the older store filed drafts. */
export async function findDraft(form: FormKey, sha256: string): Promise<Found> {
  const [rows, older] = await Promise.all([
    database.rows("drafts", listOf(form)),
    database.rows("drafts", `${sha256}|`),
  ]);
  const found = choose([...rows, ...older]);
  if (found.is !== "done") {
    return found;
  }
  const { record } = found;
  const kept = await database.get("files", record.id);
  if (kept === undefined) {
    return { is: "file-gone", record };
  }
  const file = readFile(kept);
  return file === null ? { is: "file-damaged", record, text: String(kept) } : { is: "sealed", record, file };
}

/** What there is to go on with, before the file of one that is done is looked for. */
type Choice =
  | { readonly is: "nothing" }
  | { readonly is: "open"; readonly record: DraftRecord }
  | { readonly is: "done"; readonly record: DraftRecord }
  | { readonly is: "unreadable"; readonly record: UnreadableRecord };

/** The one to go on with: the last that was touched and not put aside. One that cannot be read comes first. */
export function choose(rows: readonly Row[]): Choice {
  const records = rows.map(({ key, value }) => readDraftRecord(key, value));
  for (const record of records) {
    if (!isDraft(record) && !record.isAside) {
      return { is: "unreadable", record };
    }
  }
  const drafts = records.filter(isDraft).filter(({ stage }) => stage !== "aside");
  const last = drafts.reduce<DraftRecord | null>(
    (best, record) => (best === null || record.at > best.at ? record : best),
    null,
  );
  return last === null ? { is: "nothing" } : { is: last.stage === "sealed" ? "done" : "open", record: last };
}

/** Puts a record aside, where it stays: the person was asked, and begins anew or goes on without it. */
export function putAside(record: DraftRecord | UnreadableRecord): Promise<void> {
  const text = isDraft(record) ? draftRecordText("aside", record.openMs, record.text) : asideRecordText(record.text);
  return database.write([{ store: "drafts", key: record.key as string[], put: text }], "strict");
}

/** Keeps a draft that comes from elsewhere in place of those of its form, which are put aside: it is the one to come back to. */
export async function replaceDrafts(form: FormKey, openMs: number, draft: string): Promise<void> {
  const id = draftFacts(draft)?.id ?? "";
  const rows = await database.rows("drafts", listOf(form));
  const records = rows.map(({ key, value }) => readDraftRecord(key, value)).filter(isDraft);
  const others = records.filter((record) => record.id !== id && record.stage !== "aside");
  const aside = others.map(
    (record): Change => ({
      store: "drafts",
      key: record.key as string[],
      put: draftRecordText("aside", record.openMs, record.text),
    }),
  );
  const put = draftRecordText("open", openMs, draft);
  await database.write([...aside, { store: "drafts", key: [...listOf(form), id], put }], "strict");
}

/** A form with which a draft was begun: it is pinned, whatever the page offers later. */
export interface PinnedForm {
  readonly program: Uint8Array;
  /** When it was pinned, in milliseconds since 1970. */
  readonly at?: number;
  /** What it was compiled from, where that was at hand: another engine compiles it again. */
  readonly source?: PinnedSource;
}

export interface PinnedSource {
  readonly questionnaire: string;
  readonly key: string | undefined;
  readonly files: readonly EngineFile[];
}

/** Keeps the form of a draft, by its digest. Without it the draft is kept all the same. */
export async function pin(sha256: string, form: PinnedForm): Promise<void> {
  await database.change("forms", sha256, (before) => {
    // What is damaged is written over: the form that is at hand has the same digest.
    const known = isPinned(before) ? before : undefined;
    // A source that was kept once stays: a later page may have the program alone.
    return known !== undefined && (form.source === undefined || known.source !== undefined) && isSame(known, form)
      ? undefined
      : {
          ...form,
          at: Date.now(),
          ...(form.source === undefined && known?.source !== undefined ? { source: known.source } : {}),
        };
  });
}

function isSame(one: PinnedForm, other: PinnedForm): boolean {
  return one.program.length === other.program.length && one.program.every((byte, at) => byte === other.program[at]);
}

/** The form of that digest; `null` where it was not kept, and `damaged` where what stands there is no form. */
export async function pinned(sha256: string): Promise<PinnedForm | "damaged" | null> {
  const form = await database.get("forms", sha256);
  if (form === undefined) {
    return null;
  }
  return isPinned(form) ? form : "damaged";
}

function isPinned(value: unknown): value is PinnedForm {
  const { program, source } = (value ?? {}) as Partial<PinnedForm>;
  return ArrayBuffer.isView(program) && (source === undefined || typeof source.questionnaire === "string");
}

/** A form is pinned before its first draft is written: it is left alone for so long. */
const UNUSED_MS = 24 * 60 * 60_000;

/** Takes away the forms with which no draft on this device was begun. */
export async function prunePinned(current: string): Promise<void> {
  const drafts = (await database.rows("drafts")).map(({ key, value }) => readDraftRecord(key, value));
  // What cannot be read may have been begun with any of them.
  if (!drafts.every(isDraft)) {
    return;
  }
  const used = new Set([current, ...drafts.map(({ sha256 }) => sha256)]);
  const unused = (await database.rows("forms")).filter(
    ({ key, value }) => !used.has(String(key)) && Date.now() - ((value as Partial<PinnedForm>)?.at ?? 0) > UNUSED_MS,
  );
  if (unused.length > 0) {
    await database.write(unused.map(({ key }): Change => ({ store: "forms", key: String(key), remove: true })));
  }
}

/** Whether a draft of that UUID was sealed on this device: it is never opened again. */
export async function wasSealed(id: string): Promise<boolean> {
  return (await database.get("files", id)) !== undefined;
}
