/** What a person, or the page, does with a sealed file and what travels beside it: it is saved, or handed to another program. */

import { offerText, textFile } from "../files-to-save.js";
import type { SealedAttachment } from "../types.js";
import { onDevice } from "./on-device.js";
import { bytesOf, claimsOf, type Piece, piecesOf } from "./parcel.js";
import type { SealedFile } from "./records.js";

/** What travels beside a file, as far as it is on this device and whole. */
export async function attachmentsOf(
  file: SealedFile,
): Promise<readonly (SealedAttachment & { readonly bytes: Uint8Array<ArrayBuffer> })[]> {
  const found: (SealedAttachment & { readonly bytes: Uint8Array<ArrayBuffer> })[] = [];
  for (const piece of besides(file)) {
    const bytes = await bytesOf(piece, file, onDevice);
    if (bytes !== null) {
      const { name, type, sha256 } = piece;
      found.push({ name, type, sha256, bytes });
    }
  }
  return found;
}

/** What travels beside a file, by what it claims; nothing where it cannot be read. */
export function besides(file: SealedFile): readonly Piece[] {
  try {
    return piecesOf(claimsOf(file));
  } catch {
    return [];
  }
}

/** Lets the person save what travels beside a file. */
export async function saveBeside(file: SealedFile): Promise<void> {
  for (const { name, type, bytes } of await attachmentsOf(file)) {
    offerText(name, type, bytes);
  }
}

/** Hands a file, with what travels beside it where the browser hands on such files, to another program; gives whether the person did. */
export async function shareAll(file: SealedFile): Promise<boolean> {
  const own = textFile(file.name, file.jws);
  const beside = (await attachmentsOf(file)).map(({ name, type, bytes }) => new File([bytes], name, { type }));
  const all = [own, ...beside];
  const files = navigator.canShare?.({ files: all }) === true ? all : [own];
  try {
    await navigator.share({ files });
    return true;
  } catch {
    // Whoever shares with nobody after all can still save.
    return false;
  }
}
