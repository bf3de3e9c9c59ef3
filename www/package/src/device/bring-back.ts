/** What was put aside comes to the front again: the form it belongs to opens with it. */

import { database } from "./database.js";
import {
  type DraftRecord,
  draftRecordText,
  type FormKey,
  isDraft,
  listOf,
  readDraftRecord,
  type UnreadableRecord,
} from "./records.js";

type Put = Parameters<typeof database.write>[0][number];

/** Opens a draft that was put aside; the one that is there now is put aside in its place. */
export async function bringBack(record: DraftRecord, form: readonly string[]): Promise<void> {
  const rows = await database.rows("drafts", form);
  const records = rows.map(({ key, value }): DraftRecord | UnreadableRecord => readDraftRecord(key, value));
  const others = records.filter(isDraft).filter(({ id, stage }) => id !== record.id && stage !== "aside");
  // A draft that was sealed before is never opened again.
  const wasSealed = (await database.get("files", record.id)) !== undefined;
  const put = (one: DraftRecord, stage: "open" | "sealed" | "aside"): Put => ({
    store: "drafts",
    key: one.key as string[],
    put: draftRecordText(stage, one.openMs, one.text),
  });
  await database.write(
    [...others.map((one) => put(one, "aside")), put(record, wasSealed ? "sealed" : "open")],
    "strict",
  );
}

/** Has a form open with the receipt of a report that was signed; one whose draft is gone stays where it is. */
export async function bringReport(jti: string, form: FormKey): Promise<void> {
  const key = [...listOf(form), jti];
  const record = readDraftRecord(key, await database.get("drafts", key));
  if (isDraft(record)) {
    await bringBack(record, listOf(form));
  }
}
