/** One or several of few or very many choices: a field that finds them as a person types. */

import { beside } from "./beside.js";
import type { Place } from "./earth.js";
import { Nearness } from "./near.js";
import { type Asked, type Choice, Results } from "./results.js";
import { isSmall, type Sheet, sheetOf } from "./sheet.js";
import { button, type Emit, fill, type Mount, make, owed, type ViewOf, type Widget, wordsOf } from "./toolkit.js";

type View = ViewOf<"list">;

const textOf = ({ name, label }: Choice): string => label || name;

function namesOf({ value }: View): readonly string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
}

/** The answer when a choice of several is taken or given back: in the order of the list. One that excludes all others takes their place, and gives way to them. */
export function toggled(view: View, clicked: Choice): string[] {
  const before = new Set(namesOf(view));
  const isAdding = !before.has(clicked.name);
  const stays = ({ name, exclusive }: Choice): boolean =>
    name === clicked.name ? isAdding : before.has(name) && !(isAdding && (clicked.exclusive || exclusive));
  return view.choices.filter(stays).map(({ name }) => name);
}

/** Choices come with every view, and are mostly the same ones. */
function isSame(some: readonly Choice[], others: readonly Choice[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, place) => {
      const other = others[place] as Choice;
      return (
        one.name === other.name &&
        one.label === other.label &&
        one.exclusive === other.exclusive &&
        one.geometry === other.geometry
      );
    })
  );
}

export const mount: Mount<"list"> = (host, first, emit) => new List(host, first, emit, () => undefined);

/** A list beside something else, which hears where the person is once the list knows. */
export function listIn(
  host: HTMLElement,
  first: View,
  emit: Emit,
  found: (here: Place | null) => void,
): Widget<"list"> {
  return new List(host, first, emit, found);
}

class List implements Widget<"list">, Asked {
  #view: View;
  #chosen: readonly Choice[] = [];
  #names: ReadonlySet<string> = new Set();
  readonly #host: HTMLElement;
  readonly #emit: Emit;
  readonly #input: HTMLInputElement;
  readonly #clear: HTMLButtonElement;
  readonly #field: HTMLElement;
  readonly #chips = make("ul", { className: "chips", part: "chips" });
  readonly #none = make("p", { className: "none" });
  /** The whole answer where the field has no room for it; read aloud it is whole already. */
  readonly #whole = make("p", { className: "hint whole", hidden: true, "aria-hidden": "true" });
  readonly #results: Results;
  readonly #near: Nearness;
  readonly #panel: ReturnType<typeof beside>;
  #sheet: Sheet | null = null;
  #isOpen = false;
  /** Whether the text of the field is looked for, and no answer. */
  #isTyped = false;

