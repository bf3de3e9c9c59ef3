import { afterEach, expect, it, vi } from "vitest";
import { sha256Hex } from "../src/device/digest.js";
import { type Made, prepare, type Task } from "../src/evidence/prepare.js";
import { cleanJpeg, cleanPng, heic, jpeg, png } from "./pictures.js";

/** What was drawn on canvases, and what they gave. */
let drawn: { width: number; height: number; type: string }[] = [];

function stub(width: number, height: number, sizes: readonly number[] = [10]): void {
  drawn = [];
  vi.stubGlobal("createImageBitmap", async () => ({ width, height, close: () => undefined }));
  const context = new Proxy({}, { get: () => () => undefined, set: () => true });
  class Canvas {
    constructor(
      readonly width: number,
      readonly height: number,
    ) {}
    getContext(): object {
      return context;
    }
    async convertToBlob({ type }: { type: string }): Promise<Blob> {
      const size = sizes[drawn.length] ?? 10;
      drawn.push({ width: this.width, height: this.height, type });
      return new Blob(["x".repeat(size)], { type });
    }
  }
  vi.stubGlobal("OffscreenCanvas", Canvas);
}

const task = (bytes: Uint8Array<ArrayBuffer>, more: Partial<Task> = {}): Task => ({
  bytes: bytes.slice().buffer,
  type: "image/jpeg",
  isPicture: true,
  maxPixels: 2048,
  maxBytes: 1_000,
  ...more,
});

async function made(asked: Task): Promise<Extract<Made, { outcome: "made" }>> {
  const result = await prepare(asked, () => undefined, sha256Hex);
  if (result.outcome !== "made") {
    throw new Error(result.outcome);
  }
  return result;
}

afterEach(() => vi.unstubAllGlobals());

it("leaves the dots of a picture that is small enough, and takes the rest out before it is hashed", async () => {
  stub(2048, 1000);
  const photo = await made(task(jpeg(6)));
  expect(drawn).toEqual([]);
  expect(new Uint8Array(photo.bytes)).toEqual(cleanJpeg(6));
  expect(photo.isClean).toBe(true);
  const digest = await crypto.subtle.digest("SHA-256", cleanJpeg(6));
  expect(photo.sha256).toBe([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  expect(photo.source).not.toBe(photo.sha256);
});

it("goes by the bytes of a picture, not by what it is called", async () => {
  stub(10, 10);
  const picture = await made(task(png(1), { type: "" }));
  expect(picture.type).toBe("image/png");
  expect(new Uint8Array(picture.bytes)).toEqual(cleanPng());
});

it.each([
  ["a photo", jpeg(1), "image/jpeg"],
  ["a drawing", png(1), "image/png"],
] as const)("draws %s smaller that has too many dots", async (_, bytes, type) => {
  stub(4096, 1024);
  expect((await made(task(bytes, { type, maxPixels: 1024 }))).type).toBe(type);
  expect(drawn).toEqual([{ width: 1024, height: 256, type }]);
});

it("draws a picture that is to be turned, and is no JPEG: not every browser turns those", async () => {
  stub(10, 20);
  await made(task(png(6), { type: "image/png" }));
  expect(drawn).toHaveLength(1);
});

it("draws as a photo what is too large in bytes, and says how large that is", async () => {
  stub(4096, 1024, [2_000, 900]);
  const picture = await made(task(png(1), { type: "image/png" }));
  expect(drawn.map(({ type }) => type)).toEqual(["image/png", "image/jpeg"]);
  expect(picture.bytes.byteLength).toBe(900);
});

it("says which pictures the browser cannot show", async () => {
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("cannot")));
  const outcome = async (bytes: Uint8Array<ArrayBuffer>): Promise<Made> =>
    prepare(task(bytes), () => undefined, sha256Hex);
  expect(await outcome(heic())).toEqual({ outcome: "no-picture", kind: "heic" });
  expect(await outcome(Uint8Array.of(1, 2, 3))).toEqual({ outcome: "no-picture", kind: "other" });
});

it.each([
  ["video/mp4", false],
  ["audio/ogg", false],
  ["image/gif", false],
  ["application/pdf", true],
  ["image/svg+xml", true],
])("keeps %s as it is where any file is taken, and knows whether it may tell something: %s", async (type, isClean) => {
  const file = await made(task(Uint8Array.of(1, 2, 3), { type, isPicture: false }));
  expect([...new Uint8Array(file.bytes)]).toEqual([1, 2, 3]);
  expect([file.type, file.isClean, file.source]).toEqual([type, isClean, file.sha256]);
});

it("takes metadata out of a picture that is attached as any file, and leaves it as large as it is", async () => {
  stub(8000, 6000);
  const file = await made(task(jpeg(3), { isPicture: false, maxPixels: null }));
  expect(drawn).toEqual([]);
  expect(new Uint8Array(file.bytes)).toEqual(cleanJpeg(3));
});

it("says how far it is, and never goes back", async () => {
  stub(4096, 1024);
  const heard: number[] = [];
  await prepare(task(jpeg(1)), (done) => heard.push(done), sha256Hex);
  expect(heard.length).toBeGreaterThan(3);
  expect(heard).toEqual([...heard].sort((one, other) => one - other));
  expect(heard.at(-1)).toBe(1);
});
