/**
 * Takes out of a picture what was written beside it: where, when, by whom and with what it was made (EXIF, XMP, GPS, IPTC, comments,
 * previews, films and texts after its end). The picture itself is not touched: not one of its dots changes. Read are JPEG
 * (ITU-T T.81), PNG (W3C, third edition) and WebP (RFC 9649); only what is known to belong to the picture stays.
 */

import { joined, orientationOf, text } from "./bytes.js";
import { cleanJpeg } from "./metadata-jpeg.js";

export type CleanType = "image/jpeg" | "image/png" | "image/webp";

export interface Clean {
  readonly type: CleanType;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How the picture is to be turned, as EXIF counts: 1 is as it stands. That of a JPEG is kept, for without it the picture lies on its side. */
  readonly orientation: number;
}

/** Part of the picture: its dots, its colours, its frames and its size. */
const PNG_KEPT = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split(" "),
);
const WEBP_KEPT = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
/** What one frame of a moving WebP has. */
const WEBP_FRAME_KEPT = new Set(["VP8 ", "VP8L", "ALPH"]);
const WEBP_FRAME_HEAD = 16;
/** In the first byte of `VP8X`: there is EXIF, there is XMP. */
const WEBP_FLAGS = 0x08 | 0x04;

const PNG_SIGN = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The picture without anything beside it; `null` where it is none of the three kinds, or is damaged. */
export function withoutMetadata(bytes: Uint8Array<ArrayBuffer>): Clean | null {
  const cleaned = clean(bytes);
  return cleaned === null ? null : { ...cleaned, bytes: joined(cleaned.parts) };
}

/** The kind of a picture, by its first bytes: names and declared types may be wrong. */
export function kindOf(bytes: Uint8Array): CleanType | "heic" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    return "image/jpeg";
  }
  if (PNG_SIGN.every((byte, at) => bytes[at] === byte)) {
    return "image/png";
  }
  if (text(bytes, 0) === "RIFF" && text(bytes, 8) === "WEBP") {
    return "image/webp";
  }
  const isHeic = text(bytes, 4) === "ftyp" && /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(text(bytes, 8));
  return isHeic ? "heic" : null;
}

interface Parts {
  readonly type: CleanType;
  readonly parts: readonly Uint8Array[];
  readonly orientation: number;
}

function clean(bytes: Uint8Array): Parts | null {
  const kind = kindOf(bytes);
  switch (kind) {
    case "image/jpeg": {
      const found = cleanJpeg(bytes);
      return found === null ? null : { type: kind, ...found };
    }
    case "image/png":
      return cleanPng(bytes);
    case "image/webp":
      return cleanWebp(bytes);
    case "heic":
    case null:
      return null;
  }
}

function cleanPng(bytes: Uint8Array): Parts | null {
  const parts = [bytes.subarray(0, PNG_SIGN.length)];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation = 1;
  for (let at = PNG_SIGN.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const name = text(bytes, at + 4);
    if (end > bytes.length) {
      return null;
    }
    if (PNG_KEPT.has(name)) {
      parts.push(bytes.subarray(at, end));
    } else if (name === "eXIf") {
      orientation = orientationOf(bytes.subarray(at + 8, end - 4));
    }
    if (name === "IEND") {
      // What comes after the end is no picture.
      return { type: "image/png", parts, orientation };
    }
    at = end;
  }
  return null;
}

function cleanWebp(bytes: Uint8Array): Parts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) {
    return null;
  }
  const found = chunks(bytes.subarray(0, end), 12, WEBP_KEPT);
  if (found === null || !found.kept.some(({ name }) => name === "VP8 " || name === "VP8L" || name === "ANMF")) {
    return null;
  }
  const parts = found.kept.map(({ name, whole }) => {
    if (name === "ANMF") {
      return cleanFrame(whole);
    }
    if (name !== "VP8X") {
      return whole;
    }
    const extended = whole.slice();
    extended[8] = (extended[8] ?? 0) & ~WEBP_FLAGS;
    return extended;
  });
  const head = bytes.slice(0, 12);
  new DataView(head.buffer).setUint32(
    4,
    parts.reduce((sum, part) => sum + part.length, 4),
    true,
  );
  return { type: "image/webp", parts: [head, ...parts], orientation: found.orientation };
}

interface Chunk {
  readonly name: string;
  /** With its name, its length and, where that is odd, the byte that fills it up. */
  readonly whole: Uint8Array;
}

/** The chunks of a RIFF from a place on that are kept; `null` where they do not fit. */
function chunks(
  bytes: Uint8Array,
  from: number,
  keep: ReadonlySet<string>,
): { readonly kept: readonly Chunk[]; readonly orientation: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Chunk[] = [];
  let orientation = 1;
  for (let at = from; at < bytes.length; ) {
    if (at + 8 > bytes.length) {
      return null;
    }
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    // Some programs leave out the last filling byte.
    if (at + 8 + length > bytes.length) {
      return null;
    }
    const name = text(bytes, at);
    if (keep.has(name)) {
      kept.push({ name, whole: filled(bytes.subarray(at, Math.min(end, bytes.length))) });
    } else if (name === "EXIF") {
      orientation = orientationOf(withoutName(bytes.subarray(at + 8, at + 8 + length)));
    }
    at = end;
  }
  return { kept, orientation };
}

function filled(chunk: Uint8Array): Uint8Array {
  return chunk.length % 2 === 0 ? chunk : joined([chunk, new Uint8Array(1)]);
}

/** A frame of a moving picture, which may hold chunks of its own. */
function cleanFrame(whole: Uint8Array): Uint8Array {
  const length = new DataView(whole.buffer, whole.byteOffset).getUint32(4, true);
  const found = chunks(whole.subarray(0, 8 + length), 8 + WEBP_FRAME_HEAD, WEBP_FRAME_KEPT);
  if (found === null) {
    return whole;
  }
  const parts = [whole.slice(0, 8 + WEBP_FRAME_HEAD), ...found.kept.map((chunk) => chunk.whole)];
  const made = joined(parts);
  new DataView(made.buffer).setUint32(4, made.length - 8, true);
  return made;
}

/** Some programs write the name of the JPEG segment before it. */
function withoutName(exif: Uint8Array): Uint8Array {
  return text(exif, 0) === "Exif" ? exif.subarray(6) : exif;
}
