/** A picture to draw on. The answer is the picture with what was drawn; strokes are taken back one by one. */

import { blobOf } from "../evidence/prepare.js";
import { type Drawn, Handover } from "./handover.js";
import { Strokes } from "./strokes.js";
import { button, make, type ViewOf, wordsOf } from "./toolkit.js";

/** So many strokes are as wide as the longest edge of the picture: they are seen on small screens, too. */
const WIDTHS = 160;
/** A stroke is seen on dark and on light. */
const INK = "#d00000";
const RIM = "#ffffff";

export interface Board {
  readonly element: HTMLElement;
  /** Shows a picture without a stroke; `null` is none. */
  show(picture: ImageBitmap | null): void;
  /** Writes what is said, and hides what nobody may draw on. */
  update(isHidden: boolean): void;
  /** Keeps at once what was drawn last. */
  flush(): void;
}

export function board(view: () => ViewOf<"file">, drawn: Drawn): Board {
  let picture: ImageBitmap | null = null;
  const strokes = new Strokes({
    below: (context) => {
      if (picture !== null) {
        context.drawImage(picture, 0, 0);
      }
    },
    ink: ({ width, height }) => {
      const wide = Math.max(width, height) / WIDTHS;
      return [
        { colour: RIM, width: wide * 2 },
        { colour: INK, width: wide },
      ];
    },
    isOpen: () => picture !== null && !view().field.readonly,
    changed() {
      draw();
      handover.touch();
    },
    words: () => wordsOf(view().field),
  });
  const { canvas, status } = strokes;
  canvas.className = "sheet board";
  const handover = new Handover(drawn, () => {
    strokes.paint(true);
    return blobOf(canvas, "image/jpeg");
  });
  const undo = button("", () => strokes.undo(), { className: "button quiet" });
  const hint = make("p", { className: "hint" });
  const tools = make("div", { className: "buttons" }, undo);
  const element = make("div", { className: "pad" }, hint, canvas, status, tools);
  const draw = (): void => {
    const words = wordsOf(view().field);
    hint.textContent = `${words.drawOnPicture} ${words.penKeys}`;
    canvas.setAttribute("aria-label", hint.textContent);
    undo.textContent = words.undoStroke;
    undo.hidden = strokes.count === 0;
  };
  return {
    element,
    show(other) {
      // What is being drawn is newer than what is kept.
      if (handover.isPending) {
        return;
      }
      picture = other;
      if (picture !== null) {
        canvas.width = picture.width;
        canvas.height = picture.height;
      }
      strokes.clear();
      draw();
    },
    update(isHidden) {
      element.hidden = isHidden || picture === null;
      draw();
    },
    flush: () => handover.flush(),
  };
}
