/** Attachments: chosen, taken with the camera, recorded, or drawn. Their bytes stay on this device, their names are the answer. */

import { MOST_OF_FORM, roomIn } from "../evidence/limits.js";
import { mostFiles, parametersOf } from "../evidence/parameters.js";
import { atWork, formOf } from "../late-answers.js";
import { part } from "../load-failure.js";
import { LOADING_MS } from "../messages.js";
import type { Json } from "../protocol.js";
import { type Board, board } from "./annotate.js";
import { find, shortName } from "./blobs.js";
import { FileList } from "./file-list.js";
import { acceptOf, type Beside, type Given, takeFile } from "./file-taking.js";
import { isSheet, type Pad, pad } from "./pad.js";
import {
  type Emit,
  fill,
  liveLine,
  type Mount,
  make,
  owed,
  sizeText,
  type ViewOf,
  type Widget,
  wordsOf,
} from "./toolkit.js";

type View = ViewOf<"file">;
type Words = ReturnType<typeof wordsOf>;

/** What records on the page, once it is loaded. */
interface Recording {
  readonly element: HTMLElement;
  update(): void;
  end(): void;
}

/** How a file is taken. */
interface Taking {
  readonly progress?: (done: number) => void;
  /** Hears under which name a drawing is kept that was drawn on, before it is the answer. */
  readonly redrawn?: (name: string) => void;
}

/** How the files of a question come to be, besides being chosen. */
type Making = "sheet" | "board" | "chosen";

function makingOf({ files, field }: View): Making {
  const has = (word: string): boolean => field.appearance.split(" ").includes(word);
  if (files !== "image") {
    return "chosen";
  }
  return ["signature", "draw"].some(has) ? "sheet" : has("annotate") ? "board" : "chosen";
}

// What is attached is claimed when the form is sealed, perhaps without a network.
part(LOADING_MS, () => import("../evidence/claims.js")).catch(() => undefined);

export const mount: Mount<"file"> = (host, first, emit) => new FileWidget(host, first, emit);

class FileWidget implements Widget<"file"> {
  #view: View;
  readonly #emit: Emit;
  /** Known here for good: who asks later may stand in no form any more. */
  readonly #form: Element | undefined;
  readonly #input: HTMLInputElement;
  readonly #chooser: HTMLLabelElement;
  readonly #choosing: HTMLElement;
  readonly #limits = make("p", { className: "hint", hidden: true });
  readonly #progress = make("progress", { className: "preparing", max: 1, value: 0, hidden: true });
  readonly #status = liveLine();
  readonly #none = make("p", { className: "missing", hidden: true });
  readonly #list: FileList;
  readonly #sheet: Pad | null;
  readonly #board: Board | null;
  readonly #recorder = make("div");
  #recording: Recording | null = null;
  /** What is answered, also before the form has written it back. */
  #names: readonly string[] = [];
  /** What is made of the last drawing. */
  #drawing: Promise<unknown> = Promise.resolve();
  /** The picture with what was drawn on it last: what is shown of it stays, with its strokes. */
  #drawnOn: string | null = null;
  #drawn = "";
  #isEnded = false;

  constructor(host: HTMLElement, first: View, emit: Emit) {
    this.#view = first;
    this.#emit = emit;
    this.#form = formOf(host);
    const making = makingOf(first);
    this.#list = new FileList(
      () => this.#view,
      () => this.#board !== null && !this.#view.field.readonly,
      (name) => this.#remove(name),
    );
    this.#sheet = making === "sheet" ? this.#newSheet() : null;
    this.#board = making === "board" ? this.#newBoard() : null;
    this.#input = this.#newInput();
    this.#chooser = make("label", { className: "button choose", htmlFor: first.field.id });
    this.#choosing = make("div", { className: "chooser" }, this.#input, this.#chooser);
    host.append(
      this.#list.element,
      ...[this.#sheet, this.#board].filter((one) => one !== null).map(({ element }) => element),
      this.#recorder,
      this.#choosing,
      this.#limits,
      this.#progress,
      this.#none,
      this.#status,
    );
    this.#takeDrops(host);
    this.update(first);
    if (first.files === "audio" || first.files === "video") {
      void this.#loadRecorder(first.files);
    }
  }

