/** A question for files in a form that is not there: what it says and answers, and a draft that follows. */

import { vi } from "vitest";
import { takeLateAnswers } from "../src/late-answers.js";
import type { Json } from "../src/protocol.js";
import { mount } from "../src/widgets/file.js";
import type { ViewOf, Widget } from "../src/widgets/toolkit.js";

export const FORM = ["visit", "", "", ""];
export const DRAFT = "00000000-0000-4000-8000-000000000001";
const FIELD = { path: "visit/proof", id: "q1", label: "Proof", language: "en", describedBy: "" };

export interface Question {
  readonly form: HTMLElement;
  readonly host: HTMLElement;
  readonly widget: Widget<"file">;
  /** What was answered, with what was taken away. */
  readonly answers: readonly (readonly [Json, string | null | undefined])[];
  /** What is read aloud and shown. */
  said(): string;
  button(text: string): HTMLButtonElement;
  choose(...files: readonly File[]): void;
  /** Shows another answer, as the form does when something is undone. */
  show(value: Json): void;
}

type Wishes = Pick<ViewOf<"file">, "files"> & {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly appearance?: string;
  readonly value?: Json;
  /** What other questions have answered. */
  readonly others?: Readonly<Record<string, Json>>;
};

export function question({ files, parameters = {}, appearance = "", value = null, others = {} }: Wishes): Question {
  const answers: (readonly [Json, string | null | undefined])[] = [];
  const field = { ...FIELD, appearance, readonly: false, required: false, invalid: false };
  let view: ViewOf<"file"> = { kind: "file", field, value, files, maxPixels: null, parameters };
  const exportDraft = (): string => JSON.stringify({ id: DRAFT, answers: { ...others, [field.path]: view.value } });
  const form = Object.assign(document.createElement("div"), { exportDraft });
  takeLateAnswers(
    form,
    () => undefined,
    () => FORM,
  );
  const host = document.createElement("div");
  form.attachShadow({ mode: "open" }).append(host);
  document.body.append(form);
  const widget = mount(host, view, (answer, removed) => {
    answers.push([answer, removed?.name]);
    view = { ...view, value: answer };
    widget.update(view);
  });
  const shown = (element: Element): boolean => element.closest("[hidden]") === null;
  return {
    form,
    host,
    widget,
    answers,
    said: () =>
      [...host.querySelectorAll("p, li, label")]
        .filter(shown)
        .map(({ textContent }) => textContent)
        .join("\n"),
    button(text) {
      const found = [...host.querySelectorAll("button")].find((one) => shown(one) && one.textContent === text);
      if (found === undefined) {
        throw new Error(`there is no button ${text}`);
      }
      return found;
    },
    show(value) {
      view = { ...view, value };
      widget.update(view);
    },
    choose(...chosen) {
      const input = host.querySelector("input[type=file]") as HTMLInputElement;
      Object.defineProperty(input, "files", { value: chosen, configurable: true });
      input.dispatchEvent(new Event("change"));
    },
  };
}

/** A file of so many bytes; only its size is looked at before it is read. */
export function file(name: string, type: string, bytes: Uint8Array<ArrayBuffer> | string = name, size?: number): File {
  const made = new File([bytes], name, { type });
  if (size !== undefined) {
    Object.defineProperty(made, "size", { value: size });
  }
  return made;
}

/** Pictures of this size can be shown, and are drawn as they are called. */
export function stubPictures(width: number, height: number): void {
  vi.stubGlobal("createImageBitmap", async () => ({ width, height, close: () => undefined }));
  const context = new Proxy({}, { get: () => () => undefined, set: () => true });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((take, type) =>
    take(new Blob([`drawn ${Math.random()}`], type === undefined ? {} : { type })),
  );
}
