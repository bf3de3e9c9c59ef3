/** A sheet to draw or sign on. What was drawn is the answer a moment after the last stroke: nothing has to be pressed. */

import { blobOf } from "./picture.js";
import { button, make, type ViewOf, wordsOf } from "./toolkit.js";

/** The sheet has twice as many dots as it is drawn on: a signature is kept as sharp as a pen draws it. */
const WIDTH = 1200;
const HEIGHT = 480;
const LINE = 5;
/** A name has several strokes: so long after one, the next is waited for. */
const PAUSE_MS = 1_000;

export interface Pad {
  readonly element: HTMLElement;
  /** Shows the drawing that is the answer; `null` is an empty sheet. */
  show(drawing: ImageBitmap | null): void;
  /** Writes what is said, and hides what nobody may draw on. */
  update(isHidden: boolean): void;
  /** Keeps at once what was drawn last. */
  flush(): void;
}

/** What a pad does with what is drawn. */
export interface Drawn {
  /** Something is drawn: the drawing comes when it is done, or at once by `hurry`. */
  take(drawing: Promise<Blob | null>, hurry: () => void): void;
  /** The drawing is taken back. */
  wipe(): void;
}

/** Whether a picture has the shape of the sheet: then it was drawn here, and stands on it again. */
export function isSheet({ width, height }: ImageBitmap): boolean {
  return Math.abs(width * HEIGHT - height * WIDTH) <= WIDTH;
}

export function pad(view: () => ViewOf<"file">, drawn: Drawn): Pad {
  const sheet = make("canvas", { className: "sheet", width: WIDTH, height: HEIGHT, role: "img" });
  const context = sheet.getContext("2d");
  let isEmpty = true;
  /** Ends the pause after the last stroke, while there is one. */
  let end: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = (): void => {
    if (context !== null) {
      context.fillStyle = "#fff";
      context.fillRect(0, 0, WIDTH, HEIGHT);
      context.strokeStyle = "#12232b";
      context.lineWidth = LINE;
      context.lineCap = "round";
      context.lineJoin = "round";
    }
    isEmpty = true;
  };
  const again = button(
    "",
    () => {
      // What was drawn is kept first: then it can come back.
      flush();
      drawn.wipe();
    },
    { className: "button quiet" },
  );
  const hint = make("p", { className: "hint" });
  const tools = make("div", { className: "buttons" }, again);
  const element = make("div", { className: "pad" }, hint, sheet, tools);
  const draw = (): void => {
    const words = wordsOf(view().field);
    hint.textContent = words.drawHere;
    sheet.setAttribute("aria-label", words.drawHere);
    again.textContent = words.wipe;
    again.hidden = isEmpty;
  };
  /** The first stroke begins a drawing, each further one the pause after it anew; what is drawn when that ends is handed over. */
  const touch = (): void => {
    if (end === null) {
      const over = new Promise<void>((resolve) => {
        end = () => {
          clearTimeout(timer);
          end = null;
          resolve();
        };
      });
      drawn.take(
        over.then(() => blobOf(sheet, "image/png")),
        flush,
      );
    }
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE_MS);
  };
  const flush = (): void => end?.();

  const at = (event: PointerEvent): [number, number] => {
    const box = sheet.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * HEIGHT) / box.height];
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || context === null) {
      return;
    }
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    context.beginPath();
    context.moveTo(x, y);
    // A dot is a stroke, too.
    context.lineTo(x + 0.1, y);
    context.stroke();
    isEmpty = false;
    draw();
    touch();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (sheet.hasPointerCapture(event.pointerId) && context !== null) {
      context.lineTo(...at(event));
      context.stroke();
      touch();
    }
  });
  clear();
  return {
    element,
    show(drawing) {
      // What is being drawn is newer than what is kept.
      if (end !== null) {
        return;
      }
      clear();
      if (drawing !== null) {
        context?.drawImage(drawing, 0, 0, WIDTH, HEIGHT);
        isEmpty = false;
      }
      draw();
    },
    update(isHidden) {
      element.hidden = isHidden;
      draw();
    },
    flush,
  };
}
