/** Sending from this device: what travels beside a file lies in its database. */

import { find } from "../widgets/blobs.js";
import type { Kept } from "./attachments.js";
import { database } from "./database.js";
import type { RemoteTarget, ServerType } from "./delivery.js";
import type { Recipient } from "./encryption/recipient.js";
import type { BlobProgress, Progress } from "./entry.js";
import type { Reply } from "./outcome.js";
import type { Store } from "./parcel.js";
import { isDraft, readDraftRecord, type SealedFile } from "./records.js";
import { send } from "./send.js";
import { loadTarget } from "./targets/index.js";

export { isThere } from "./send.js";

export const onDevice: Store = {
  async attachment({ name, sha256 }) {
    // Two names may lead to the same bytes; what has no name of ours is there under its digest.
    const kept = (await find(name)) ?? ((await database.get("blobs", sha256)) as Kept | undefined);
    return kept?.bytes ?? null;
  },
  async draft({ form, jti }) {
    const key = [...form, jti];
    const value = await database.get("drafts", key);
    const record = value === undefined ? null : readDraftRecord(key, value);
    return record !== null && isDraft(record) ? record.text : null;
  },
};

/** Sends a file with what travels beside it, encrypted where there is a recipient. */
export async function sendFromDevice(
  to: RemoteTarget,
  file: SealedFile,
  blobs: BlobProgress,
  progress: Progress,
  recipient: Recipient | undefined,
): Promise<Reply> {
  const way = { blobs, store: onDevice, progress, recipient };
  return to.type === "frame" ? (await import("./targets/frame.js")).sendToFrame(to, file, way) : send(to, file, way);
}

/** Loads what these types of targets need. */
export async function fetchAhead(types: readonly ServerType[]): Promise<void> {
  await Promise.all(types.map(loadTarget));
}
