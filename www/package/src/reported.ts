/** What a page hears of sealed files: that there is one, and how far it has come. */

import { outbox } from "./device/desk.js";
import type { Entry } from "./device/entry.js";
import { hintFor } from "./device/hints.js";
import type { SealedFile } from "./device/records.js";
import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";
import type { DeliveryDetail, SealedDetail } from "./types.js";

/** The detail of `sealform-delivery`. */
export function deliveryDetail(entry: Entry): DeliveryDetail {
  const { jti, sha256, target, state, status, attempts, next, reason } = entry;
  const blobs = entry.blobs === undefined ? null : { ...entry.blobs, arrived: entry.blobs.arrived.length };
  return { jti, sha256, target, state, status, attempts, next, reason, hint: hintFor(reason), blobs };
}

/** Hands a file to the page; gives whether it has taken it, at once. `report` gives whether a listener has called `preventDefault()`. */
export function handToPage(file: SealedFile, report: (detail: SealedDetail) => boolean): boolean {
  const { jti, sha256, name: fileName, jws } = file;
  let acknowledged = false;
  let isReporting = true;
  const acknowledge = (): void => {
    acknowledged = true;
    if (!isReporting) {
      void outbox.acknowledge(jti);
    }
  };
  const files: SealedDetail["files"] = async () => {
    const { attachmentsOf } = await part(LOADING_MS, () => import("./device/by-hand.js"));
    return attachmentsOf(file);
  };
  const bytes = new TextEncoder().encode(jws);
  const prevented = report({ jti, sha256, fileName, bytes, jws, files, acknowledge });
  isReporting = false;
  return acknowledged || prevented;
}
