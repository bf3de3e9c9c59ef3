/** Takes drafts and reports off the device, with the attachments that nothing else names. */

import { type Change, database } from "./database.js";
import { outbox } from "./desk.js";
import { type DraftRecord, readDraftRecord, type SealedFile, type UnreadableRecord } from "./records.js";

/** How names of attachments end: with the beginning of their digest, and their kind. */
const ATTACHMENT = /-([0-9a-f]{16})(?:\.[^."\\]*)?"/g;

/** The beginnings of the digests of the attachments that a draft names. */
export function attachmentsOf(draft: string): Set<string> {
  return new Set([...draft.matchAll(ATTACHMENT)].map(([, digits]) => digits ?? ""));
}

/** Takes a draft away. */
export function removeDraft(record: DraftRecord | UnreadableRecord): Promise<void> {
  return remove(record, []);
}

/** Takes a report away: its file, its way, and its draft. */
export async function removeReport(file: SealedFile): Promise<void> {
  for (const { jti, target } of outbox.entries().filter((entry) => entry.jti === file.jti)) {
    await outbox.remove(jti, target);
  }
  const key = [...file.form, file.jti];
  const record = readDraftRecord(key, await database.get("drafts", key));
  await remove(record, [{ store: "files", key: file.jti, remove: true }]);
}

async function remove(record: DraftRecord | UnreadableRecord, more: readonly Change[]): Promise<void> {
  const gone = JSON.stringify(record.key);
  const others = (await database.rows("drafts")).filter(({ key }) => JSON.stringify(key) !== gone);
  const named = new Set(others.flatMap(({ value }) => [...attachmentsOf(String(value))]));
  const blobs: Change[] = [];
  for (const digits of attachmentsOf(record.text)) {
    const kept = named.has(digits) ? undefined : await database.first("blobs", digits, `${digits}g`);
    if (kept !== undefined) {
      blobs.push({ store: "blobs", key: (kept as { readonly sha256: string }).sha256, remove: true });
    }
  }
  await database.write([...more, ...blobs, { store: "drafts", key: record.key as string[], remove: true }], "strict");
}
