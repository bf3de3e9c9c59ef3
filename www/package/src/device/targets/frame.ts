/**
 * The page around the frame in which the form stands: it is handed the file with its attachments in one message, to exactly
 * its origin, and acknowledges by the port that comes along.
 */

import { within } from "../deadline.js";
import type { FrameTarget } from "../delivery.js";
import type { Reply } from "../outcome.js";
import { bytesOf, claimsOf, piecesOf } from "../parcel.js";
import type { SealedFile } from "../records.js";
import { sendingMs, type Way } from "../send.js";
import type { Item } from "./target.js";

/** Hands a file over; where nobody acknowledges it in time, the reply is `none`, and it is handed over again later. */
export async function sendToFrame(to: FrameTarget, file: SealedFile, way: Way): Promise<Reply> {
  const around = globalThis.parent;
  if (around === undefined || around === globalThis.window) {
    // Opened by itself, the form has no page around it.
    return { kind: "none" };
  }
  const pieces = piecesOf(claimsOf(file));
  const files: Item[] = [];
  const lost: string[] = [];
  for (const piece of pieces) {
    const bytes = await bytesOf(piece, file, way.store);
    const { name, type, sha256 } = piece;
    if (bytes === null) {
      lost.push(name);
    } else {
      files.push({ name, type, sha256, bytes });
    }
  }
  const blobs = { total: pieces.length, arrived: [], lost };
  await way.progress(blobs);
  if (!(await isTaken(around, to.url, file, files))) {
    return { kind: "none" };
  }
  await way.progress({ ...blobs, arrived: files.map(({ sha256 }) => sha256) });
  return { kind: "status", status: 200, namesDigest: true, after: null };
}

async function isTaken(around: Window, origin: string, file: SealedFile, files: readonly Item[]): Promise<boolean> {
  const { jti, sha256, name: fileName, jws } = file;
  const { port1, port2 } = new MessageChannel();
  const taken = new Promise<true>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<{ readonly acknowledge?: unknown } | null>) => {
      if (data?.acknowledge === jti) {
        resolve(true);
      }
    };
  });
  try {
    around.postMessage({ type: "sealform-sealed", jti, sha256, fileName, jws, files }, origin, [port2]);
    const bytes = files.reduce((sum, item) => sum + item.bytes.length, 0);
    return await within(sendingMs(bytes), taken);
  } catch {
    return false;
  } finally {
    port1.close();
  }
}
