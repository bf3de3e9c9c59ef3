/** What a widget is to the form, and what all widgets are made with. */

import css from "../../pkg/styles/widgets.js";
import { type WidgetMessages, widgetMessages } from "../messages.js";
import type { FieldView, Json, WidgetView } from "../protocol.js";
import { addStyles } from "../styles.js";

export type WidgetKind = WidgetView["kind"];

/** What the widgets of a kind show. */
export type ViewOf<Kind extends WidgetKind> = Extract<WidgetView, { kind: Kind }>;

/** A widget in its place. */
export interface Widget<Kind extends WidgetKind> {
  /** Shows something else. */
  update(view: ViewOf<Kind>): void;
  /** Lets go of what would outlive its place. */
  end?(): void;
}

/**
 * Takes an answer; `null` is none. An answer that takes something away says so: what was there can come back. It may have a name
 * for the person.
 */
export type Emit = (value: Json, removed?: { readonly name: string | null }) => void;

export type Mount<Kind extends WidgetKind> = (host: HTMLElement, view: ViewOf<Kind>, emit: Emit) => Widget<Kind>;

/** The languages that were loaded; the last one stands in for one that was not. */
const loaded = new Map<string, WidgetMessages>();

/** Loads what widgets say in a language, once. */
export async function loadMessages(language: string): Promise<void> {
  if (!loaded.has(language)) {
    loaded.set(language, await widgetMessages(language));
  }
}

/** What widgets say in the language of a view. */
export function wordsOf({ language }: { readonly language: string }): WidgetMessages {
  const messages = loaded.get(language) ?? [...loaded.values()].at(-1);
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
export function button(
  text: string,
  act: () => void,
  properties: Readonly<Record<string, unknown>> = {},
): HTMLButtonElement {
  const element = make("button", { type: "button", className: "button", part: "button", ...properties }, text);
  element.addEventListener("click", act);
  return element;
}

/** A line that is read aloud when it changes. */
export function liveLine(): HTMLParagraphElement {
  return make("p", { className: "hint live", role: "status" });
}

/** What an input says of the answer. */
export function owed(input: HTMLElement, field: FieldView): void {
  const set = (name: string, value: string | null): void => {
    if (value === null || value === "") {
      input.removeAttribute(name);
    } else {
      input.setAttribute(name, value);
    }
  };
  set("aria-describedby", field.describedBy);
  set("aria-required", field.required ? "true" : null);
  set("aria-invalid", field.invalid ? "true" : null);
}

/** Has the style sheet of the widgets in the tree around a host. */
export function addWidgetStyles(host: HTMLElement): void {
  const tree = host.getRootNode();
  addStyles(tree instanceof ShadowRoot ? tree : host.ownerDocument, css);
}
