/** A list box that draws only the options that are seen: the browser scrolls, and each option says where it stands. */

import { make } from "./toolkit.js";

/** What the options are. */
export interface Offer {
  /** What the option at a position shows. */
  view(position: number): readonly Node[];
  isChosen(position: number): boolean;
  /** Hears which option is clicked. */
  take(position: number): void;
}

/** An option is taken to be so high until it was measured, in CSS pixels. */
const USUAL_HEIGHT = 44;
/** So much is drawn beyond what is seen. */
const BEYOND = 240;
/** A list that is not laid out is taken to be so high. */
const USUAL_SIGHT = 400;

export class Options {
  readonly element: HTMLElement;
  readonly #rows = make("div", { className: "rows", role: "presentation" });
  readonly #drawn = new Map<number, HTMLElement>();
  readonly #offer: Offer;
  readonly #id: string;
  #count = 0;
  #active = -1;
  /** The heights that were measured, 0 where none was; and where each option begins. */
  #heights = new Float64Array(0);
  #tops = new Float64Array(1);
  #usual = USUAL_HEIGHT;
  #isMeasured = false;
  #width = 0;

  constructor(id: string, offer: Offer) {
    this.#id = id;
    this.#offer = offer;
    this.element = make(
      "div",
      { id, className: "options", role: "listbox", tabIndex: -1, part: "options" },
      this.#rows,
    );
    this.element.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.element.addEventListener("click", ({ target }) => {
      const option = (target as Element).closest<HTMLElement>("[role=option]");
      if (option !== null) {
        offer.take(Number(option.getAttribute("aria-posinset")) - 1);
      }
    });
    if ("ResizeObserver" in globalThis) {
      new ResizeObserver(() => this.#resize()).observe(this.element);
    }
  }

  get count(): number {
    return this.#count;
  }

  get active(): number {
    return this.#active;
  }

  /** The id of the active option, which is always drawn; `null` where none is active. */
  get activeId(): string | null {
    return this.#active < 0 ? null : `${this.#id}-${this.#active}`;
  }

  /** Shows other options. */
  show(count: number, active: number): void {
    this.#count = count;
    this.#forget();
    this.element.hidden = count === 0;
    this.element.scrollTop = 0;
    this.activate(active);
  }

  /** Other options are chosen. */
  refresh(): void {
    for (const [position, row] of this.#drawn) {
      row.setAttribute("aria-selected", String(this.#offer.isChosen(position)));
    }
  }

  /** Makes an option the active one, and has it in sight; -1 is none. */
  activate(position: number): void {
    this.#drawn.get(this.#active)?.classList.remove("active");
    this.#active = Math.min(position, this.#count - 1);
    this.#draw();
    if (this.#active >= 0) {
      this.#drawn.get(this.#active)?.classList.add("active");
      this.#reveal(this.#active);
    }
  }

  /** How many options are in sight. */
  get page(): number {
    return Math.max(1, Math.floor((this.element.clientHeight || USUAL_SIGHT) / this.#usual) - 1);
  }

  #reveal(position: number): void {
    const [top, end] = [this.#top(position), this.#top(position + 1)];
    const sight = this.element.clientHeight || USUAL_SIGHT;
    if (top < this.element.scrollTop) {
      this.element.scrollTop = top;
    } else if (end > this.element.scrollTop + sight) {
      this.element.scrollTop = Math.min(top, end - sight);
    }
    this.#draw();
  }

  #resize(): void {
    const width = this.element.clientWidth;
    if (width > 0 && width !== this.#width) {
      this.#width = width;
      this.#forget();
      this.activate(this.#active);
    }
  }

  #forget(): void {
    this.#heights = new Float64Array(this.#count);
    this.#tops = new Float64Array(this.#count + 1);
    this.#usual = USUAL_HEIGHT;
    this.#isMeasured = false;
    this.#rows.replaceChildren();
    this.#drawn.clear();
    this.#stack();
  }

  #top(position: number): number {
    return this.#tops[position] ?? 0;
  }

  /** Where each option begins. */
  #stack(): void {
    let top = 0;
    for (let position = 0; position < this.#count; position += 1) {
      this.#tops[position] = top;
      top += this.#heights[position] || this.#usual;
    }
    this.#tops[this.#count] = top;
    this.#rows.style.setProperty("block-size", `${top}px`);
  }

  /** The option at a height. */
  #at(height: number): number {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#top(middle + 1) <= height) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  #draw(): void {
    // Options that turn out lower than they were taken to be leave room for more.
    for (let round = 0; round < 4 && this.#drawOnce(); round += 1) {}
  }

  /** Gives whether options were measured that are not as high as they were taken to be. */
  #drawOnce(): boolean {
    const { scrollTop } = this.element;
    const end = scrollTop + (this.element.clientHeight || USUAL_SIGHT) + BEYOND;
    const first = this.#at(Math.max(0, scrollTop - BEYOND));
    const wanted = new Set<number>();
    for (let position = first; position < this.#count && this.#top(position) < end; position += 1) {
      wanted.add(position);
    }
    if (this.#active >= 0) {
      wanted.add(this.#active);
    }
    for (const [position, row] of this.#drawn) {
      if (!wanted.has(position)) {
        row.remove();
        this.#drawn.delete(position);
      }
    }
    const added = [...wanted].filter((position) => !this.#drawn.has(position));
    for (const position of added) {
      const row = this.#row(position);
      this.#drawn.set(position, row);
      this.#rows.append(row);
    }
    const isOther = this.#measure(added);
    for (const [position, row] of this.#drawn) {
      row.style.setProperty("inset-block-start", `${this.#top(position)}px`);
    }
    return isOther;
  }

  #row(position: number): HTMLElement {
    const properties = {
      id: `${this.#id}-${position}`,
      className: position === this.#active ? "option active" : "option",
      role: "option",
      part: "choice",
      "aria-selected": String(this.#offer.isChosen(position)),
      "aria-setsize": this.#count,
      "aria-posinset": position + 1,
    };
    return make("div", properties, ...this.#offer.view(position));
  }

  /** What is in sight stays where it is, whatever is measured above it. */
  #measure(added: readonly number[]): boolean {
    let isOther = false;
    const isFirst = !this.#isMeasured;
    for (const position of added) {
      const height = this.#drawn.get(position)?.getBoundingClientRect().height ?? 0;
      if (height > 0 && this.#heights[position] !== height) {
        isOther ||= Math.abs((this.#heights[position] || this.#usual) - height) > 0.5;
        this.#heights[position] = height;
        this.#isMeasured = true;
      }
    }
    if (!isOther) {
      return false;
    }
    const anchor = this.#at(this.element.scrollTop);
    const offset = this.element.scrollTop - this.#top(anchor);
    if (isFirst) {
      this.#usual = Math.min(...this.#heights.filter((height) => height > 0));
    }
    this.#stack();
    const there = this.#top(anchor) + offset;
    if (Math.abs(there - this.element.scrollTop) > 0.5) {
      this.element.scrollTop = there;
    }
    return true;
  }
}
