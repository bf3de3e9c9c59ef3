/** Takes off the device what has arrived everywhere and stayed long enough; each is remembered, so that nobody misses it. */

import { database } from "./database.js";
import { type Entry, readEntry } from "./entry.js";
import { goesAt, type Removed, readRemoved, removals } from "./keeping.js";
import { take } from "./locks.js";
import { draftLock, readFile, type SealedFile } from "./records.js";
import { removeDelivered } from "./removal.js";

/** So many reports that are gone are remembered. */
const MOST_REMEMBERED = 500;

/** What is looked at. */
export interface Sweep {
  readonly keepDays: number;
  /** Under what the draft is found whose lock is held here; its questionnaire is the one whose reports are looked at. */
  readonly form: readonly string[];
  /** Whether somebody still waits for it. */
  readonly mayGoOn: () => boolean;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** Removes what may go; gives what went. Throws where storage does. */
export async function sweep({ keepDays, form, now, mayGoOn }: Sweep): Promise<readonly Removed[]> {
  const entries = await entriesByFile();
  const gone: Removed[] = [];
  for (const [jti, all] of entries) {
    const file = all === null ? null : readFile(await database.get("files", jti));
    const goes = file === null || all === null ? null : goesAt(file, all, keepDays);
    const isOver = goes !== null && goes <= now && file?.questionnaire === form[0];
    if (file !== null && all !== null && isOver && mayGoOn()) {
      const isGone = await unlessOpen(file, form, () => remove(file, all, now));
      gone.push(...(isGone === null ? [] : [isGone]));
    }
  }
  if (gone.length > 0) {
    await forgetOldest();
  }
  return gone;
}

/** The entries of each file; `null` where one of them cannot be read: it may still be on its way. */
async function entriesByFile(): Promise<Map<string, Entry[] | null>> {
  const files = new Map<string, Entry[] | null>();
  for (const { key, value } of await database.rows("outbox")) {
    const entry = readEntry(value);
    const jti = entry?.jti ?? String(Array.isArray(key) ? key[0] : key);
    const known = files.get(jti);
    files.set(jti, entry === null || known === null ? null : [...(known ?? []), entry]);
  }
  return files;
}

/** A report that another tab shows stays. */
async function unlessOpen<Result>(
  file: SealedFile,
  form: readonly string[],
  act: () => Promise<Result>,
): Promise<Result | null> {
  if (JSON.stringify(file.form) === JSON.stringify(form)) {
    return act();
  }
  const guard = await take({ name: draftLock(file.form) });
  if (guard === null) {
    return null;
  }
  try {
    return await act();
  } finally {
    guard.release();
  }
}

/** First it is remembered: nothing goes in silence. */
async function remove(file: SealedFile, entries: readonly Entry[], at: number): Promise<Removed> {
  const { jti, questionnaire, name } = file;
  const removed: Removed = { jti, questionnaire, name, at };
  await removals.write([{ store: "reports", key: jti, put: JSON.stringify(removed) }], "strict");
  await removeDelivered(file, entries);
  return removed;
}

async function forgetOldest(): Promise<void> {
  const rows = await removals.rows("reports");
  const newest = rows.map(({ key, value }) => ({ key, at: readRemoved(value)?.at ?? 0 })).sort((a, b) => b.at - a.at);
  for (const { key } of newest.slice(MOST_REMEMBERED)) {
    await removals.write([{ store: "reports", key: String(key), remove: true }]);
  }
}
