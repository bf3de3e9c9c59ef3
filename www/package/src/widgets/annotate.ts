/** A picture to draw on. The answer is the picture with what was drawn; strokes are taken back one by one. */

import { blobOf } from "../evidence/prepare.js";
import { type Drawn, Handover } from "./handover.js";
import { button, make, type ViewOf, wordsOf } from "./toolkit.js";

/** So many strokes are as wide as the longest edge of the picture: they are seen on small screens, too. */
const WIDTHS = 160;
/** A stroke is seen on dark and on light. */
const INK = "#d00000";
const RIM = "#ffffff";

type Point = readonly [number, number];

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
  const canvas = make("canvas", { className: "sheet board", role: "img" });
  const context = canvas.getContext("2d");
  let picture: ImageBitmap | null = null;
  const strokes: Point[][] = [];
  const handover = new Handover(drawn, () => blobOf(canvas, "image/jpeg"));
  const undo = button(
    "",
    () => {
      strokes.pop();
      paint();
      draw();
      handover.touch();
    },
    { className: "button quiet" },
  );
  const hint = make("p", { className: "hint" });
  const element = make("div", { className: "pad" }, hint, canvas, make("div", { className: "buttons" }, undo));

  const width = (): number => Math.max(canvas.width, canvas.height) / WIDTHS;
  const stroke = ([first, ...others]: readonly Point[]): void => {
    if (context === null || first === undefined) {
      return;
    }
    context.lineCap = "round";
    context.lineJoin = "round";
    for (const [colour, wide] of [
      [RIM, 2],
      [INK, 1],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width() * wide;
      context.beginPath();
      context.moveTo(...first);
      // A dot is a stroke, too.
      for (const [x, y] of others.length === 0 ? [[first[0] + 0.1, first[1]] as const] : others) {
        context.lineTo(x, y);
      }
      context.stroke();
    }
  };
  const paint = (): void => {
    if (context !== null && picture !== null) {
      context.drawImage(picture, 0, 0);
      strokes.forEach(stroke);
    }
  };
  const draw = (): void => {
    const words = wordsOf(view().field);
    hint.textContent = words.drawOnPicture;
    canvas.setAttribute("aria-label", words.drawOnPicture);
    undo.textContent = words.undoStroke;
    undo.hidden = strokes.length === 0;
  };

  const at = (event: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || picture === null) {
      return;
    }
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    strokes.push([at(event)]);
    paint();
    draw();
    handover.touch();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) {
      strokes.at(-1)?.push(at(event));
      paint();
      handover.touch();
    }
  });
  return {
    element,
    show(other) {
      // What is being drawn is newer than what is kept.
      if (handover.isPending) {
        return;
      }
      picture = other;
      strokes.length = 0;
      if (picture !== null) {
        canvas.width = picture.width;
        canvas.height = picture.height;
        paint();
      }
      draw();
    },
    update(isHidden) {
      element.hidden = isHidden || picture === null;
      draw();
    },
    flush: () => handover.flush(),
  };
}
