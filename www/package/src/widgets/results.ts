/** What is found while a person types: a list box under a field that keeps the focus, and how many there are. */

import { Finder, type Found, fold, marksOf, type Query, queryOf } from "./matching.js";
import { Options } from "./options.js";
import { fill, liveLine, make, type ViewOf, wordsOf } from "./toolkit.js";

export type Choice = ViewOf<"list">["choices"][number];

/** The question as its fields know it. */
export interface Asked {
  view(): ViewOf<"list">;
  isChosen(choice: Choice): boolean;
  /** The choices in the order in which they are offered. */
  offered(): readonly Choice[];
  /** How far away a choice is, where that is known. */
  farText(choice: Choice): string | null;
  /** A person takes a choice, or gives it back where several can be taken. */
  take(choice: Choice): void;
}

/** The number of results is said when a person pauses. */
const PAUSE_MS = 400;

export class Results {
  readonly panel: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #asked: Asked;
  readonly #options: Options;
  readonly #status = liveLine();
  #choices: readonly Choice[] = [];
  #finder = new Finder([]);
  #query = queryOf("");
  /** Places of what is found; `null` while everything is shown. */
  #places: readonly number[] | null = null;
  #exact = 0;
  #saying: ReturnType<typeof setTimeout> | undefined;

  constructor(input: HTMLInputElement, id: string, asked: Asked) {
    this.#input = input;
    this.#asked = asked;
    this.#options = new Options(id, {
      view: (position) => this.#draw(this.#choice(position)),
      isChosen: (position) => asked.isChosen(this.#choice(position)),
      take: (position) => asked.take(this.#choice(position)),
    });
    this.panel = make("div", { className: "panel", part: "list" }, this.#status, this.#options.element);
    // The field keeps the focus, whatever is pressed here.
    this.panel.addEventListener("mousedown", (event) => event.preventDefault());
    input.setAttribute("aria-controls", id);
  }

  /** Shows what a person looks for, or everything, with what is chosen in sight. */
  search(text: string): void {
    this.#prepare();
    const { label } = this.#asked.view().field;
    this.#options.element.setAttribute("aria-label", label);
    this.#options.element.setAttribute("aria-multiselectable", String(this.#asked.view().several));
    this.#query = queryOf(text);
    if (this.#query.whole === "") {
      this.#finder.stop();
      this.#finder.prepare();
      this.#places = null;
      this.#exact = 0;
      const chosen = this.#choices.findIndex((choice) => this.#asked.isChosen(choice));
      this.#show(this.#choices.length, this.#asked.view().several ? -1 : chosen);
      this.#say(this.#choices.length === 0);
      return;
    }
    let isShown = false;
    this.#finder.find(this.#query, (found) => {
      if (found.places.length > 0 || found.isAll) {
        this.#found(found, isShown);
        isShown = true;
      }
    });
  }

  /** What comes later follows what is there: the active option stays. */
  #found({ places, exact }: Found, isMore: boolean): void {
    this.#places = places;
    this.#exact = exact;
    this.#show(places.length, isMore ? Math.max(0, this.#options.active) : 0);
    this.#say(places.length === 0);
  }

  #show(count: number, active: number): void {
    this.#options.show(count, active);
    this.#point();
  }

  /** Other choices are taken. */
  refresh(): void {
    this.#options.refresh();
  }

  /** Whether the choices are other ones than those that are shown. */
  get isStale(): boolean {
    return this.#choices !== this.#asked.offered();
  }

  get isActive(): boolean {
    return this.#options.active >= 0;
  }

  /** What is shown no longer is. */
  stop(): void {
    this.#finder.stop();
    clearTimeout(this.#saying);
    this.#status.textContent = "";
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** The only choice that is called as a person typed. */
  exact(text: string): Choice | null {
    const place = this.#places?.[0];
    const isSame = fold(text).trim() === this.#query.whole && this.#query.whole !== "";
    return isSame && this.#exact === 1 && place !== undefined ? (this.#choices[place] ?? null) : null;
  }

  /** Does what a key stands for in the list; gives whether it stands for anything. */
  press(key: string): boolean {
    const { active, count, page } = this.#options;
    const last = count - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(last, Math.max(0, active) + page),
      PageUp: Math.max(0, active - page),
      Home: 0,
      End: last,
    };
    const to = steps[key];
    if (to !== undefined && count > 0) {
      this.#options.activate(to);
      this.#point();
    } else if (key === "Enter" && active >= 0) {
      this.#asked.take(this.#choice(active));
    }
    return to !== undefined || key === "Enter";
  }

  #point(): void {
    const id = this.#options.activeId;
    if (id === null) {
      this.#input.removeAttribute("aria-activedescendant");
    } else {
      this.#input.setAttribute("aria-activedescendant", id);
    }
  }

  /** Nothing found is read by everybody, a number is heard. */
  #say(isNothing: boolean): void {
    clearTimeout(this.#saying);
    const { field } = this.#asked.view();
    const words = wordsOf(field);
    this.#status.classList.toggle("hidden", !isNothing);
    if (isNothing) {
      this.#status.textContent = words.nothingFound;
      return;
    }
    const number = this.#options.count.toLocaleString(field.language);
    this.#saying = setTimeout(() => (this.#status.textContent = fill(words.results, number)), PAUSE_MS);
  }

  #prepare(): void {
    const choices = this.#asked.offered();
    if (this.#choices !== choices) {
      this.#finder.stop();
      this.#choices = choices;
      this.#finder = new Finder(choices);
    }
  }

  #choice(position: number): Choice {
    return this.#choices[this.#places === null ? position : (this.#places[position] ?? 0)] as Choice;
  }

  /** A code that is looked for is shown beside the text. */
  #draw(choice: Choice): Node[] {
    const { name, label } = choice;
    const text = marked("span", label || name, this.#query);
    const isByName = label !== "" && this.#query.terms.length > 0 && text.querySelector("mark") === null;
    const code = isByName ? [marked("code", name, this.#query)] : [];
    const far = this.#asked.farText(choice);
    return [text, ...code, ...(far === null ? [] : [make("small", {}, far)])];
  }
}

/** A text with what was found in it. */
function marked(tag: "span" | "code", text: string, query: Query): HTMLElement {
  const element = make(tag, {});
  let done = 0;
  for (const [from, to] of marksOf(text, query)) {
    element.append(text.slice(done, from), make("mark", {}, text.slice(from, to)));
    done = to;
  }
  element.append(text.slice(done));
  return element;
}
