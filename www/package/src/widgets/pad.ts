/** A sheet to draw or sign on. What was drawn is the answer a moment after the last stroke: nothing has to be pressed. */

import { blobOf } from "../evidence/prepare.js";
import { type Drawn, Handover } from "./handover.js";
import { button, make, type ViewOf, wordsOf } from "./toolkit.js";

/** The sheet has twice as many dots as it is drawn on: a signature is kept as sharp as a pen draws it. */
const WIDTH = 1200;
const HEIGHT = 480;
const LINE = 5;

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
  const sheet = make("canvas", { className: "sheet", width: WIDTH, height: HEIGHT, role: "img" });
  const context = sheet.getContext("2d");
  let isEmpty = true;
  const handover = new Handover(drawn, () => blobOf(sheet, "image/png"));
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
      handover.flush();
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
    handover.touch();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (sheet.hasPointerCapture(event.pointerId) && context !== null) {
      context.lineTo(...at(event));
      context.stroke();
      handover.touch();
    }
  });
  clear();
  return {
    element,
    show(drawing) {
      // What is being drawn is newer than what is kept.
      if (handover.isPending) {
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
    flush: () => handover.flush(),
  };
}
