// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { webcrypto } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { settled } from "../src/late-answers.js";
import { keep } from "../src/widgets/blobs.js";
import { loadMessages } from "../src/widgets/toolkit.js";
import { file, type Question, question } from "./question.js";

/** What was drawn on a canvas since it was painted last. */
let painted: string[] = [];
/** What was drawn when a picture was made of it. */
let pictures: string[][] = [];

function stubCanvas(width: number, height: number): void {
  [painted, pictures] = [[], []];
  const note = (name: string | symbol, given: readonly unknown[]): void => {
    const isFirst = name === "fillRect" || name === "drawImage";
    painted = isFirst ? [] : [...painted, [String(name), ...given].join(" ")];
  };
  const context = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...given: unknown[]) =>
          note(name, given),
      set: () => true,
    },
  );
  vi.stubGlobal("createImageBitmap", async () => ({ width, height, close: () => undefined }));
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation(function (this: HTMLCanvasElement, take, type) {
    const text = `picture ${painted.join()}`;
    // What is made ready for keeping stands in no document.
    if (this.isConnected) {
      pictures.push(painted);
    }
    take(new Blob([text], type === undefined ? {} : { type }));
  });
}

const digests = { sha256: "d".repeat(64), source: "d".repeat(64) };
const lines = (calls: readonly string[] | undefined): number =>
  calls?.filter((call) => call.startsWith("moveTo")).length ?? 0;

