/** Pictures made byte by byte, with everything that cameras and programs write beside them. */

export const SECRET = "59.9139 10.7522 Anna's phone";
const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));
const big = (number: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => (number >>> (8 * (bytes - 1 - at))) & 255);
const small = (number: number): number[] => big(number, 4).reverse();

/** EXIF with an orientation and a text that nobody should read. */
export function exif(orientation: number, order: "II" | "MM" = "MM"): number[] {
  const number = (value: number, bytes: number): number[] => {
    const digits = big(value, bytes);
    return order === "MM" ? digits : digits.reverse();
  };
  const entry = [...number(0x0112, 2), ...number(3, 2), ...number(1, 4), ...number(orientation, 2), 0, 0];
  return [
    ...ascii(order),
    ...number(42, 2),
    ...number(8, 4),
    ...number(1, 2),
    ...entry,
    ...number(0, 4),
    ...ascii(SECRET),
  ];
}

function segment(marker: number, body: readonly number[]): number[] {
  return [0xff, marker, ...big(body.length + 2, 2), ...body];
}

/** The dots of a JPEG: a stuffed byte and a restart marker among them. */
export const DOTS = [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56];
const JFIF = [...ascii("JFIF\0"), 1, 2, 0, 0, 72, 0, 72, 0, 0];
const TABLES = segment(
  0xdb,
  Array.from({ length: 65 }, (_, at) => at),
);
const FRAME = segment(0xc2, [8, 0, 16, 0, 32, 1, 1, 0x11, 0]);
const SCAN = segment(0xda, [1, 1, 0, 0, 63, 0]);
const ICC = segment(0xe2, [...ascii("ICC_PROFILE\0"), 1, 1, 7, 7]);

/** A JPEG of two scans. `orientation` 0 writes no EXIF. */
export function jpeg(orientation: number, order: "II" | "MM" = "MM"): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe0, [...JFIF.slice(0, -2), 1, 1, 9, 9, 9]),
    ...(orientation === 0 ? [] : segment(0xe1, [...ascii("Exif\0\0"), ...exif(orientation, order)])),
    ...segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0<x>${SECRET}</x>`)),
    ...ICC,
    ...segment(0xe2, ascii(`MPF\0${SECRET}`)),
    ...segment(0xed, ascii(`Photoshop 3.0\0${SECRET}`)),
    ...segment(0xfe, ascii(SECRET)),
    ...TABLES,
    0xff, // a byte that fills up
    ...FRAME,
    ...SCAN,
    ...DOTS,
    ...segment(0xfe, ascii(SECRET)),
    ...SCAN,
    ...DOTS,
    0xff,
    0xd9,
    ...ascii(`ftypmp42 a film ${SECRET}`),
  ]);
}

/** The same without anything beside it. */
export function cleanJpeg(orientation: number): Uint8Array<ArrayBuffer> {
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const turned = segment(0xe1, [...ascii("Exif\0\0MM"), 0, 42, 0, 0, 0, 8, 0, 1, ...entry, 0, 0, 0, 0]);
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe0, JFIF.slice(0, -1).concat(0)),
    ...(orientation > 1 ? turned : []),
    ...ICC,
    ...TABLES,
    ...FRAME,
    ...SCAN,
    ...DOTS,
    ...SCAN,
    ...DOTS,
    0xff,
    0xd9,
  ]);
}

/** The checksum of PNG (W3C PNG, annex D). */
function crc(bytes: readonly number[]): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function pngChunk(name: string, body: readonly number[]): number[] {
  const named = [...ascii(name), ...body];
  return [...big(body.length, 4), ...named, ...big(crc(named), 4)];
}

const PNG_HEAD = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** One grey dot, deflated without compression. */
const PNG_DOTS = [0x78, 0x01, 0x01, 0x02, 0x00, 0xfd, 0xff, 0x00, 0x80, 0x00, 0x82, 0x00, 0x81];
const IHDR = pngChunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);

export function png(orientation: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...PNG_HEAD,
    ...IHDR,
    ...pngChunk("pHYs", [0, 0, 11, 19, 0, 0, 11, 19, 1]),
    ...pngChunk("tEXt", ascii(`Author\0${SECRET}`)),
    ...pngChunk("iTXt", ascii(`XML:com.adobe.xmp\0\0\0\0\0${SECRET}`)),
    ...pngChunk("tIME", [7, 0xea, 12, 1, 10, 0, 0]),
    ...(orientation === 0 ? [] : pngChunk("eXIf", exif(orientation))),
    ...pngChunk("IDAT", PNG_DOTS),
    ...pngChunk("prVt", ascii(SECRET)),
    ...pngChunk("IEND", []),
    ...ascii(SECRET),
  ]);
}

export function cleanPng(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...PNG_HEAD,
    ...IHDR,
    ...pngChunk("pHYs", [0, 0, 11, 19, 0, 0, 11, 19, 1]),
    ...pngChunk("IDAT", PNG_DOTS),
    ...pngChunk("IEND", []),
  ]);
}

function riffChunk(name: string, body: readonly number[]): number[] {
  return [...ascii(name), ...small(body.length), ...body, ...(body.length % 2 === 0 ? [] : [0])];
}

function riff(chunks: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...ascii("RIFF"), ...small(chunks.length + 4), ...ascii("WEBP"), ...chunks]);
}

const size = [1, 0, 0, 1, 0, 0];
const still = riffChunk("VP8L", [0x2f, 1, 2, 3, 4]);

/** A WebP with EXIF and XMP; `moves` has a frame that hides a chunk. */
export function webp(orientation: number, moves = false): Uint8Array<ArrayBuffer> {
  const frame = [...Array.from({ length: 16 }, (_, at) => at), ...still];
  const hiding = riffChunk("ANMF", [...frame, ...riffChunk("note", ascii(SECRET))]);
  const flags = 0x08 | 0x04 | 0x10 | (moves ? 0x02 : 0);
  return riff([
    ...riffChunk("VP8X", [flags, 0, 0, 0, ...size]),
    ...(moves ? [...riffChunk("ANIM", [0, 0, 0, 0, 0, 0]), ...hiding] : still),
    ...riffChunk("EXIF", [...ascii("Exif\0\0"), ...exif(orientation, "II")]),
    ...riffChunk("XMP ", ascii(SECRET)),
    ...riffChunk("note", ascii(SECRET)),
  ]);
}

export function cleanWebp(moves = false): Uint8Array<ArrayBuffer> {
  const frame = [...Array.from({ length: 16 }, (_, at) => at), ...still];
  const flags = 0x10 | (moves ? 0x02 : 0);
  return riff([
    ...riffChunk("VP8X", [flags, 0, 0, 0, ...size]),
    ...(moves ? [...riffChunk("ANIM", [0, 0, 0, 0, 0, 0]), ...riffChunk("ANMF", frame)] : still),
  ]);
}

export function heic(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([0, 0, 0, 24, ...ascii("ftypheic"), 0, 0, 0, 0, ...ascii("mif1heic")]);
}