  get #words(): Words {
    return wordsOf(this.#view.field);
  }

  /** How many files the question takes: a drawing is one. */
  get #most(): number {
    return this.#sheet === null && this.#board === null ? mostFiles(parametersOf(this.#view)) : 1;
  }

  update(next: View): void {
    this.#view = next;
    this.#names = Array.isArray(next.value) ? next.value.map(String) : [];
    // The words of a language may come after it was chosen.
    const state = JSON.stringify([this.#names, next.field.readonly, next.field.language, this.#words.remove]);
    if (this.#names.length === 0) {
      // What comes back is shown anew.
      this.#drawnOn = null;
    }
    if (state !== this.#drawn) {
      this.#drawn = state;
      this.#list.show(this.#names);
      if (this.#sheet !== null) {
        void this.#showOnSheet(this.#sheet);
      }
      if (this.#board !== null) {
        void this.#showOnBoard(this.#board);
      }
      void this.#sayLimits();
    }
    this.#list.element.hidden = this.#names.length === 0 || (this.#sheet !== null && this.#list.element.hidden);
    this.#drawChooser();
    this.#recording?.update();
  }

  end(): void {
    this.#isEnded = true;
    this.#sheet?.flush();
    this.#board?.flush();
    this.#recording?.end();
    this.#list.release();
  }

  #newInput(): HTMLInputElement {
    const { files, field } = this.#view;
    const has = (word: string): boolean => field.appearance.split(" ").includes(word);
    const input = make("input", { type: "file", id: field.id, accept: acceptOf(this.#view), className: "picked" });
    // A picture that must be new is taken at once; else the phone asks whether camera or album.
    if (files !== "any" && (has("new") || has("new-front"))) {
      input.setAttribute("capture", has("new-front") ? "user" : "environment");
    }
    input.addEventListener("change", () => {
      const chosen = [...(input.files ?? [])];
      void this.#takeAll(chosen).finally(() => {
        input.value = "";
      });
    });
    return input;
  }

  /** The button says what it does: a camera that must be used takes, and lets nobody choose. */
  #drawChooser(): void {
    const { field, files } = this.#view;
    const { choose, replace, take, add, drawOther, pick } = this.#words;
    const isTaken = this.#input.hasAttribute("capture");
    const isRecorded = this.#recording !== null && (files === "audio" || files === "video");
    const usual = isRecorded ? pick[files] : choose[files];
    const begin = isTaken && files !== "any" ? take[files] : usual;
    const again = this.#most > 1 ? add[files] : isRecorded ? usual : replace[files];
    const isFull = this.#most > 1 && this.#names.length >= this.#most;
    this.#chooser.textContent = this.#sheet !== null ? drawOther : this.#names.length > 0 ? again : begin;
    this.#input.setAttribute("aria-label", `${this.#chooser.textContent}: ${field.label}`);
    this.#input.multiple = this.#most > 1;
    this.#input.disabled = field.readonly || isFull;
    this.#choosing.hidden = field.readonly || isFull;
    // Where nothing can be chosen either, there would be nothing to see.
    this.#none.hidden = !field.readonly || this.#names.length > 0;
    this.#none.textContent = this.#none.hidden ? "" : this.#words.notAnswered;
    this.#progress.setAttribute("aria-label", this.#words.keeping);
    owed(this.#input, field);
  }

  /** Says how much can be attached, before anybody chooses too much. */
  async #sayLimits(): Promise<void> {
    const { field, files } = this.#view;
    if (field.readonly || this.#sheet !== null) {
      // A drawing is small.
      this.#limits.hidden = true;
      return;
    }
    const current = this.#list.listing;
    const room = await roomIn(this.#form, this.#names).catch(() => MOST_OF_FORM);
    if (current !== this.#list.listing) {
      return;
    }
    const size = (bytes: number): string => sizeText(bytes, field.language);
    const { filesCount, filesFull, filesRoom } = this.#words;
    const [count, most] = [this.#names.length, this.#most];
    const counted = count >= most ? fill(filesFull, most) : fill(filesCount, count, most);
    // A picture takes so little that its room is told once it gets short.
    const isShort = room < MOST_OF_FORM / 2;
    const said = [
      most > 1 ? counted : "",
      files !== "image" || isShort ? fill(filesRoom, size(MOST_OF_FORM), size(room)) : "",
    ];
    this.#limits.textContent = said.filter(Boolean).join(" ");
    this.#limits.hidden = this.#limits.textContent === "";
  }

  /** What is dropped on the question is chosen. */
  #takeDrops(host: HTMLElement): void {
    const isOpen = (event: DragEvent): boolean =>
      !this.#input.disabled && (event.dataTransfer?.types.includes("Files") ?? false);
    host.addEventListener("dragover", (event) => {
      if (isOpen(event)) {
        event.preventDefault();
        event.stopPropagation();
        this.#choosing.classList.add("over");
      }
    });
    host.addEventListener("dragleave", () => this.#choosing.classList.remove("over"));
    host.addEventListener("drop", (event) => {
      this.#choosing.classList.remove("over");
      if (isOpen(event)) {
        event.preventDefault();
        // The form around it opens drafts that are dropped.
        event.stopPropagation();
        void this.#takeAll([...(event.dataTransfer?.files ?? [])]);
      }
    });
  }

  /** Takes what was chosen, one after the other: each has to fit beside those before it. */
  #takeAll(chosen: readonly File[]): Promise<unknown> {
    const [most, before] = [this.#most, this.#names.length];
    const fits = most === 1 ? 1 : most - before;
    const taking = (async () => {
      for (const [index, file] of chosen.slice(0, fits).entries()) {
        const progress = (done: number): void => {
          this.#progress.value = (index + done) / Math.min(fits, chosen.length);
        };
        await this.#take({ name: file.name, blob: file, isOwn: false }, { progress });
      }
      if (chosen.length > fits) {
        this.#status.textContent += ` ${fill(this.#words.filesLeft, fits, chosen.length, most)}`;
      }
    })();
    if (chosen.length > 0) {
      atWork(this.#form, taking);
    }
    return taking;
  }

  /** Takes one file: of a question for one file it takes the place of the one before. Whether it was taken. */
  async #take(given: Given, { progress = () => undefined, redrawn }: Taking = {}): Promise<boolean> {
    this.#status.textContent = this.#words.keeping;
    this.#status.className = "hint live";
    this.#progress.value = 0;
    this.#progress.hidden = given.isOwn;
    const leaving = this.#most === 1 ? this.#names.slice(0, 1) : [];
    const beside: Beside = { form: this.#form, names: this.#names, leaving };
    try {
      const { name, said } = await takeFile(this.#view, given, beside, progress);
      this.#status.textContent = said;
      this.#status.className = name === null ? "error live" : "hint live";
      if (name === null) {
        return false;
      }
      redrawn?.(name);
      // What the person has changed meanwhile stays.
      const others = this.#names.filter((one) => one !== name && !leaving.includes(one));
      const [gone] = leaving.filter((one) => one !== name);
      // A drawing is taken back stroke by stroke.
      this.#answer([...others, name], redrawn === undefined ? gone : undefined);
      return true;
    } catch {
      this.#status.textContent = this.#words.fileNotKept;
      this.#status.className = "error live";
      return false;
    } finally {
      this.#progress.hidden = true;
    }
  }

  /** Answers; what another file takes the place of can come back. */
  #answer(names: readonly string[], gone?: string): void {
    this.#names = names;
    const value: Json = names.length === 0 ? null : [...names];
    if (gone === undefined) {
      this.#emit(value);
    } else {
      this.#emit(value, { name: shortName(gone) });
    }
  }

  #remove(name: string): void {
    this.#answer(
      this.#names.filter((one) => one !== name),
      name,
    );
    this.#status.textContent = "";
    this.#choosing.hidden = false;
    this.#input.disabled = false;
    this.#input.focus();
  }

  #newSheet(): Pad {
    return pad(() => this.#view, {
      take: (drawn, hurry) => {
        const name = this.#words.drawing;
        const redrawn = (kept: string): void => {
          this.#drawnOn = kept;
        };
        this.#drawing = drawn.then((blob) =>
          blob === null ? null : this.#take({ name, blob, isOwn: true }, { redrawn }),
        );
        atWork(this.#form, this.#drawing, hurry);
      },
      wipe: () =>
        void this.#drawing.then(() => {
          this.#status.textContent = "";
          if (this.#names.length > 0) {
            this.#emit(null, { name: null });
          }
        }),
    });
  }

  #newBoard(): Board {
    return board(() => this.#view, {
      take: (drawn, hurry) => {
        const name = shortName(this.#names[0] ?? this.#words.drawing);
        const redrawn = (kept: string): void => {
          this.#drawnOn = kept;
        };
        this.#drawing = drawn.then((blob) =>
          blob === null ? null : this.#take({ name, blob, isOwn: true }, { redrawn }),
        );
        atWork(this.#form, this.#drawing, hurry);
      },
      wipe: () => undefined,
    });
  }

  /** A drawing stands on the sheet again; any other picture in the list. */
  async #showOnSheet(sheet: Pad): Promise<void> {
    const current = this.#list.listing;
    const [name] = this.#names;
    if (name !== undefined && name === this.#drawnOn) {
      // It stands there, with its strokes.
      this.#list.element.hidden = true;
      sheet.update(this.#view.field.readonly);
      return;
    }
    const picture = await this.#firstPicture();
    if (current !== this.#list.listing) {
      return;
    }
    const isDrawing = this.#names.length === 0 || (picture !== null && isSheet(picture));
    if (isDrawing) {
      sheet.show(picture);
    }
    this.#list.element.hidden = isDrawing;
    sheet.update(!isDrawing || this.#view.field.readonly);
  }

  /** A picture stands on the board, to be drawn on. */
  async #showOnBoard(onto: Board): Promise<void> {
    const current = this.#list.listing;
    const [name] = this.#names;
    if (name === undefined || name !== this.#drawnOn) {
      const picture = await this.#firstPicture();
      if (current !== this.#list.listing) {
        return;
      }
      onto.show(picture);
    }
    onto.update(this.#view.field.readonly);
  }

  async #firstPicture(): Promise<ImageBitmap | null> {
    const [name] = this.#names;
    const kept = name === undefined ? null : await find(name).catch(() => null);
    return kept === null ? null : createImageBitmap(new Blob([kept.bytes])).catch(() => null);
  }

  /** Where the page cannot record, or the script does not come, files can still be chosen. */
  async #loadRecorder(media: "audio" | "video"): Promise<void> {
    const { canRecord, recorder } = await part(LOADING_MS, () => import("../evidence/recorder-face.js")).catch(() => ({
      canRecord: () => false,
      recorder: null,
    }));
    if (recorder === null || !canRecord(media) || this.#isEnded) {
      return;
    }
    const recording = await recorder(media, {
      view: () => this.#view,
      form: this.#form,
      count: () => ({ names: this.#names.length, most: this.#most }),
      room: () => roomIn(this.#form, this.#names, this.#most === 1 ? this.#names : []),
      take: (given) => this.#take(given),
    }).catch(() => null);
    if (this.#isEnded) {
      recording?.end();
    } else if (recording !== null) {
      this.#recording = recording;
      this.#recorder.append(recording.element);
      this.#drawChooser();
    }
  }
}
