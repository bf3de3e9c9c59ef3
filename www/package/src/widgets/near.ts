/** Choices that have a place, the nearest first: where the person allows the page to know where they are. */

import { distanceText, metresBetween, type Place, placesOf } from "./earth.js";
import { button, liveLine, make, type ViewOf, wordsOf } from "./toolkit.js";

type View = ViewOf<"list">;
export type Choice = View["choices"][number];

/** A location that is a minute old is where the person still is. */
const AGE_MS = 60_000;
const PATIENCE_MS = 30_000;

export class Nearness {
  readonly element: HTMLElement;
  readonly #view: () => View;
  readonly #changed: (here: Place | null) => void;
  readonly #button = button("", () => this.#toggle(), { className: "button quiet" });
  readonly #status = liveLine();
  #here: Place | null = null;
  #isLooking = false;
  /** The choices in the order of their distances, for the choices they were made of. */
  #sorted: { readonly of: readonly Choice[]; readonly choices: readonly Choice[] } | null = null;
  #metres = new Map<Choice, number>();

  constructor(view: () => View, changed: (here: Place | null) => void) {
    this.#view = view;
    this.#changed = changed;
    this.element = make("div", { className: "near" }, this.#button, this.#status);
  }

  update(): void {
    const { field, choices } = this.#view();
    const isOffered = "geolocation" in navigator && choices.some(({ geometry }) => geometry !== undefined);
    this.element.hidden = !isOffered || field.readonly;
    const words = wordsOf(field);
    this.#button.textContent = this.#here === null ? words.nearest : words.asListed;
  }

  /** The choices as they are offered now. */
  offered(): readonly Choice[] {
    const { choices } = this.#view();
    if (this.#here === null) {
      return choices;
    }
    if (this.#sorted?.of !== choices) {
      this.#metres = new Map(choices.map((choice) => [choice, this.#distance(choice)]));
      const metres = (choice: Choice): number => this.#metres.get(choice) ?? Number.POSITIVE_INFINITY;
      const sorted = [...choices].sort((one, other) => compare(metres(one), metres(other)));
      this.#sorted = { of: choices, choices: sorted };
    }
    return this.#sorted.choices;
  }

  /** How far away a choice is, where that is known. */
  farText(choice: Choice): string | null {
    const metres = this.#here === null ? undefined : this.#metres.get(choice);
    return metres === undefined || !Number.isFinite(metres) ? null : distanceText(metres, this.#view().field.language);
  }

  #distance({ geometry }: Choice): number {
    const here = this.#here;
    if (geometry === undefined || here === null) {
      return Number.POSITIVE_INFINITY;
    }
    return placesOf(geometry).reduce(
      (least, place) => Math.min(least, metresBetween(here, place)),
      Number.POSITIVE_INFINITY,
    );
  }

  #toggle(): void {
    if (this.#here !== null) {
      this.#take(null, "");
      return;
    }
    if (this.#isLooking) {
      return;
    }
    const words = wordsOf(this.#view().field);
    this.#isLooking = true;
    this.#status.textContent = words.locating;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#take({ lat: coords.latitude, lon: coords.longitude }, ""),
      (error) =>
        this.#take(
          null,
          error.code === error.PERMISSION_DENIED && globalThis.isSecureContext !== false
            ? words.nearDenied
            : words.noLocation,
        ),
      { enableHighAccuracy: false, maximumAge: AGE_MS, timeout: PATIENCE_MS },
    );
  }

  #take(here: Place | null, said: string): void {
    this.#isLooking = false;
    this.#here = here;
    this.#sorted = null;
    this.#status.textContent = said;
    this.update();
    this.#changed(here);
  }
}

/** What has no place comes last. */
const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);
