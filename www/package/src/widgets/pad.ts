/**
 * A sheet to draw or sign on, by hand, by keyboard or by typing one's name. What was drawn is the answer a moment after the last
 * stroke: nothing has to be pressed.
 */

import { blobOf } from "../evidence/prepare.js";
import { type Drawn, Handover } from "./handover.js";
import { Strokes } from "./strokes.js";
import { button, make, type ViewOf, wordsOf } from "./toolkit.js";

/** The sheet has more dots than it is shown in on most screens: a signature is kept as sharp as a pen draws it. */
const WIDTH = 1200;
const HEIGHT = 480;
const LINE = 5;
const INK = "#12232b";
/** A name that is typed, as tall as fits. */
const LETTERS = 140;
const MARGIN = 60;
const MOST_LETTERS = 80;

export interface Pad {
  readonly element: HTMLElement;
  /** Shows the drawing that is the answer; `null` is an empty sheet. */
  show(drawing: ImageBitmap | null): void;
  /** Writes what is said, and hides what nobody may draw on. */
  update(isHidden: boolean): void;
  /** Keeps at once what was drawn last. */
  flush(): void;
}

/** Whether a picture has the shape of the sheet: then it was drawn here, and stands on it again. */
export function isSheet({ width, height }: ImageBitmap): boolean {
  return Math.abs(width * HEIGHT - height * WIDTH) <= WIDTH;
}

export function pad(view: () => ViewOf<"file">, drawn: Drawn): Pad {
  return new Sheet(view, drawn);
}

class Sheet implements Pad {
  readonly element: HTMLElement;
  readonly #view: () => ViewOf<"file">;
  readonly #drawn: Drawn;
  readonly #strokes: Strokes;
  readonly #handover: Handover;
  readonly #hint = make("p", { className: "hint" });
  readonly #again = button("", () => this.#wipe(), { className: "button quiet" });
  readonly #undo = button("", () => this.#takeBack(), { className: "button quiet" });
  readonly #name: HTMLInputElement;
  readonly #naming: HTMLLabelElement;
  /** What was drawn before, and is kept. */
  #drawing: ImageBitmap | null = null;

  constructor(view: () => ViewOf<"file">, drawn: Drawn) {
    this.#view = view;
    this.#drawn = drawn;
    this.#strokes = new Strokes({
      below: (context) => this.#paint(context),
      ink: () => [{ colour: INK, width: LINE }],
      isOpen: () => !view().field.readonly,
      changed: () => {
        this.#draw();
        this.#handover.touch();
      },
      words: () => wordsOf(view().field),
    });
    const { canvas, status } = this.#strokes;
    Object.assign(canvas, { className: "sheet", width: WIDTH, height: HEIGHT });
    this.#handover = new Handover(drawn, () => {
      this.#strokes.paint(true);
      return this.#isEmpty ? Promise.resolve(null) : blobOf(canvas, "image/png");
    });
    const id = `${view().field.id}-name`;
    const typing = {
      id,
      type: "text",
      autocomplete: "name",
      maxLength: MOST_LETTERS,
      className: "input",
      part: "input",
    };
    this.#name = make("input", typing);
    this.#naming = make("label", { htmlFor: id });
    this.#name.addEventListener("input", () => this.#type());
    const typed = make("div", { className: "field typed" }, this.#naming, this.#name);
    const tools = make("div", { className: "buttons" }, this.#undo, this.#again);
    this.element = make("div", { className: "pad" }, this.#hint, canvas, status, tools, typed);
    this.#strokes.paint();
  }

  show(drawing: ImageBitmap | null): void {
    // What is being drawn is newer than what is kept.
    if (this.#handover.isPending) {
      return;
    }
    this.#drawing = drawing;
    this.#name.value = "";
    this.#strokes.clear();
    this.#draw();
  }

  update(isHidden: boolean): void {
    this.element.hidden = isHidden;
    this.#draw();
  }

  flush(): void {
    this.#handover.flush();
  }

  get #isEmpty(): boolean {
    return this.#drawing === null && this.#strokes.count === 0 && this.#name.value.trim() === "";
  }

  #draw(): void {
    const words = wordsOf(this.#view().field);
    this.#hint.textContent = `${words.drawHere} ${words.penKeys}`;
    this.#strokes.canvas.setAttribute("aria-label", this.#hint.textContent);
    this.#again.textContent = words.wipe;
    this.#again.hidden = this.#isEmpty;
    this.#undo.textContent = words.undoStroke;
    this.#undo.hidden = this.#strokes.count === 0;
    this.#naming.textContent = words.typeName;
  }

  #paint(context: CanvasRenderingContext2D): void {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    if (this.#drawing !== null) {
      context.drawImage(this.#drawing, 0, 0, WIDTH, HEIGHT);
    }
    const name = this.#name.value.trim();
    if (name !== "") {
      context.fillStyle = INK;
      context.font = `italic ${LETTERS}px "Segoe Script", "Snell Roundhand", "Bradley Hand", cursive`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(name, WIDTH / 2, HEIGHT / 2, WIDTH - 2 * MARGIN);
    }
  }

  /** A name that is typed stands alone on the sheet. */
  #type(): void {
    this.#drawing = null;
    this.#strokes.clear();
    this.#draw();
    if (this.#isEmpty) {
      this.#wipe();
    } else {
      this.#handover.touch();
    }
  }

  #takeBack(): void {
    this.#strokes.undo();
    if (this.#isEmpty) {
      this.#wipe();
    }
  }

  #wipe(): void {
    // What was drawn is kept first: then it can come back.
    this.#handover.flush();
    this.#drawn.wipe();
  }
}