  constructor(host: HTMLElement, first: View, emit: Emit, found: (here: Place | null) => void) {
    this.#host = host;
    this.#view = first;
    this.#emit = emit;
    const { id } = first.field;
    this.#input = make("input", {
      id,
      type: "text",
      autocomplete: "off",
      spellcheck: false,
      className: "input",
      part: "input",
      role: "combobox",
      autocapitalize: "none",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
    });
    if (first.several) {
      // The question is the legend of its group.
      this.#input.setAttribute("aria-labelledby", `${id}-label`);
    }
    this.#clear = button("", () => this.#clearField(), { className: "clear" });
    this.#field = make("div", { className: "combo" }, this.#input, this.#clear);
    this.#near = new Nearness(
      () => this.#view,
      (here) => {
        found(here);
        this.#refresh(false);
      },
    );
    this.#results = new Results(this.#input, `${id}-list`, this);
    this.#panel = beside(this.#field, this.#results.panel);
    host.append(this.#field, this.#results.panel, this.#whole, this.#near.element, this.#chips, this.#none);
    if ("ResizeObserver" in globalThis) {
      new ResizeObserver(() => this.#showWhole()).observe(this.#field);
    }
    this.#listen();
    this.update(first);
  }

  view(): View {
    return this.#view;
  }

  offered(): readonly Choice[] {
    return this.#near.offered();
  }

  farText(choice: Choice): string | null {
    return this.#near.farText(choice);
  }

  isChosen({ name }: Choice): boolean {
    return this.#names.has(name);
  }

  take(choice: Choice): void {
    if (this.#view.several) {
      const isFound = this.#isOpen && this.#isTyped;
      this.#answer(toggled(this.#view, choice));
      // What was looked for is found: the next one is looked for anew.
      if (isFound) {
        this.#type("");
      }
      this.#sheet?.again();
      return;
    }
    this.#answer([choice.name]);
    if (this.#sheet?.isOpen) {
      this.#sheet.close();
    }
    this.#close();
    this.#input.value = textOf(choice);
    this.#select();
  }

  update(next: View): void {
    const choices = isSame(this.#view.choices, next.choices) ? this.#view.choices : next.choices;
    const isOtherLanguage = next.field.language !== this.#view.field.language;
    this.#view = { ...next, choices };
    this.#know();
    const { field, several } = next;
    const words = wordsOf(field);
    this.#field.hidden = field.readonly && several;
    this.#input.readOnly = field.readonly;
    this.#input.placeholder = field.readonly ? "" : words.search;
    this.#clear.setAttribute("aria-label", `${words.clear}: ${field.label}`);
    owed(this.#input, field);
    this.#none.textContent = words.notAnswered;
    this.#none.hidden = !(field.readonly && several && this.#chosen.length === 0);
    if (several) {
      this.#drawChips();
    }
    if (!this.#isTyped) {
      this.#input.value = this.#answered();
    }
    this.#showClear();
    this.#near.update();
    if (this.#isOpen && field.readonly) {
      this.#close();
    }
    this.#refresh(isOtherLanguage);
  }

  /** What is open shows what is offered and chosen now. */
  #refresh(isOther: boolean): void {
    if (this.#isOpen) {
      if (this.#results.isStale || isOther) {
        this.#results.search(this.#isTyped ? this.#input.value : "");
      } else {
        this.#results.refresh();
      }
    }
    if (this.#sheet?.isOpen) {
      this.#sheet.refresh();
    }
  }

  end(): void {
    this.#close();
    if (this.#sheet?.isOpen) {
      this.#sheet.close();
    }
  }

  /** What is chosen: also what is offered no more. */
  #know(): void {
    const names = namesOf(this.#view);
    this.#names = new Set(names);
    const offered = this.#view.choices.filter(({ name }) => this.#names.has(name));
    const known = new Set(offered.map(({ name }) => name));
    const others = names.filter((name) => !known.has(name));
    this.#chosen = [...offered, ...others.map((name) => ({ name, label: "", exclusive: false }))];
  }

  /** Shows an answer at once; the form confirms it with its next view. */
  #answer(names: readonly string[], removed?: { readonly name: string | null }): void {
    const value = this.#view.several ? [...names] : (names[0] ?? null);
    const answer = names.length === 0 ? null : value;
    this.#isTyped = false;
    if (removed === undefined) {
      this.#emit(answer);
    } else {
      this.#emit(answer, removed);
    }
  }

  /** The text of the field while nothing is looked for. */
  #answered(): string {
    const [only] = this.#chosen;
    return this.#view.several || only === undefined ? "" : textOf(only);
  }

  #listen(): void {
    const input = this.#input;
    input.addEventListener("click", () => {
      if (!this.#isOpen) {
        input.select();
      }
      this.#open("");
    });
    input.addEventListener("beforeinput", (event) => {
      // What a person types on a small screen belongs into its sheet.
      if (isSmall() && !input.readOnly) {
        event.preventDefault();
        this.#open(event.data ?? "");
      }
    });
    input.addEventListener("input", () => this.#type(input.value));
    input.addEventListener("keydown", (event) => this.#press(event));
    this.#clear.addEventListener("mousedown", (event) => event.preventDefault());
    this.#host.addEventListener("focusin", () => {
      input.inputMode = isSmall() ? "none" : "";
      input.setAttribute("aria-haspopup", isSmall() ? "dialog" : "listbox");
    });
    input.addEventListener("blur", () => this.#leave());
  }

  #press(event: KeyboardEvent): void {
    const { key } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || this.#input.readOnly) {
      return;
    }
    if (key === "Escape" && (this.#isOpen || this.#isTyped)) {
      // A page may close what the form stands in with this key.
      event.stopPropagation();
      this.#close();
      this.#select();
    } else if (key === "Backspace" && this.#view.several && this.#input.value === "") {
      const last = this.#chosen.at(-1);
      // A key that is held down empties the field, and no more.
      if (last !== undefined && !event.repeat) {
        this.#remove(last);
      }
    } else if (this.#isOpen ? !event.shiftKey && this.#results.press(key) : this.#opens(key)) {
      // The key has done what it stands for.
    } else {
      return;
    }
    event.preventDefault();
  }

  #opens(key: string): boolean {
    const does = key === "ArrowDown" || key === "ArrowUp" || key === "Enter";
    if (does) {
      this.#open("");
    }
    if (this.#isOpen && key !== "Enter" && !this.#results.isActive) {
      this.#results.press(key);
    }
    return does;
  }

  /** Whoever types on looks for another one. */
  #select(): void {
    if (this.#input.matches(":focus")) {
      this.#input.select();
    }
  }

  #open(text: string): void {
    if (this.#input.readOnly) {
      return;
    }
    if (isSmall()) {
      this.#close();
      this.#sheet ??= sheetOf(this.#host, this, () => this.#input.setAttribute("aria-expanded", "false"));
      if (!this.#sheet.isOpen) {
        this.#sheet.open(text);
        this.#input.setAttribute("aria-expanded", "true");
      }
    } else if (!this.#isOpen) {
      this.#isOpen = true;
      this.#input.setAttribute("aria-expanded", "true");
      this.#panel.show();
      this.#results.search(text);
    }
  }

  /** The field holds a text that is looked for. */
  #type(text: string): void {
    this.#isTyped = text !== "" || !this.#view.several;
    this.#input.value = text;
    this.#showClear();
    if (this.#isOpen) {
      this.#results.search(text);
    } else {
      this.#open(text);
    }
  }

  /** The list is gone, and the field shows the answer. */
  #close(): void {
    this.#isOpen = false;
    this.#isTyped = false;
    this.#panel.hide();
    this.#results.stop();
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.value = this.#answered();
    this.#showClear();
  }

  /** Whoever typed the whole of a choice and goes on has chosen it. */
  #leave(): void {
    const exact = this.#isTyped ? this.#results.exact(this.#input.value) : null;
    if (exact !== null && !this.isChosen(exact)) {
      this.take(exact);
    }
    this.#close();
    if (exact !== null && !this.#view.several) {
      this.#input.value = textOf(exact);
    }
  }

  #showWhole(): void {
    const text = this.#isTyped ? "" : this.#input.value;
    this.#whole.textContent = text;
    this.#whole.hidden = text === "" || this.#input.scrollWidth <= this.#input.clientWidth;
  }

  #showClear(): void {
    const isEmpty = this.#input.value === "" && !this.#isTyped && this.#chosen.length === 0;
    this.#clear.hidden = isEmpty || this.#view.field.readonly;
    this.#showWhole();
  }

  /** First what is typed, then what is answered. */
  #clearField(): void {
    if (this.#isTyped && this.#input.value !== "") {
      this.#type("");
    } else {
      this.#answer([], { name: null });
    }
    if (!isSmall()) {
      this.#input.focus();
    }
  }

  #remove(choice: Choice): void {
    const left = this.#chosen.filter(({ name }) => name !== choice.name);
    this.#answer(
      left.map(({ name }) => name),
      { name: textOf(choice) },
    );
  }

  /** Chips that stay keep the focus. */
  #drawChips(): void {
    const words = wordsOf(this.#view.field);
    const before = [...this.#chips.querySelectorAll("button")];
    const held = before.findIndex((chip) => chip.matches(":focus"));
    this.#chips.setAttribute("aria-label", fill(words.chosen, this.#chosen.length));
    this.#chips.replaceChildren(...this.#chosen.map((choice) => make("li", {}, this.#chip(choice))));
    this.#chips.hidden = this.#chosen.length === 0;
    if (held >= 0) {
      const chips = [...this.#chips.querySelectorAll("button")];
      (chips[Math.min(held, chips.length - 1)] ?? this.#input).focus();
    }
  }

  #chip(choice: Choice): HTMLButtonElement {
    const { field } = this.#view;
    const text = textOf(choice);
    const chip = button(text, () => this.#remove(choice), {
      className: "chip",
      "aria-label": `${wordsOf(field).remove} ${text}`,
      disabled: field.readonly,
    });
    chip.addEventListener("keydown", (event) => {
      if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        this.#remove(choice);
      }
    });
    return chip;
  }
}
