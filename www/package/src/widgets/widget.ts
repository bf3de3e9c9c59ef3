/** What a widget is to the face, and what all widgets are made with. */

import { type WidgetMessages, widgetMessages } from "../messages.js";

/** What a widget shows. Which members there are follows from its kind. */
export interface View {
  /** The id of the field that the question's label is for. */
  readonly id: string;
  readonly label: string;
  readonly appearance: string;
  /** The language of the interface. */
  readonly words: string;
  /** The ids of what describes the answer. */
  readonly describedBy: string;
  readonly readonly: boolean;
  readonly required: boolean;
  readonly invalid: boolean;
  readonly value: unknown;
  readonly choices?: readonly (readonly [name: string, label: string])[];
  readonly start?: string;
  readonly end?: string;
  readonly step?: string;
  readonly place?: "point" | "trace" | "shape";
  readonly files?: "image" | "audio" | "video" | "any";
  readonly maxPixels?: number | null;
  readonly media?: readonly (readonly [kind: string, file: string])[];
}

/** A widget in its place. */
export interface Widget {
  /** Shows something else. */
  update(view: View): void;
  /** Lets go of what would outlive its place. */
  end?(): void;
}

/** Takes an answer; `null` is none. */
export type Emit = (value: unknown) => void;

export type Mount = (host: HTMLElement, view: View, emit: Emit) => Widget;

/** The languages that were loaded; the last one stands in for one that was not. */
const loaded = new Map<string, WidgetMessages>();

/** Loads what widgets say in a language, once. */
export async function loadMessages(language: string): Promise<void> {
  if (!loaded.has(language)) {
    loaded.set(language, await widgetMessages(language));
  }
}

/** What widgets say in the language of a view. */
export function wordsOf(view: View): WidgetMessages {
  const messages = loaded.get(view.words) ?? [...loaded.values()].at(-1);
  if (messages === undefined) {
    throw new Error("a widget was drawn before its language was loaded");
  }
  return messages;
}

/** A sentence with its places filled. */
export function fill(sentence: string, ...texts: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d)\}/g, (place, index) => String(texts[Number(index)] ?? place));
}

/** A size as people write it in a language. */
export function sizeText(bytes: number, language: string): string {
  const [unit, size] = bytes < 1_000_000 ? ["kB", Math.max(1, Math.round(bytes / 1000))] : ["MB", bytes / 1_000_000];
  return `${Number(size).toLocaleString(language, { maximumFractionDigits: 1 })}\u00a0${unit}`;
}

type Child = Node | string | null;

/** An element with these properties; names with a hyphen, and `role`, are attributes. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Readonly<Record<string, unknown>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.includes("-") || name === "role" || name === "list" || name === "part") {
      element.setAttribute(name, String(value));
    } else {
      Reflect.set(element, name, value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button that does something. */
export function button(text: string, act: () => void, properties: Readonly<Record<string, unknown>> = {}): HTMLButtonElement {
  const element = make("button", { type: "button", className: "button", part: "button", ...properties }, text);
  element.addEventListener("click", act);
  return element;
}

/** A line that is read aloud when it changes. */
export function liveLine(): HTMLParagraphElement {
  return make("p", { className: "hint told", role: "status" });
}

/** What an input says of the answer. */
export function owed(input: HTMLElement, view: View): void {
  const set = (name: string, value: string | null): void => {
    if (value === null || value === "") {
      input.removeAttribute(name);
    } else {
      input.setAttribute(name, value);
    }
  };
  set("aria-describedby", view.describedBy);
  set("aria-required", view.required ? "true" : null);
  set("aria-invalid", view.invalid ? "true" : null);
}

const sheets = new WeakMap<Node, Promise<void>>();

/** Has the style sheet of the widgets in the tree around a host; a widget without its styles is better than none. */
export function styled(host: HTMLElement): Promise<void> {
  const tree = host.getRootNode();
  const place = tree instanceof ShadowRoot ? tree : document.head;
  let done = sheets.get(place);
  if (done === undefined) {
    const link = make("link", { rel: "stylesheet", href: new URL("./widgets.css", import.meta.url).href });
    done = new Promise((resolve) => {
      link.addEventListener("load", () => resolve());
      link.addEventListener("error", () => resolve());
    });
    sheets.set(place, done);
    place.prepend(link);
  }
  return done;
}
