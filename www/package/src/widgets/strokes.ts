/**
 * Strokes on a canvas: drawn by finger, pen or mouse, or by keyboard with a pen that the arrows move. What is drawn is kept as
 * lines, so that each can be taken back; the canvas has dots of its own, whatever size it is shown in.
 */

import { fill, make } from "./toolkit.js";

export type Point = readonly [number, number];

/** How a stroke looks: each of its lines on top of those before it. */
export type Ink = readonly { readonly colour: string; readonly width: number }[];

/** What the owner of the canvas does. */
export interface Owner {
  /** Paints what is below the strokes. */
  below(context: CanvasRenderingContext2D): void;
  ink(canvas: HTMLCanvasElement): Ink;
  /** Whether anything may be drawn now. */
  isOpen(): boolean;
  /** Something was drawn or taken back. */
  changed(): void;
  /** What is said of the pen. */
  words(): { readonly penDown: string; readonly penUp: string };
}

/** So many steps of the pen are as long as the longest edge; a key that is held down moves it on and on. */
const STEPS = 100;
const MOVES: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** The pen that the keyboard moves, on dark and on light. */
const CURSOR: Ink = [
  { colour: "#ffffff", width: 3 },
  { colour: "#005fcc", width: 1.5 },
];

export class Strokes {
  readonly canvas = make("canvas", { tabIndex: 0, role: "application" });
  readonly status = make("p", { className: "hint live", role: "status" });
  readonly #owner: Owner;
  readonly #context = this.canvas.getContext("2d");
  readonly #strokes: Point[][] = [];
  /** Where the pen of the keyboard is, once it is used. */
  #pen: Point | null = null;
  #isDown = false;

  constructor(owner: Owner) {
    this.#owner = owner;
    this.canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.#go(event));
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    this.canvas.addEventListener("blur", () => this.#lift());
  }

  get count(): number {
    return this.#strokes.length;
  }

  /** Takes all strokes away, for what is below is another one. */
  clear(): void {
    this.#strokes.length = 0;
    this.paint();
  }

  /** Takes the last stroke back. */
  undo(): void {
    this.#strokes.pop();
    this.#isDown = false;
    this.paint();
    this.#owner.changed();
  }

  /** Paints everything; without the pen of the keyboard where a picture is made of it. */
  paint(isPicture = false): void {
    const context = this.#context;
    if (context === null) {
      return;
    }
    this.#owner.below(context);
    for (const stroke of this.#strokes) {
      draw(context, stroke, this.#owner.ink(this.canvas));
    }
    if (!isPicture && this.#pen !== null && this.canvas.matches(":focus")) {
      const [x, y] = this.#pen;
      const arm = this.#step * 2;
      for (const line of [
        [
          [x - arm, y],
          [x + arm, y],
        ],
        [
          [x, y - arm],
          [x, y + arm],
        ],
      ] as const) {
        draw(context, line, scaled(CURSOR, this.#step / 6));
      }
    }
  }

  get #step(): number {
    return Math.max(this.canvas.width, this.canvas.height) / STEPS;
  }

  #at(event: PointerEvent): Point {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const { width: dots, height: lines } = this.canvas;
    return [((event.clientX - left) * dots) / width, ((event.clientY - top) * lines) / height];
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0 || !this.#owner.isOpen()) {
      return;
    }
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.#pen = null;
    this.#isDown = false;
    this.#strokes.push([this.#at(event)]);
    this.paint();
    this.#owner.changed();
  }

  #go(event: PointerEvent): void {
    if (!this.canvas.hasPointerCapture(event.pointerId)) {
      return;
    }
    // Pens report more often than screens are drawn.
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length === 0 ? [event] : all) {
      this.#strokes.at(-1)?.push(this.#at(one));
    }
    this.paint();
    this.#owner.changed();
  }

  #key(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    if (!this.#owner.isOpen() || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (move !== undefined) {
      this.#move(move, event.shiftKey ? 5 : 1);
    } else if (event.key === "Enter" || event.key === " ") {
      this.#putDownOrLift();
    } else {
      return;
    }
    // The page neither scrolls nor turns.
    event.preventDefault();
    event.stopPropagation();
  }

  #move([right, down]: Point, steps: number): void {
    const { width, height } = this.canvas;
    const [x, y] = this.#pen ?? [width / 2, height / 2];
    const by = this.#step * steps;
    const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
    this.#pen = [within(x + right * by, width), within(y + down * by, height)];
    if (this.#isDown) {
      this.#strokes.at(-1)?.push(this.#pen);
      this.#owner.changed();
    }
    this.paint();
  }

  #putDownOrLift(): void {
    const { width, height } = this.canvas;
    this.#pen ??= [width / 2, height / 2];
    this.#isDown = !this.#isDown;
    const { penDown, penUp } = this.#owner.words();
    this.status.textContent = fill(this.#isDown ? penDown : penUp);
    if (this.#isDown) {
      this.#strokes.push([this.#pen]);
      this.#owner.changed();
    }
    this.paint();
  }

  #lift(): void {
    this.#isDown = false;
    this.status.textContent = "";
    this.paint();
  }
}

function scaled(ink: Ink, by: number): Ink {
  return ink.map(({ colour, width }) => ({ colour, width: width * by }));
}

function draw(context: CanvasRenderingContext2D, [first, ...others]: readonly Point[], ink: Ink): void {
  if (first === undefined) {
    return;
  }
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const { colour, width } of ink) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(...first);
    // A dot is a stroke, too.
    for (const [x, y] of others.length === 0 ? [[first[0] + 0.1, first[1]] as const] : others) {
      context.lineTo(x, y);
    }
    context.stroke();
  }
}
