/**
 * Recording sound or film in the page: beginning, pausing, going on and ending it, how long and how loud it is, and what is left
 * of a recording that did not come to its end. All of it is buttons; what happens is read aloud.
 */

import { within } from "../device/deadline.js";
import { atWork, filedUnder } from "../late-answers.js";
import type { Given } from "../widgets/file-taking.js";
import { button, fill, liveLine, make, type ViewOf } from "../widgets/toolkit.js";
import { draftOf } from "./limits.js";
import { Loudness } from "./loudness.js";
import { countOf, parametersOf } from "./parameters.js";
import { type End, type Media, type Phase, Recorder, type Refusal, typeOf } from "./recorder.js";
import { clockText, loadRecordingWords, type RecordingMessages, recordingWords } from "./recording-words.js";
import { forget, forgetOld, type Left, leftAt, PieceStore, type Place } from "./recordings.js";

/** The question around a recorder. */
export interface Around {
  readonly view: () => ViewOf<"file">;
  readonly form: Element | undefined;
  /** How many files it has, and how many it takes. */
  readonly count: () => { readonly names: number; readonly most: number };
  /** How many bytes can still be attached. */
  readonly room: () => Promise<number>;
  /** Takes a recording as an answer; whether it did. */
  readonly take: (given: Given) => Promise<boolean>;
}

/** How long a recording may be where the form does not say it, in seconds: a film takes twenty times the room of sound. */
const USUAL_S: { readonly [media in Media]: number } = { audio: 900, video: 180 };
/** How long the browser may take to keep the screen on. */
const AWAKE_MS = 5_000;
/** So long before its end that is said. */
const SOON_MS = 30_000;

export function canRecord(media: Media): boolean {
  return typeOf(media) !== null;
}

/** A recorder, with its words loaded. */
export async function recorder(media: Media, around: Around): Promise<RecorderFace> {
  await loadRecordingWords(around.view().field.language);
  return new RecorderFace(media, around);
}

