/** A sheet to draw or sign on. */

import { blobOf } from "./picture.js";
import { button, make, type ViewOf, wordsOf } from "./toolkit.js";

/** The sheet has twice as many dots as it is drawn on: a signature is kept as sharp as a pen draws it. */
const WIDTH = 1200;
const HEIGHT = 480;
const LINE = 5;

export interface Pad {
  readonly element: HTMLElement;
  /** Whether there is a drawing already. */
  update(isDone: boolean): void;
}

export function pad(view: () => ViewOf<"file">, done: (drawing: Blob) => void): Pad {
  const sheet = make("canvas", { className: "sheet", width: WIDTH, height: HEIGHT, role: "img" });
  const context = sheet.getContext("2d");
  let isEmpty = true;
  const wipe = (): void => {
    if (context !== null) {
      context.fillStyle = "#fff";
      context.fillRect(0, 0, WIDTH, HEIGHT);
      context.strokeStyle = "#12232b";
      context.lineWidth = LINE;
      context.lineCap = "round";
      context.lineJoin = "round";
    }
    isEmpty = true;
    draw();
  };
  const take = button("", () => {
    void blobOf(sheet, "image/png").then((drawing) => {
      if (drawing !== null) {
        done(drawing);
        wipe();
      }
    });
  });
  const again = button("", wipe, { className: "button quiet" });
  const hint = make("p", { className: "hint" });
  const tools = make("div", { className: "buttons" }, take, again);
  const element = make("div", { className: "pad" }, hint, sheet, tools);
  const draw = (): void => {
    const words = wordsOf(view().field);
    hint.textContent = words.drawHere;
    sheet.setAttribute("aria-label", words.drawHere);
    take.textContent = words.keepDrawing;
    again.textContent = words.wipe;
    take.disabled = isEmpty;
    again.disabled = isEmpty;
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
  });
  sheet.addEventListener("pointermove", (event) => {
    if (sheet.hasPointerCapture(event.pointerId) && context !== null) {
      context.lineTo(...at(event));
      context.stroke();
    }
  });
  wipe();
  return {
    element,
    update(isDone) {
      element.hidden = isDone || view().field.readonly;
      draw();
    },
  };
}
