/** Takes drafts and reports off the device, with the attachments that nothing else names. */

import { forgetReceipts } from "../receipts/store.js";
import { removalOf } from "./attachments.js";
import { type Change, database } from "./database.js";
import { outbox } from "./desk.js";
import { forgetEncrypted } from "./encryption/forget.js";
import { type Entry, entryKey } from "./entry.js";
import { type DraftRecord, readDraftRecord, type SealedFile, type UnreadableRecord } from "./records.js";

/** Takes a draft away. */
export function removeDraft(record: DraftRecord | UnreadableRecord): Promise<void> {
  return remove(record, null);
}

/** Takes a report away: its file, its way, and its draft. */
export async function removeReport(file: SealedFile): Promise<void> {
  await removeEntries(file.jti);
  await removeBeside(file.jti);
  const key = [...file.form, file.jti];
  await remove(readDraftRecord(key, await database.get("drafts", key)), file.jti);
}

/** Takes away what stands in the place of a sealed file, and is none, with its way; its draft stays. */
export async function removeBroken(jti: string): Promise<void> {
  await removeEntries(jti);
  await removeBeside(jti);
  await database.write([{ store: "files", key: jti, remove: true }], "strict");
}

/** The same at once, of a report that has arrived: its way goes with it, or nothing does. */
export async function removeDelivered(file: SealedFile, entries: readonly Entry[]): Promise<void> {
  const key = [...file.form, file.jti];
  await removeBeside(file.jti);
  const way = entries.map((entry): Change => ({ store: "outbox", key: entryKey(entry), remove: true }));
  await remove(readDraftRecord(key, await database.get("drafts", key)), file.jti, way);
}

async function removeEntries(of: string): Promise<void> {
  for (const { jti, target } of outbox.entries().filter((entry) => entry.jti === of)) {
    await outbox.remove(jti, target);
  }
}

/** What stands beside a report in databases of their own: what was encrypted of it, and its receipts. */
async function removeBeside(jti: string): Promise<void> {
  await forgetEncrypted(jti);
  await forgetReceipts(jti);
}

async function remove(
  record: DraftRecord | UnreadableRecord,
  file: string | null,
  way: readonly Change[] = [],
): Promise<void> {
  const blobs = await removalOf(record.key, record.text, file);
  const files: Change[] = file === null ? [] : [{ store: "files", key: file, remove: true }];
  const draft: Change = { store: "drafts", key: record.key as string[], remove: true };
  await database.write([...way, ...files, ...blobs, draft], "strict");
}
