/** A microphone and a recorder that are not there. */

import { vi } from "vitest";

export class Track extends EventTarget {
  isStopped = false;

  stop(): void {
    this.isStopped = true;
  }

  /** The device is taken away. */
  end(): void {
    this.dispatchEvent(new Event("ended"));
  }
}

export class FakeMediaRecorder {
  static types: readonly string[] = [];
  /** How many bytes a piece has. */
  static piece = 10;
  static last: FakeMediaRecorder | null = null;
  static isTypeSupported = (type: string): boolean => FakeMediaRecorder.types.includes(type);

  state: "inactive" | "recording" | "paused" = "inactive";
  ondataavailable: ((event: { data: Blob }) => void) | null = null;
  onstop: (() => void) | null = null;
  onerror: (() => void) | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly stream: unknown,
    readonly options: { readonly mimeType?: string },
  ) {
    FakeMediaRecorder.last = this;
  }

  get mimeType(): string {
    return this.options.mimeType ?? "";
  }

  start(every: number): void {
    this.state = "recording";
    this.#timer = setInterval(() => this.#give(), every);
  }

  pause(): void {
    this.state = "paused";
  }

  resume(): void {
    this.state = "recording";
  }

  stop(): void {
    this.state = "inactive";
    clearInterval(this.#timer);
    setTimeout(() => {
      this.#give(true);
      this.onstop?.();
    });
  }

  /** Its page is gone: nothing comes any more. */
  kill(): void {
    clearInterval(this.#timer);
    this.stop = () => undefined;
  }

  #give(isLast = false): void {
    if (this.state === "recording" || isLast) {
      const data = new Blob(["x".repeat(FakeMediaRecorder.piece)], { type: this.mimeType });
      this.ondataavailable?.({ data });
    }
  }
}

/** Has a browser with devices; `open` is what it does when they are asked for. */
export function giveDevices(open?: () => Promise<unknown>): { readonly tracks: readonly Track[] } {
  const tracks = [new Track()];
  FakeMediaRecorder.types = ["audio/webm;codecs=opus", "video/webm;codecs=vp8,opus"];
  FakeMediaRecorder.piece = 10;
  FakeMediaRecorder.last = null;
  const getUserMedia = vi.fn(open ?? (async () => ({ getTracks: () => tracks })));
  vi.stubGlobal("MediaRecorder", FakeMediaRecorder);
  const { navigator } = globalThis;
  vi.stubGlobal("navigator", {
    language: navigator?.language,
    languages: navigator?.languages,
    mediaDevices: { getUserMedia },
  });
  return { tracks };
}
