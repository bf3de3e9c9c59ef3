/** What travels beside a file, in the database of this device. */

import { find } from "../widgets/blobs.js";
import type { Kept } from "./attachments.js";
import { database } from "./database.js";
import type { Store } from "./parcel.js";
import { isDraft, readDraftRecord } from "./records.js";

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
