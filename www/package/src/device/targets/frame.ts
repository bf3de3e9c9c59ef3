/**
 * The page around the frame in which the form stands: it is handed the file with its attachments in one message, to exactly
 * its origin, and acknowledges by the port that comes along.
 */

import { within } from "../deadline.js";
import type { FrameTarget } from "../delivery.js";
import type { Reply } from "../outcome.js";
import { type Item, NotEncrypted, type Outgoing, outgoing, outgoingItem, textMember } from "../outgoing.js";
import { bytesOf, claimsOf, piecesOf } from "../parcel.js";
import type { SealedFile } from "../records.js";
import { NOT_ENCRYPTED, sendingMs, type Way } from "../send.js";

/** Hands a file over; where nobody acknowledges it in time, the reply is `none`, and it is handed over again later. */
export async function sendToFrame(to: FrameTarget, file: SealedFile, way: Way): Promise<Reply> {
  const around = globalThis.parent;
  if (around === undefined || around === globalThis.window) {
    // Opened by itself, the form has no page around it.
    return { kind: "none" };
  }
  try {
    return await handOver(around, to, file, way);
  } catch (error) {
    // What keeps a file from being read, or encrypted, now may be over later.
    return error instanceof NotEncrypted ? NOT_ENCRYPTED : { kind: "none" };
  }
}

async function handOver(around: Window, to: FrameTarget, file: SealedFile, way: Way): Promise<Reply> {
  const pieces = piecesOf(claimsOf(file));
  const files: Item[] = [];
  const arrived: string[] = [];
  const lost: string[] = [];
  for (const piece of pieces) {
    const bytes = await bytesOf(piece, file, way.store);
    const { name, type, sha256 } = piece;
    if (bytes === null) {
      lost.push(name);
    } else {
      files.push(await outgoingItem({ name, type, sha256, bytes }, file.jti, way.recipient));
      arrived.push(sha256);
    }
  }
  const blobs = { total: pieces.length, arrived: [], lost };
  await way.progress(blobs);
  if (!(await isTaken(around, to.url, await outgoing(file, way.recipient), files))) {
    return { kind: "none" };
  }
  await way.progress({ ...blobs, arrived });
  return { kind: "status", status: 200, namesDigest: true, after: null };
}

async function isTaken(around: Window, origin: string, file: Outgoing, files: readonly Item[]): Promise<boolean> {
  const { jti, sha256, name: fileName } = file;
  const { port1, port2 } = new MessageChannel();
  const taken = new Promise<true>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<{ readonly acknowledge?: unknown } | null>) => {
      if (data?.acknowledge === jti) {
        resolve(true);
      }
    };
  });
  try {
    const message = { type: "sealform-sealed", jti, sha256, fileName, ...textMember(file), files };
    around.postMessage(message, origin, [port2]);
    const bytes = files.reduce((sum, item) => sum + item.bytes.length, 0);
    return await within(sendingMs(bytes), taken);
  } catch {
    return false;
  } finally {
    port1.close();
  }
}
