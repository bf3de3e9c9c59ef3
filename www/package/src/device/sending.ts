/** Sending from this device: what goes over the network. */

import type { RemoteTarget, ServerType } from "./delivery.js";
import type { Recipient } from "./encryption/recipient.js";
import type { BlobProgress, Progress } from "./entry.js";
import { onDevice } from "./on-device.js";
import type { Reply } from "./outcome.js";
import type { SealedFile } from "./records.js";
import { send } from "./send.js";
import { sendToFrame } from "./targets/frame.js";
import { loadTarget } from "./targets/index.js";

export { isThere } from "./send.js";

/** Sends a file with what travels beside it, encrypted where there is a recipient. */
export function sendFromDevice(
  to: RemoteTarget,
  file: SealedFile,
  blobs: BlobProgress,
  progress: Progress,
  recipient: Recipient | undefined,
): Promise<Reply> {
  const way = { blobs, store: onDevice, progress, recipient };
  return to.type === "frame" ? sendToFrame(to, file, way) : send(to, file, way);
}

/** Loads what these types of targets need. */
export async function fetchAhead(types: readonly ServerType[]): Promise<void> {
  await Promise.all(types.map(loadTarget));
}
