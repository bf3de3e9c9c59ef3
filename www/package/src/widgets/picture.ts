/** Pictures are drawn anew before they are kept: what a camera writes beside a picture (where, when, by which device) goes. */

/** Photos need no more; a form may ask for less. */
const MOST_PIXELS = 4096;
const QUALITY = 0.85;

/** Kinds of pictures that are drawn anew wherever they are attached; others would lose what moves in them, or are no pictures of dots. */
const REDRAWN = /^image\/(jpeg|png|webp|avif|hei[cf])$/;

/** Whether a file is a picture that is drawn anew. */
export function isRedrawn(type: string): boolean {
  return REDRAWN.test(type);
}

/** Whether a file may say where, when and with what it was made, and nothing here can take that out. */
export function mayTell(type: string): boolean {
  return /^(image|video|audio)\//.test(type) && type !== "image/svg+xml";
}

/** The picture without anything beside it, no longer than `most` at its longest edge; `null` where it is none. */
export async function redrawn(file: Blob, most: number | null | undefined): Promise<Blob | null> {
  const picture = await decoded(file);
  if (picture === null) {
    return null;
  }
  const longest = Math.min(most ?? MOST_PIXELS, MOST_PIXELS);
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  // What may be seen through stays so; a photo is smaller as JPEG.
  return blobOf(canvas, file.type === "image/png" || file.type === "image/webp" ? "image/png" : "image/jpeg");
}

/** Turned as the camera was held. */
async function decoded(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
}

export function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
}
