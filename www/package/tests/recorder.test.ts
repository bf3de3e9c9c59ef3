import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { levelOf } from "../src/evidence/loudness.js";
import { type End, type Phase, Recorder, type Refusal, typeOf } from "../src/evidence/recorder.js";
import { FakeMediaRecorder, giveDevices, type Track } from "./media-device.js";

const WISHES = { media: "audio", quality: "voice-only", facing: "environment" } as const;
const LIMITS = { ms: 60_000, bytes: 1_000_000 };

interface Heard {
  readonly phases: Phase[];
  readonly pieces: number[];
  readonly recorded: { size: number; type: string; ms: number; end: End }[];
  readonly refused: Refusal[];
}

function recorder(): [Recorder, Heard] {
  const heard: Heard = { phases: [], pieces: [], recorded: [], refused: [] };
  const made = new Recorder({
    changed: (phase) => heard.phases.at(-1) !== phase && heard.phases.push(phase),
    piece: (blob) => heard.pieces.push(blob.size),
    recorded: ({ blob, ms, end }) => heard.recorded.push({ size: blob.size, type: blob.type, ms, end }),
    refused: (why) => heard.refused.push(why),
  });
  return [made, heard];
}

let tracks: readonly Track[];
const areStopped = (): boolean => tracks.every(({ isStopped }) => isStopped);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  tracks = giveDevices().tracks;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("records from its beginning to its end, without its pauses", async () => {
  const [one, heard] = recorder();
  await one.start(WISHES, LIMITS);
  await vi.advanceTimersByTimeAsync(3_000);
  one.pause();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(one.ms).toBe(3_000);
  one.goOn();
  await vi.advanceTimersByTimeAsync(2_000);
  one.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(heard.phases).toEqual(["asking", "recording", "paused", "recording", "ending", "idle"]);
  expect(heard.recorded).toEqual([{ size: 60, type: "audio/webm", ms: 5_000, end: "stopped" }]);
  expect(heard.pieces).toEqual([10, 10, 10, 10, 10, 10]);
  expect(areStopped()).toBe(true);
  expect(one.stream).toBeNull();
});

it("asks for the kind that the browser writes, and for the sound that the form wants", async () => {
  const [one] = recorder();
  await one.start(WISHES, LIMITS);
  expect(FakeMediaRecorder.last?.options).toEqual({ mimeType: "audio/webm;codecs=opus", audioBitsPerSecond: 24_000 });
  FakeMediaRecorder.types = ["audio/mp4", "video/mp4"];
  expect([typeOf("audio"), typeOf("video")]).toEqual(["audio/mp4", "video/mp4"]);
  FakeMediaRecorder.types = [];
  expect(typeOf("audio")).toBeNull();
  vi.stubGlobal("MediaRecorder", undefined);
  expect(typeOf("video")).toBeNull();
});

it.each([
  ["the longest time", { ms: 4_000, bytes: 1_000 }, "time", 4_000],
  ["the end of the room", { ms: 60_000, bytes: 30 }, "room", 3_000],
] as const)("ends softly at %s, and keeps what there is", async (_, limits, end, ms) => {
  const [one, heard] = recorder();
  await one.start(WISHES, limits);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(heard.recorded).toEqual([expect.objectContaining({ end, ms })]);
  expect(areStopped()).toBe(true);
});

it("knows how long it can go on, by its longest time and by the room at its rate", async () => {
  const [one] = recorder();
  await one.start(WISHES, { ms: 60_000, bytes: 100 });
  expect(one.leftMs).toBe(60_000);
  await vi.advanceTimersByTimeAsync(4_000);
  // Ten bytes a second.
  expect(one.leftMs).toBe(6_000);
  one.stop();
  await vi.advanceTimersByTimeAsync(0);
  await one.start(WISHES, { ms: 5_000, bytes: 1_000_000 });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(one.leftMs).toBe(3_000);
});

it("keeps what there is when the device is taken away, or the recorder fails", async () => {
  const [one, heard] = recorder();
  await one.start(WISHES, LIMITS);
  await vi.advanceTimersByTimeAsync(2_000);
  tracks[0]?.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(heard.recorded[0]).toMatchObject({ end: "lost", size: 30 });
  await one.start(WISHES, LIMITS);
  await vi.advanceTimersByTimeAsync(1_000);
  FakeMediaRecorder.last?.onerror?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(heard.recorded[1]).toMatchObject({ end: "lost", size: 20 });
});

it("waits for no recorder that never says that it stopped", async () => {
  const [one, heard] = recorder();
  await one.start(WISHES, LIMITS);
  await vi.advanceTimersByTimeAsync(2_000);
  if (FakeMediaRecorder.last !== null) {
    FakeMediaRecorder.last.stop = () => undefined;
  }
  one.stop("hidden");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(heard.recorded).toEqual([expect.objectContaining({ end: "hidden", ms: 2_000 })]);
});

it("lets go of a device that is allowed after the person has left", async () => {
  const [one, heard] = recorder();
  const starting = one.start(WISHES, LIMITS);
  one.stop("hidden");
  await starting;
  expect(areStopped()).toBe(true);
  expect(heard.phases).toEqual(["asking", "idle"]);
});

it.each([
  ["NotAllowedError", "refused"],
  ["NotFoundError", "none"],
  ["NotReadableError", "busy"],
  ["UnknownError", "failed"],
] as const)("says why there is none: %s", async (name, why) => {
  giveDevices(() => Promise.reject(Object.assign(new Error("no"), { name })));
  const [one, heard] = recorder();
  await one.start(WISHES, LIMITS);
  expect([heard.refused, one.phase]).toEqual([[why], "idle"]);
});

it("waits for no answer of the person without an end", async () => {
  giveDevices(() => new Promise(() => undefined));
  const [one, heard] = recorder();
  void one.start(WISHES, LIMITS);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(heard.refused).toEqual(["refused"]);
});

it("does not take silence for a recording", async () => {
  const [one, heard] = recorder();
  FakeMediaRecorder.piece = 0;
  await one.start(WISHES, LIMITS);
  one.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect([heard.recorded, heard.refused]).toEqual([[], ["failed"]]);
});

it("measures loudness in decibels", () => {
  const wave = (height: number): Float32Array =>
    Float32Array.from({ length: 64 }, (_, at) => (at % 2 ? height : -height));
  expect(levelOf(wave(0))).toBe(0);
  expect(levelOf(wave(1))).toBe(1);
  expect(levelOf(wave(0.1))).toBeCloseTo(1 - 20 / 60);
  expect(levelOf(wave(0.0005))).toBe(0);
});
