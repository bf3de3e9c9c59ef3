/** Reading and joining the bytes of pictures. */

/** The orientation that EXIF names (a TIFF, tag 0x0112); 1 where it names none. */
export function orientationOf(tiff: Uint8Array): number {
  const order = text(tiff, 0).slice(0, 2);
  if (tiff.length < 8 || (order !== "II" && order !== "MM")) {
    return 1;
  }
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = order === "II";
  const first = view.getUint32(4, little);
  if (first + 2 > tiff.length) {
    return 1;
  }
  const count = view.getUint16(first, little);
  for (let at = first + 2; at + 12 <= Math.min(tiff.length, first + 2 + count * 12); at += 12) {
    if (view.getUint16(at, little) === 0x0112) {
      const named = view.getUint16(at + 8, little);
      return named >= 1 && named <= 8 ? named : 1;
    }
  }
  return 1;
}

/** Four letters. */
export function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
