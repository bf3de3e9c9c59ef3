import { expect, it } from "vitest";
import { kindOf, withoutMetadata } from "../src/evidence/metadata.js";
import { cleanJpeg, cleanPng, cleanWebp, exif, heic, jpeg, png, SECRET, webp } from "./pictures.js";

const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

it.each([
  ["JPEG", jpeg(1), cleanJpeg(1)],
  ["JPEG without EXIF", jpeg(0), cleanJpeg(1)],
  ["JPEG that is to be turned", jpeg(6), cleanJpeg(6)],
  ["JPEG with the other order of bytes", jpeg(8, "II"), cleanJpeg(8)],
  ["PNG", png(1), cleanPng()],
  ["WebP", webp(1), cleanWebp()],
  ["WebP that moves", webp(1, true), cleanWebp(true)],
])("takes everything out of a %s but the picture", (_, before, after) => {
  expect(textOf(before)).toContain(SECRET);
  const clean = withoutMetadata(before);
  expect(clean?.bytes).toEqual(after);
  expect(textOf(clean?.bytes ?? new Uint8Array())).not.toContain(SECRET);
  // What is clean stays as it is.
  expect(withoutMetadata(after)?.bytes).toEqual(after);
});

it("says how a picture is to be turned, and names no turn that there is not", () => {
  expect(withoutMetadata(jpeg(6))?.orientation).toBe(6);
  expect(withoutMetadata(png(3))?.orientation).toBe(3);
  expect(withoutMetadata(webp(8))?.orientation).toBe(8);
  expect(withoutMetadata(jpeg(9))?.orientation).toBe(1);
});

it.each([
  ["JPEG", jpeg(6)],
  ["PNG", png(3)],
  ["WebP", webp(3, true)],
])("reads no damaged %s, wherever it is cut, and stops at none that is changed", (_, whole) => {
  const clean = withoutMetadata(whole);
  for (let end = 0; end < whole.length; end += 1) {
    const cut = withoutMetadata(whole.slice(0, end));
    // Only what hangs on behind the end can be missing.
    expect(cut === null || cut.bytes.length === clean?.bytes.length).toBe(true);
  }
  for (let at = 0; at < whole.length; at += 1) {
    const changed = whole.slice();
    changed[at] = 255;
    expect(() => withoutMetadata(changed)).not.toThrow();
  }
});

it("knows pictures by their first bytes", () => {
  expect([jpeg(1), png(1), webp(1), heic()].map(kindOf)).toEqual(["image/jpeg", "image/png", "image/webp", "heic"]);
  expect(kindOf(Uint8Array.from(exif(1)))).toBeNull();
  expect(kindOf(new Uint8Array())).toBeNull();
});
