/**
 * What was filled in for the wrong contact goes to the right one: its draft is filed anew, with everything in it. The form
 * records the move when it opens under the other assignment; nothing here reads or changes an answer.
 */

import { attachmentsOf, DIGITS, type Kept } from "../device/attachments.js";
import { type Change, database, StoreFault } from "../device/database.js";
import { take } from "../device/desk.js";
import { choose, wasSealed } from "../device/drafts.js";
import type { Guard } from "../device/locks.js";
import { draftLock, draftRecordText, type FormKey, isDraft, listOf, readDraftRecord } from "../device/records.js";
import { hasAnswers } from "./store.js";

/** Why nothing was moved: another tab has one of the two, or one of the two is not what it has to be. */
export type Refusal = "busy" | "refused";

/** How long another tab, or the form that was just left, is waited for. */
const PATIENCE_MS = 2_000;

/**
 * Files the draft of one assignment under another one, which has none with answers: one that is empty there is put aside. Gives
 * `null` where it was moved. Both drafts are held meanwhile, and everything is written in one transaction: never are there
 * two drafts under one key, and what is signed stays where it was signed.
 */
export async function moveDraft(from: FormKey, to: FormKey): Promise<Refusal | null> {
  const guards: Guard[] = [];
  try {
    for (const key of [from, to]) {
      const guard = await take({ name: draftLock(listOf(key)), patience: PATIENCE_MS, isNeeded: true });
      if (guard === null) {
        return "busy";
      }
      guards.push(guard);
    }
    return await moveHeld(from, to);
  } finally {
    for (const guard of guards) {
      guard.release();
    }
  }
}

async function moveHeld(from: FormKey, to: FormKey): Promise<Refusal | null> {
  const [leaving, there] = await Promise.all([rowsOf(from), rowsOf(to)]);
  const found = choose(leaving);
  const met = choose(there);
  const isFree = met.is === "nothing" || (met.is === "open" && !hasAnswers(met.record.text));
  if (found.is !== "open" || !isFree || (await wasSealed(found.record.id))) {
    return "refused";
  }
  const { record } = found;
  const aside = there
    .map(({ key, value }) => readDraftRecord(key, value))
    .filter(isDraft)
    .filter(({ stage }) => stage === "open")
    .map(({ key, openMs, text }): Change => put(key as string[], draftRecordText("aside", openMs, text)));
  await nameAttachments(record.text, to);
  const changes: Change[] = [
    ...aside,
    { store: "drafts", key: record.key as string[], remove: true },
    { store: "drafts", key: [...listOf(to), record.id], add: draftRecordText("open", record.openMs, record.text) },
  ];
  try {
    await database.write(changes, "strict");
  } catch (error) {
    // The very draft stands there already: it was put aside there once.
    if (error instanceof StoreFault && error.fault === "taken") {
      return "refused";
    }
    throw error;
  }
  return null;
}

function rowsOf(key: FormKey): ReturnType<typeof database.rows> {
  return database.rows("drafts", listOf(key));
}

function put(key: readonly string[], text: string): Change {
  return { store: "drafts", key, put: text };
}

/** The attachments of a draft are those of the other form as well from now on: it may take them away when it has no use for them. */
async function nameAttachments(draft: string, to: FormKey): Promise<void> {
  const named = attachmentsOf(draft);
  const own = JSON.stringify(listOf(to));
  for (const key of (await database.keys("blobs")).map(String)) {
    if (named.has(key.slice(0, DIGITS))) {
      await database.change("blobs", key, (found) => withForm(found as Kept | undefined, own));
    }
  }
}

function withForm(kept: Kept | undefined, form: string): Kept | undefined {
  return kept === undefined ? undefined : { ...kept, forms: [...new Set([...(kept.forms ?? []), form])] };
}
