/** Where reports on this device have got to, in words. */

import { isRemote, placeOf } from "./device/delivery.js";
import { outbox } from "./device/desk.js";
import { type BlobProgress, type Entry, entryName } from "./device/entry.js";
import { readRemoved, removals } from "./device/keeping.js";
import type { DeviceMessages } from "./messages.js";
import { element } from "./notice.js";

type Words = DeviceMessages["list"];

/** A line for each target of a report. */
export function waysOf(jti: string, words: Words): readonly HTMLElement[] {
  const entries = outbox.entries().filter((entry) => entry.jti === jti);
  return entries.map((entry) => way(entry, words));
}

/** How far a report has come on its way to one target, with its attachments. */
export function way(entry: Entry, words: Words): HTMLElement {
  const line = element("p", "hint");
  line.dataset["entry"] = entryName(entry);
  const mark = isEncrypted(entry) ? ` (${words.encrypted})` : "";
  line.append(`${targetName(entry, words)}${mark}: `, element("strong", "", words[entry.state]));
  const more = [
    entry.reason === null ? null : words[entry.reason],
    entry.status === 0 ? null : `(${entry.status})`,
    ...(entry.blobs === undefined ? [] : attached(entry.blobs, words)),
  ];
  line.append(...more.filter((text) => text !== null).map((text) => ` ${text}`));
  return line;
}

/** What is settled when a file is sealed holds for it; before, it is what the page says now. */
function isEncrypted(entry: Entry): boolean {
  const to = outbox.destination(entry);
  return entry.encrypt !== undefined || (to !== undefined && isRemote(to) && to.encrypt !== undefined);
}

function targetName(entry: Entry, words: Words): string {
  const to = outbox.destination(entry);
  if (to === undefined) {
    return entry.target;
  }
  return isRemote(to) ? (placeOf(to) ?? to.id) : words[to.type];
}

function attached({ total, arrived, lost }: BlobProgress, words: Words): readonly string[] {
  const sent = words.filesSent.replace("{0}", String(arrived.length)).replace("{1}", String(total));
  return [
    ...(total === 0 ? [] : [sent]),
    ...(lost.length === 0 ? [] : [words.filesLost.replace("{0}", () => lost.join(", "))]),
  ];
}

/** Reports that went from this device by themselves, the newest first; none where nobody can say. */
export async function removedReports(words: Words, moment: (ms: number) => string): Promise<readonly HTMLElement[]> {
  const rows = await removals.rows("reports").catch(() => []);
  const read = rows.map(({ key, value }) => ({ key: String(key), record: readRemoved(value) }));
  return read
    .sort((one, other) => (other.record?.at ?? 0) - (one.record?.at ?? 0))
    .map(({ key, record }) => {
      const item = element("li", "");
      // What cannot be read is in sight all the same.
      const said = record === null ? words.broken : words.goneOn.replace("{0}", () => moment(record.at));
      item.append(element("strong", "name", record?.name ?? key), " ", said);
      return item;
    });
}
