/**
 * Records sound or film with `MediaRecorder` (W3C MediaStream Recording). What was recorded is handed over in pieces while it
 * goes on, and whole at its end; whatever ends it, what was recorded until then is kept.
 */

import { within } from "../device/deadline.js";

export type Media = "audio" | "video";

export type Phase = "idle" | "asking" | "recording" | "paused" | "ending";

/** Why a recording ended: the person, the longest time, no more room, the page was put away, or the device was taken. */
export type End = "stopped" | "time" | "room" | "hidden" | "lost";

/** Why none began. */
export type Refusal = "refused" | "none" | "busy" | "insecure" | "failed";

export interface Limits {
  readonly ms: number;
  readonly bytes: number;
}

export interface Recorded {
  readonly blob: Blob;
  readonly ms: number;
  readonly end: End;
}

/** What hears of a recording. */
export interface Hears {
  changed(phase: Phase): void;
  /** A piece of it, for when the page does not come to its end; `ms` is how long it is by then. */
  piece(blob: Blob, ms: number): void;
  recorded(recorded: Recorded): void;
  refused(why: Refusal): void;
}

/** How often a piece is handed over: this much is lost at most. */
const PIECE_MS = 1_000;
/** How often it is looked how long it is. */
const LOOKING_MS = 250;
/** A person may think before allowing it. */
const ASKING_MS = 120_000;
/** A recorder that is told to stop has its last piece by then. */
const ENDING_MS = 5_000;

/** The first of these that a browser can write is taken: what most programs play stands first. */
const TYPES: { readonly [media in Media]: readonly string[] } = {
  audio: ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"],
  video: ["video/webm;codecs=vp8,opus", "video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/mp4", "video/webm"],
};

/** Bits in a second, by XLSForm's `quality`. */
const SOUND: Readonly<Record<string, number>> = { "voice-only": 24_000, low: 32_000, normal: 64_000, external: 64_000 };
const FILM = 1_200_000;