export class RecorderFace {
  readonly element = make("div", { className: "recorder" });
  readonly #media: Media;
  readonly #around: Around;
  readonly #recorder: Recorder;
  readonly #begin = button("", () => void this.#start());
  readonly #pause = button("", () => this.#pauseOrGoOn(), { className: "button quiet" });
  readonly #stop = button("", () => this.#recorder.stop());
  readonly #time = make("span", { className: "time", role: "timer" });
  readonly #level = make("meter", { className: "level", min: 0, max: 1, value: 0 });
  readonly #scene = make("video", { className: "camera", hidden: true, muted: true, playsInline: true });
  readonly #running = make("div", { className: "tape", hidden: true }, this.#scene);
  readonly #left = make("div");
  readonly #hint = make("p", { className: "hint" });
  readonly #status = liveLine();
  #loudness: Loudness | null = null;
  #awake: WakeLockSentinel | null = null;
  #pieces: PieceStore | null = null;
  #phase: Phase = "idle";
  #limitMs = 0;
  /** Whether the button that began it had the focus: the one that ends it gets it. */
  #hadFocus = false;
  #isSoonSaid = false;
  #isSilenceSaid = false;
  /** Resolves what the form waits for, once the recording is an answer. */
  #over: (() => void) | null = null;
  readonly #hidden = (): void => {
    if (document.visibilityState === "hidden") {
      this.#recorder.stop("hidden");
    }
  };

  constructor(media: Media, around: Around) {
    this.#media = media;
    this.#around = around;
    this.#recorder = new Recorder({
      changed: (phase) => this.#changed(phase),
      piece: (blob, ms) => this.#pieces?.add(blob, ms),
      recorded: ({ blob, ms, end }) => void this.#recorded(blob, ms, end),
      refused: (why) => this.#refused(why),
    });
    const tools = make("div", { className: "buttons" }, this.#pause, this.#stop);
    this.#running.append(make("div", { className: "measures" }, this.#time, this.#level), tools);
    this.element.append(this.#left, this.#begin, this.#running, this.#hint, this.#status);
    document.addEventListener("visibilitychange", this.#hidden);
    addEventListener("pagehide", this.#pagehide);
    this.update();
    void this.#offerLeft();
  }

  readonly #pagehide = (): void => this.#recorder.stop("hidden");

  get #words(): RecordingMessages {
    return recordingWords(this.#around.view().field.language);
  }

  get #place(): Place | null {
    const filed = filedUnder(this.#around.form);
    const draft = draftOf(this.#around.form);
    const { path } = this.#around.view().field;
    return draft === null || filed.length === 0 ? null : { form: filed, path, draft: draft.id };
  }

  /** Writes what is said; the language may be another one now. */
  update(): void {
    void loadRecordingWords(this.#around.view().field.language)
      .catch(() => undefined)
      .then(() => this.#draw());
  }

  end(): void {
    document.removeEventListener("visibilitychange", this.#hidden);
    removeEventListener("pagehide", this.#pagehide);
    this.#recorder.stop("hidden");
  }

  #draw(): void {
    const view = this.#around.view();
    const { field } = view;
    const { names, most } = this.#around.count();
    const words = this.#words;
    const isRunning = this.#phase === "recording" || this.#phase === "paused";
    this.#limitMs = countOf(parametersOf(view), "max-seconds", USUAL_S[this.#media]) * 1_000;
    this.#begin.textContent = names > 0 && most === 1 ? words.again[this.#media] : words.begin[this.#media];
    this.#begin.hidden = field.readonly || this.#phase !== "idle" || (most > 1 && names >= most);
    this.#begin.setAttribute("aria-label", `${this.#begin.textContent}: ${field.label}`);
    this.#pause.textContent = this.#phase === "paused" ? words.goOn : words.pause;
    this.#stop.textContent = words.stop;
    this.#running.hidden = !isRunning;
    this.#level.setAttribute("aria-label", words.level);
    this.#hint.textContent = fill(words.most, clockText(this.#limitMs));
    this.#hint.hidden = this.#begin.hidden;
    this.#drawTime();
  }

  #drawTime(): void {
    this.#time.textContent = fill(this.#words.time, clockText(this.#recorder.ms), clockText(this.#limitMs));
  }

  async #start(): Promise<void> {
    const view = this.#around.view();
    const { field } = view;
    const words = this.#words;
    const bytes = await this.#around.room();
    if (bytes <= 0) {
      this.#status.textContent = words.ended.room;
      return;
    }
    this.#status.textContent = words.asking[this.#media];
    this.#status.className = "hint live";
    [this.#isSoonSaid, this.#isSilenceSaid] = [false, false];
    const has = (word: string): boolean => field.appearance.split(" ").includes(word);
    const facing = has("new-front") ? "user" : "environment";
    const quality = parametersOf(view)["quality"] ?? "normal";
    await this.#recorder.start({ media: this.#media, quality, facing }, { ms: this.#limitMs, bytes });
  }

  #pauseOrGoOn(): void {
    if (this.#phase === "paused") {
      this.#recorder.goOn();
    } else {
      this.#recorder.pause();
    }
  }

  #changed(phase: Phase): void {
    const before = this.#phase;
    this.#phase = phase;
    if (phase === before) {
      this.#drawTime();
      this.#sayWhenSoon();
      return;
    }
    if (phase === "recording" && before === "asking") {
      this.#begun();
    }
    if (phase === "recording" || phase === "paused") {
      this.#status.textContent = phase === "paused" ? this.#words.paused : this.#words.recording;
    } else {
      this.#quiet();
    }
    this.#hadFocus ||= this.#begin === activeIn(this.element);
    this.#draw();
    if (this.#hadFocus && phase === "recording" && before === "asking") {
      this.#stop.focus();
    } else if (this.#hadFocus && phase === "idle" && before === "asking") {
      this.#begin.focus();
    }
    this.#hadFocus &&= phase === "asking";
  }

  #begun(): void {
    const { stream } = this.#recorder;
    const place = this.#place;
    this.#pieces = place === null ? null : new PieceStore(place, Date.now());
    // Nobody comes to the next page before it is an answer; whoever goes there ends it.
    const over = new Promise<void>((resolve) => {
      this.#over = resolve;
    });
    atWork(this.#around.form, over, () => this.#recorder.stop());
    void this.#stayAwake();
    if (stream === null) {
      return;
    }
    try {
      this.#loudness = new Loudness(stream, (level, isSilent) => this.#heard(level, isSilent));
    } catch {
      // Without a level it records all the same.
      this.#level.hidden = true;
    }
    if (this.#media === "video") {
      this.#scene.srcObject = stream;
      this.#scene.hidden = false;
      void this.#scene.play().catch(() => undefined);
    }
  }

  /** A screen that goes dark would end it. */
  async #stayAwake(): Promise<void> {
    if (!("wakeLock" in navigator)) {
      return;
    }
    const awake = await within(AWAKE_MS, navigator.wakeLock.request("screen")).catch(() => null);
    if (this.#phase === "recording" || this.#phase === "paused") {
      this.#awake = awake;
    } else {
      await awake?.release().catch(() => undefined);
    }
  }

  #heard(level: number, isSilent: boolean): void {
    this.#level.value = level;
    if (isSilent && !this.#isSilenceSaid && this.#phase === "recording") {
      this.#isSilenceSaid = true;
      this.#status.textContent = this.#words.silent;
    }
  }

  #sayWhenSoon(): void {
    const left = this.#recorder.leftMs;
    // Of a short one the last third is told.
    if (this.#phase === "recording" && !this.#isSoonSaid && left <= Math.min(SOON_MS, this.#limitMs / 3)) {
      this.#isSoonSaid = true;
      this.#status.textContent = fill(this.#words.soon, Math.ceil(left / 1_000));
    }
  }

  /** Nothing is heard and seen any more. */
  #quiet(): void {
    void this.#awake?.release().catch(() => undefined);
    this.#awake = null;
    this.#loudness?.end();
    this.#loudness = null;
    this.#scene.srcObject = null;
    this.#scene.hidden = true;
    this.#level.value = 0;
  }

  async #recorded(blob: Blob, ms: number, end: End): Promise<void> {
    const pieces = this.#pieces;
    this.#pieces = null;
    try {
      const isTaken = await this.#around.take({ name: this.#nameOf(blob), blob, isOwn: true });
      this.#status.textContent = isTaken && end !== "stopped" ? fill(this.#words.ended[end], clockText(ms)) : "";
      if (isTaken) {
        await pieces?.done().catch(() => undefined);
      } else {
        // It is still here, and is offered.
        await this.#offerLeft();
      }
    } finally {
      this.#over?.();
      this.#over = null;
      this.#draw();
      if (end === "stopped" && !this.#begin.hidden && isLost(this.element)) {
        this.#begin.focus();
      }
    }
  }

  #nameOf({ type }: Blob): string {
    const ending = type.endsWith("/mp4")
      ? this.#media === "audio"
        ? ".m4a"
        : ".mp4"
      : type.endsWith("/ogg")
        ? ".ogg"
        : ".webm";
    return `${this.#media}${ending}`;
  }

  #refused(why: Refusal): void {
    const { refused, none, busy, insecure, failed } = this.#words;
    const sentences = { refused, none, busy, insecure, failed };
    this.#status.textContent = `${sentences[why][this.#media]} ${this.#words.chooseInstead}`;
    this.#status.className = "error live";
    this.#over?.();
    this.#over = null;
    this.#draw();
  }

  /** What did not come to its end is offered, and never passed over. */
  async #offerLeft(): Promise<void> {
    const place = this.#place;
    if (place === null) {
      return;
    }
    const left = await leftAt(place).catch(() => []);
    this.#left.replaceChildren(...left.map((one) => this.#rowOf(one)));
    await forgetOld(Date.now()).catch(() => undefined);
  }

  #rowOf({ key, blob, ms }: Left): HTMLElement {
    const words = this.#words;
    const said = fill(words.left, clockText(ms));
    const keepIt = button(words.keep, () => {
      const taking = this.#around.take({ name: this.#nameOf(blob), blob, isOwn: true }).then(async (isTaken) => {
        if (isTaken) {
          row.remove();
          await forget(key).catch(() => undefined);
        }
      });
      atWork(this.#around.form, taking);
    });
    const drop = button(
      words.drop,
      () => {
        row.remove();
        void forget(key).catch(() => undefined);
        this.#begin.focus();
      },
      { className: "button quiet" },
    );
    const row = make("div", { className: "leftover", role: "group", "aria-label": said });
    row.append(make("p", {}, said), make("div", { className: "buttons" }, keepIt, drop));
    return row;
  }
}

/** What has the focus in the tree of an element. */
function activeIn(element: HTMLElement): Element | null {
  const tree = element.getRootNode();
  return tree instanceof ShadowRoot || tree instanceof Document ? tree.activeElement : null;
}

/** Whether the focus went with the button that had it. */
function isLost(element: HTMLElement): boolean {
  const active = activeIn(element);
  return active === null || active === document.body || element.contains(active);
}