beforeEach(async () => {
  vi.stubGlobal("crypto", webcrypto);
  await loadMessages("en");
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

function canvasOf({ host }: Question): HTMLCanvasElement {
  const canvas = host.querySelector("canvas") as HTMLCanvasElement;
  canvas.setPointerCapture = () => undefined;
  canvas.hasPointerCapture = () => true;
  canvas.getBoundingClientRect = () =>
    ({ left: 0, top: 0, width: canvas.width / 3, height: canvas.height / 3 }) as DOMRect;
  return canvas;
}

function stroke(canvas: HTMLCanvasElement, x: number): void {
  for (const type of ["pointerdown", "pointermove"]) {
    canvas.dispatchEvent(new MouseEvent(type, { clientX: x, clientY: 5, button: 0 }));
  }
}

function keys(canvas: HTMLCanvasElement, ...pressed: readonly string[]): KeyboardEvent[] {
  canvas.focus();
  return pressed.map((key) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    canvas.dispatchEvent(event);
    return event;
  });
}

/** A sheet to sign on. */
function sheet(): [Question, HTMLCanvasElement] {
  stubCanvas(1200, 480);
  const asked = question({ files: "image", appearance: "signature" });
  return [asked, canvasOf(asked)];
}

it("is drawn on where the finger is, whatever size the sheet is shown in", async () => {
  const [asked, canvas] = sheet();
  stroke(canvas, 100);
  await settled(asked.form);
  expect(asked.answers).toHaveLength(1);
  expect(pictures[0]).toContain("moveTo 300 15");
  // The window is another one now.
  canvas.getBoundingClientRect = () => ({ left: 10, top: 0, width: 1200, height: 480 }) as DOMRect;
  stroke(canvas, 310);
  await settled(asked.form);
  expect(pictures[1]).toContain("moveTo 300 5");
});

it("takes strokes back one by one, and the last of them with the answer", async () => {
  const [asked, canvas] = sheet();
  stroke(canvas, 10);
  stroke(canvas, 20);
  await settled(asked.form);
  asked.button("Undo the last stroke").click();
  await settled(asked.form);
  expect(pictures.map(lines)).toEqual([2, 1]);
  asked.button("Undo the last stroke").click();
  await settled(asked.form);
  await vi.waitFor(() => expect(asked.answers.at(-1)).toEqual([null, null]));
  expect(() => asked.button("Undo the last stroke")).toThrow();
});

it("lets a drawing that was cleared come back", async () => {
  const [asked, canvas] = sheet();
  stroke(canvas, 10);
  asked.button("Clear the drawing").click();
  await settled(asked.form);
  await vi.waitFor(() => expect(asked.answers).toHaveLength(2));
  // It was kept before it was taken away, and taking away says so.
  expect(asked.answers[0]?.[0]).toEqual([expect.stringMatching(/^drawing-[0-9a-f]{16}\./)]);
  expect(asked.answers[1]).toEqual([null, null]);
});

it("stands on the sheet again when it comes back", async () => {
  const shown: unknown[] = [];
  const [asked, canvas] = sheet();
  stroke(canvas, 10);
  await settled(asked.form);
  const [kept] = asked.answers[0] ?? [];
  asked.button("Clear the drawing").click();
  await vi.waitFor(() => expect(asked.answers).toHaveLength(2));
  vi.stubGlobal("createImageBitmap", async (blob: Blob) => {
    shown.push(blob);
    return { width: 1200, height: 480, close: () => undefined };
  });
  asked.show(kept ?? null);
  await vi.waitFor(() => expect(shown).toHaveLength(1));
});

it("is drawn on by keyboard, and leaves other keys to the page", async () => {
  const [asked, canvas] = sheet();
  const [enter] = keys(canvas, "Enter", "ArrowRight", "ArrowDown");
  expect(enter?.defaultPrevented).toBe(true);
  expect(asked.said()).toContain("The pen is down.");
  keys(canvas, "Enter", "ArrowRight");
  expect(asked.said()).toContain("The pen is up.");
  const [tab] = keys(canvas, "Tab");
  expect(tab?.defaultPrevented).toBe(false);
  await settled(asked.form);
  // One stroke from the middle, without the pen itself.
  expect(lines(pictures[0])).toBe(1);
  expect(pictures[0]).toEqual(expect.arrayContaining(["moveTo 600 240", "lineTo 612 240", "lineTo 612 252"]));
});

it("writes a name that is typed, alone on the sheet", async () => {
  const [asked, canvas] = sheet();
  stroke(canvas, 10);
  const input = asked.host.querySelector<HTMLInputElement>("input[type=text]") as HTMLInputElement;
  const type = (text: string): void => {
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };
  type("Anna Berg");
  await settled(asked.form);
  expect(pictures.at(-1)).toEqual(["fillText Anna Berg 600 240 1080"]);
  expect(input.value).toBe("Anna Berg");
  type("");
  await vi.waitFor(() => expect(asked.answers.at(-1)).toEqual([null, null]));
});

it("shows a drawing again that is the answer, without its strokes", async () => {
  stubCanvas(1200, 480);
  const { name } = await keep("drawing.png", { bytes: new ArrayBuffer(1), type: "image/png", ...digests }, ["visit"]);
  const asked = question({ files: "image", appearance: "draw", value: [name] });
  await vi.waitFor(() => expect(asked.said()).toContain("Draw or sign in this field."));
  expect(() => asked.button("Undo the last stroke")).toThrow();
});

it("marks a picture by keyboard, on a canvas that has its dots", async () => {
  stubCanvas(3_000, 2_000);
  const asked = question({ files: "image", appearance: "annotate", parameters: { "max-files": "5" } });
  asked.choose(file("door.jpg", "image/jpeg"));
  await settled(asked.form);
  const canvas = canvasOf(asked);
  await vi.waitFor(() => expect(canvas.closest("[hidden]")).toBeNull());
  expect([canvas.width, canvas.height]).toEqual([3_000, 2_000]);
  keys(canvas, "ArrowUp", " ", "ArrowLeft", " ");
  await settled(asked.form);
  // A rim and the ink on it; still one file.
  expect(lines(pictures.at(-1))).toBe(2);
  expect(pictures.at(-1)).toEqual(expect.arrayContaining(["moveTo 1500 970", "lineTo 1470 970"]));
  expect(asked.answers.at(-1)?.[0]).toHaveLength(1);
});
