/**
 * Makes an attachment of a file: pictures lose what a camera writes beside them, are made smaller where they are too large, and
 * everything gets its SHA-256. It runs in a worker, and on the page where there is none.
 */

import { kindOf, withoutMetadata } from "./metadata.js";

/** What is to be made of a file. */
export interface Task {
  readonly bytes: ArrayBuffer;
  /** Its media type, as the browser names it; may be empty. */
  readonly type: string;
  /** Whether it has to be a picture: a question for pictures takes nothing else. */
  readonly isPicture: boolean;
  /** The longest edge that a picture may have, in dots; `null` where it stays as large as it is. */
  readonly maxPixels: number | null;
  /** The most bytes that a picture may have. */
  readonly maxBytes: number;
}

/** What was made, or why nothing could be made. */
export type Made =
  | {
      readonly outcome: "made";
      readonly bytes: ArrayBuffer;
      readonly type: string;
      readonly sha256: string;
      /** The digest of the file as it was chosen, by which it is known again. */
      readonly source: string;
      /** Whether everything was taken out that tells where, when and with what a picture, a sound or a film was made. */
      readonly isClean: boolean;
    }
  /** The browser cannot show it; `heic` is the kind that phones write, which few browsers know. */
  | { readonly outcome: "no-picture"; readonly kind: "heic" | "other" };

/** How far it is, from 0 to 1. */
export type Progress = (done: number) => void;

const QUALITY = 0.85;
/** A picture that is too large in bytes, though not in dots, is drawn as a photo. */
const AS_PHOTO = "image/jpeg";
/** Kinds of pictures that are drawn anew where their metadata cannot be taken out; others would lose what moves in them, or have no dots. */
const REDRAWN = /^image\/(jpeg|png|webp|avif|hei[cf])$/;
/** Other questions take pictures as large as they are: this much is what browsers can draw. */
const MOST_DRAWN = 8_192;

/** SHA-256 in hexadecimal. */
export type Digest = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

/** Does the task, with the digests that are to be had where it runs. */
export async function prepare(task: Task, progress: Progress, digest: Digest): Promise<Made> {
  const source = await digest(new Uint8Array(task.bytes));
  progress(0.2);
  const { type } = task;
  const kind = kindOf(new Uint8Array(task.bytes));
  if (!task.isPicture && kind === null && !REDRAWN.test(type)) {
    progress(1);
    return { outcome: "made", bytes: task.bytes, type, sha256: source, source, isClean: isSilent(type) };
  }
  const picture = await cleaned(task, progress);
  if (picture !== null) {
    const sha256 = await digest(new Uint8Array(picture.bytes));
    progress(1);
    return { outcome: "made", ...picture, sha256, source, isClean: true };
  }
  if (task.isPicture) {
    return { outcome: "no-picture", kind: kind === "heic" ? "heic" : "other" };
  }
  progress(1);
  return { outcome: "made", bytes: task.bytes, type, sha256: source, source, isClean: false };
}

/** Whether a file says nothing of its making that anybody has to be told about. */
function isSilent(type: string): boolean {
  return !/^(image|video|audio)\//.test(type) || type === "image/svg+xml";
}

interface Picture {
  readonly bytes: ArrayBuffer;
  readonly type: string;
}

/** The picture without metadata, as large as it may be; `null` where the browser cannot read it. */
async function cleaned(task: Task, progress: Progress): Promise<Picture | null> {
  const file = new Blob([task.bytes], { type: task.type });
  const picture = await decoded(file);
  if (picture === null) {
    return null;
  }
  try {
    progress(0.5);
    const most = Math.min(task.maxPixels ?? MOST_DRAWN, MOST_DRAWN);
    const scale = Math.min(1, most / Math.max(picture.width, picture.height));
    const clean = scale === 1 ? withoutMetadata(new Uint8Array(task.bytes)) : null;
    // Only of a JPEG every browser heeds how it is turned.
    const isUpright = clean !== null && (clean.type === "image/jpeg" || clean.orientation === 1);
    if (clean !== null && isUpright && clean.bytes.length <= task.maxBytes) {
      return { bytes: clean.bytes.buffer, type: clean.type };
    }
    const exact = await redrawn(picture, scale, kindOf(new Uint8Array(task.bytes)));
    progress(0.8);
    const drawn = exact !== null && exact.size > task.maxBytes ? await redrawn(picture, scale, AS_PHOTO) : exact;
    return drawn === null ? null : { bytes: await drawn.arrayBuffer(), type: drawn.type };
  } finally {
    picture.close();
  }
}

/** Turned as the camera was held. */
async function decoded(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
}

/** What may be seen through stays so; anything else is smaller as JPEG. */
async function redrawn(picture: ImageBitmap, scale: number, kind: string | null): Promise<Blob | null> {
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const type = kind === "image/png" || kind === "image/webp" ? kind : AS_PHOTO;
  const canvas = canvasOf(width, height);
  const context = canvas.getContext("2d") as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  if (context === null) {
    return null;
  }
  if (type === AS_PHOTO) {
    // What could be seen through would be black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  // A browser that does not write WebP writes PNG instead, and says so.
  return blobOf(canvas, type);
}

function canvasOf(width: number, height: number): OffscreenCanvas | HTMLCanvasElement {
  if (globalThis.document === undefined) {
    return new OffscreenCanvas(width, height);
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** What is drawn on a canvas, as a file. */
export function blobOf(canvas: OffscreenCanvas | HTMLCanvasElement, type: string): Promise<Blob | null> {
  return "convertToBlob" in canvas
    ? canvas.convertToBlob({ type, quality: QUALITY })
    : new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
}
