/** The segments of a JPEG (ITU-T T.81, annex B) that belong to the picture. */

import { orientationOf, text } from "./bytes.js";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

export interface CleanJpeg {
  readonly parts: readonly Uint8Array[];
  readonly orientation: number;
}

/** The picture up to its end, without what is no part of it; `null` where it is damaged. */
export function cleanJpeg(bytes: Uint8Array): CleanJpeg | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  let orientation = 1;
  let hasScan = false;
  for (let at = 2; at + 2 <= bytes.length; ) {
    if (bytes[at] !== 0xff) {
      return null;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      // A byte that only fills up.
      at += 1;
      continue;
    }
    if (marker === EOI) {
      // What follows is another picture, or the film that some phones hang on.
      return hasScan ? { parts: whole(kept, orientation), orientation } : null;
    }
    if (marker === TEM || isRestart(marker)) {
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length || view.getUint16(at + 2) < 2) {
      return null;
    }
    const body = at + 4;
    let end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length || marker === SOI) {
      return null;
    }
    if (marker === APP1 && text(bytes, body) === "Exif") {
      orientation = orientationOf(bytes.subarray(body + 6, end));
    }
    const isKept = belongs(marker, bytes.subarray(body, end));
    if (marker === SOS) {
      hasScan = true;
      end = endOfScan(bytes, end);
    }
    if (isKept) {
      kept.push(marker === APP0 ? withoutPreview(bytes.subarray(at, end)) : bytes.subarray(at, end));
    }
    at = end;
  }
  // Browsers show a picture whose end is missing; what of it is a picture cannot be told here.
  return null;
}

/** Whether a segment is needed to show the picture: its tables, its dots, its density and its colours. */
function belongs(marker: number, body: Uint8Array): boolean {
  switch (marker) {
    case APP0:
      return text(body, 0) === "JFIF";
    case APP2:
      return text(body, 0) === "ICC_";
    case APP14:
      return text(body, 0) === "Adob";
    default:
      return marker !== COM && !(marker > APP0 && marker <= APP15);
  }
}

/** The first segment may hold a small picture, which may show more than the large one. */
function withoutPreview(jfif: Uint8Array): Uint8Array {
  const length = 18;
  if (jfif.length <= length) {
    return jfif;
  }
  const short = jfif.slice(0, length);
  short.set([0, length - 2], 2);
  short.set([0, 0], length - 2);
  return short;
}

/** Where the dots of a scan end: at the next marker that is none of theirs. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; ; at += 1) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) {
      return bytes.length;
    }
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isRestart(next)) {
      return at;
    }
  }
}

function whole(kept: readonly Uint8Array[], orientation: number): readonly Uint8Array[] {
  const [first, ...others] = kept;
  const isJfif = first !== undefined && first[1] === APP0;
  const turned = orientation === 1 ? [] : [exif(orientation)];
  const all = isJfif ? [first, ...turned, ...others] : [...turned, ...kept];
  return [Uint8Array.of(0xff, SOI), ...all, Uint8Array.of(0xff, EOI)];
}

/** A segment that says how the picture is to be turned, and nothing else. */
function exif(orientation: number): Uint8Array {
  const head = [0xff, APP1, 0, 34, ...new TextEncoder().encode("Exif\0\0MM")];
  const count = [0, 42, 0, 0, 0, 8, 0, 1];
  return Uint8Array.of(...head, ...count, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0);
}