/** What a browser writes of these; `null` where it records nothing. */
export function typeOf(media: Media): string | null {
  if (typeof MediaRecorder !== "function" || navigator.mediaDevices?.getUserMedia === undefined) {
    return null;
  }
  return TYPES[media].find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/** How a recording is made. */
export interface Wishes {
  readonly media: Media;
  /** XLSForm's word for how good the sound is. */
  readonly quality: string;
  readonly facing: "user" | "environment";
}

export class Recorder {
  readonly #hears: Hears;
  #phase: Phase = "idle";
  #stream: MediaStream | null = null;
  #recorder: MediaRecorder | null = null;
  #pieces: Blob[] = [];
  #bytes = 0;
  #limits: Limits = { ms: 0, bytes: 0 };
  #timer: ReturnType<typeof setInterval> | undefined;
  #ending: ReturnType<typeof setTimeout> | undefined;
  /** How long it was up to the last pause, and since when it goes on. */
  #before = 0;
  #since: number | null = null;
  #end: End = "stopped";

  constructor(hears: Hears) {
    this.#hears = hears;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** What is heard and seen, while something is recorded. */
  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** How long it is so far, without its pauses, in milliseconds. */
  get ms(): number {
    return this.#before + (this.#since === null ? 0 : performance.now() - this.#since);
  }

  /** How long it can go on, in milliseconds: until its longest time, or until the room is used up at the rate so far. */
  get leftMs(): number {
    const { ms } = this;
    const full = this.#bytes === 0 ? Number.POSITIVE_INFINITY : ((this.#limits.bytes - this.#bytes) * ms) / this.#bytes;
    return Math.max(0, Math.min(this.#limits.ms - ms, full));
  }

  /** Asks for the microphone or the camera, and begins. */
  async start(wishes: Wishes, limits: Limits): Promise<void> {
    if (this.#phase !== "idle") {
      return;
    }
    this.#limits = limits;
    this.#become("asking");
    let stream: MediaStream | null = null;
    try {
      stream = await opened(wishes);
      if (!this.#isAsking()) {
        // Left while it was asked.
        letGo(stream);
        return;
      }
      this.#begin(stream, wishes);
    } catch (error) {
      letGo(stream);
      this.#stream = null;
      this.#become("idle");
      this.#hears.refused(refusalOf(error));
    }
  }

  pause(): void {
    if (this.#phase === "recording") {
      this.#recorder?.pause();
      this.#before = this.ms;
      this.#since = null;
      this.#become("paused");
    }
  }

  goOn(): void {
    if (this.#phase === "paused") {
      this.#recorder?.resume();
      this.#since = performance.now();
      this.#become("recording");
    }
  }

  /** Ends it; what was recorded comes by `recorded`. Asking ends without anything. */
  stop(end: End = "stopped"): void {
    if (this.#phase === "asking") {
      this.#become("idle");
      return;
    }
    if (this.#phase !== "recording" && this.#phase !== "paused") {
      return;
    }
    this.#before = this.ms;
    this.#since = null;
    this.#end = end;
    this.#become("ending");
    if (this.#recorder?.state === "inactive") {
      this.#finish();
      return;
    }
    // Some browsers never say that they stopped.
    this.#ending = setTimeout(() => this.#finish(), ENDING_MS);
    this.#recorder?.stop();
  }

  #isAsking(): boolean {
    return this.#phase === "asking";
  }

  #begin(stream: MediaStream, { media, quality }: Wishes): void {
    const mimeType = typeOf(media);
    const audioBitsPerSecond = SOUND[quality] ?? SOUND["normal"];
    const recorder = new MediaRecorder(stream, {
      ...(mimeType === null ? {} : { mimeType }),
      ...(audioBitsPerSecond === undefined ? {} : { audioBitsPerSecond }),
      ...(media === "video" ? { videoBitsPerSecond: FILM } : {}),
    });
    this.#stream = stream;
    this.#recorder = recorder;
    this.#pieces = [];
    [this.#bytes, this.#before, this.#end] = [0, 0, "lost"];
    recorder.ondataavailable = ({ data }) => this.#takePiece(data);
    // Also when the device is taken away.
    recorder.onstop = () => this.#finish();
    recorder.onerror = () => this.stop("lost");
    for (const track of stream.getTracks()) {
      track.addEventListener("ended", () => this.stop("lost"));
    }
    recorder.start(PIECE_MS);
    this.#since = performance.now();
    this.#timer = setInterval(() => this.#look(), LOOKING_MS);
    this.#become("recording");
  }

  #takePiece(piece: Blob): void {
    if (piece.size === 0) {
      return;
    }
    this.#pieces.push(piece);
    this.#bytes += piece.size;
    this.#hears.piece(piece, this.ms);
    if (this.#bytes >= this.#limits.bytes) {
      this.stop("room");
    }
  }

  #look(): void {
    if (this.ms >= this.#limits.ms) {
      this.stop("time");
    } else {
      this.#hears.changed(this.#phase);
    }
  }

  #finish(): void {
    const recorder = this.#recorder;
    if (recorder === null) {
      return;
    }
    clearInterval(this.#timer);
    clearTimeout(this.#ending);
    const ms = this.ms;
    const type = this.#pieces[0]?.type || recorder.mimeType;
    const blob = new Blob(this.#pieces, { type: type.split(";")[0] ?? type });
    letGo(this.#stream);
    this.#stream = null;
    this.#recorder = null;
    this.#pieces = [];
    this.#since = null;
    const end = this.#end;
    this.#become("idle");
    if (blob.size > 0) {
      this.#hears.recorded({ blob, ms, end });
    } else {
      this.#hears.refused("failed");
    }
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    this.#hears.changed(phase);
  }
}

/** The microphone, or the camera with it. */
async function opened({ media, facing }: Wishes): Promise<MediaStream> {
  const sound = { echoCancellation: false, noiseSuppression: true };
  const film = { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24 } };
  let isLate = false;
  const asked = navigator.mediaDevices.getUserMedia({ audio: sound, ...(media === "video" ? { video: film } : {}) });
  asked.then(
    (stream) => {
      if (isLate) {
        letGo(stream);
      }
    },
    () => undefined,
  );
  return within(ASKING_MS, asked, () => {
    isLate = true;
  });
}

function letGo(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) {
    track.stop();
  }
}

/** Why there is no microphone, as browsers name it (W3C Media Capture and Streams, 10.2). */
function refusalOf(error: unknown): Refusal {
  switch ((error as Partial<DOMException> | null)?.name) {
    case "NotAllowedError":
    case "SecurityError":
    case "TooLate":
      return "refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "TypeError":
      return "insecure";
    default:
      return "failed";
  }
}
