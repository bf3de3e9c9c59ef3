/** A plain map: lines of the globe, a scale, and the places that the form knows. It needs no network: there are no pictures of streets. */

import {
  distanceText,
  graticuleStep,
  metresAround,
  type Place,
  placeAt,
  roundBelow,
  type Spot,
  spotOf,
} from "./earth.js";
import { Gestures } from "./gestures.js";
import { button, make, wordsOf } from "./toolkit.js";

/** Something that is on the map. */
export interface Feature {
  readonly name: string;
  readonly label: string;
  readonly places: readonly Place[];
}

/** What a map shows. */
export interface Scene {
  readonly language: string;
  /** What is said of the map to those who do not see it. */
  readonly label: string;
  readonly features: readonly Feature[];
  /** The names of what is chosen of them. */
  readonly chosen: ReadonlySet<string>;
  /** The answer: a place, or several that a line joins. */
  readonly answer: readonly Place[];
  readonly isClosed: boolean;
  /** Where the person is, where that is known. */
  readonly here: Place | null;
}

/** What a person does on a map; what is absent is nothing. */
export interface Deeds {
  /** A place is pointed at. */
  place?(place: Place): void;
  /** A point of the answer is moved. */
  move?(index: number, place: Place): void;
  choose?(name: string): void;
}

const SVG = "http://www.w3.org/2000/svg";
/** A finger is so wide, in CSS pixels. */
const REACH = 24;
/** So much is left around what is shown as a whole. */
const MARGIN = 36;
/** The closest and the farthest: some metres, the world. In pixels for the width of the world. */
const [FARTHEST, CLOSEST] = [180, 2 ** 30];
/** How close a single place is shown at first. */
const STREET = 2 ** 24;
/** So far a key moves something, in CSS pixels. */
const STEP = 12;
/** More names than these cover one another; more features are more than anybody sees. */
const MOST_NAMES = 40;
/** A name is cut after so many characters: the list has the whole. */
const LONGEST = 24;
const MOST_FEATURES = 2_000;

function draw(tag: string, attributes: Readonly<Record<string, string | number>>, text?: string): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

export class PlainMap {
  readonly element: HTMLElement;
  readonly #svg = draw("svg", { class: "map", "aria-hidden": "true" }) as SVGSVGElement;
  readonly #surface = make("div", { className: "map-surface", tabIndex: 0, role: "application" });
  readonly #keys: HTMLParagraphElement;
  readonly #tools: readonly HTMLButtonElement[];
  readonly #deeds: Deeds;
  #scene: Scene | null = null;
  #centre: Spot = { x: 0.5, y: 0.4 };
  /** Pixels for the width of the world. */
  #scale = FARTHEST;
  #isFitted = false;
  /** Whether the person has moved the map: then it stays as it is in a window of another size. */
  #isMoved = false;
  /** The point of the answer that arrow keys move. */
  #held = -1;
  /** A point while it is dragged. */
  #dragged: { readonly index: number; readonly place: Place } | null = null;

  constructor(id: string, deeds: Deeds) {
    this.#deeds = deeds;
    this.#keys = make("p", { className: "hint", id: `${id}-map-keys` });
    this.#surface.setAttribute("aria-describedby", this.#keys.id);
    this.#tools = [
      button("+", () => this.#zoom(2), { className: "button" }),
      button("−", () => this.#zoom(0.5), { className: "button" }),
      button("", () => this.#showAll(), { className: "button" }),
    ];
    this.#surface.append(this.#svg);
    this.element = make(
      "div",
      { className: "map-box", part: "map" },
      this.#surface,
      make("div", { className: "map-tools" }, ...this.#tools),
      this.#keys,
    );
    new Gestures(this.#surface, {
      grasp: (at) => this.#grasp(at),
      drag: (at, by) => this.#drag(at, by),
      drop: () => this.#drop(),
      tap: (at) => this.#tap(at),
      zoom: (by, at) => this.#zoom(by, at),
    });
    this.#surface.addEventListener("keydown", (event) => this.#press(event));
    if ("ResizeObserver" in globalThis) {
      new ResizeObserver(() => this.#resize()).observe(this.#surface);
    }
  }

  show(scene: Scene): void {
    const before = this.#scene;
    this.#scene = scene;
    this.#held = Math.min(this.#held < 0 ? scene.answer.length - 1 : this.#held, scene.answer.length - 1);
    if (before !== null && scene.answer.length > before.answer.length) {
      this.#held = scene.answer.length - 1;
    }
    const words = wordsOf(scene);
    const canPlace = this.#deeds.place !== undefined;
    this.#surface.setAttribute("aria-label", scene.label);
    this.#keys.textContent = canPlace ? words.mapPlace : words.mapLook;
    const [closer, farther, whole] = this.#tools;
    closer?.setAttribute("aria-label", words.zoomIn);
    farther?.setAttribute("aria-label", words.zoomOut);
    if (whole !== undefined) {
      whole.textContent = words.zoomAll;
    }
    const spots = this.#spots();
    if (!this.#isFitted && spots.length > 0) {
      this.#fit();
      return;
    }
    const held = scene.answer[this.#held];
    const was = before?.answer[this.#held];
    // What the device or somebody's digits say comes into sight.
    if (held !== undefined && (held.lat !== was?.lat || held.lon !== was.lon) && !this.#isSeen(held)) {
      this.#centre = spotOf(held);
    }
    this.#paint();
  }

  #size(): { readonly width: number; readonly height: number } {
    return { width: this.#surface.clientWidth || 320, height: this.#surface.clientHeight || 320 };
  }

  #resize(): void {
    if (this.#isMoved) {
      this.#paint();
    } else {
      this.#fit();
    }
  }

  /** Everything that is on the map. */
  #spots(): Spot[] {
    const scene = this.#scene;
    const places = scene === null ? [] : [...scene.features.flatMap(({ places }) => places), ...scene.answer];
    return [...places, ...(scene?.here ? [scene.here] : [])].map(spotOf);
  }

  #showAll(): void {
    this.#isMoved = false;
    this.#fit();
  }

  /** Shows everything at once; the world where there is nothing. */
  #fit(): void {
    const spots = this.#spots();
    const { width, height } = this.#size();
    if (spots.length === 0) {
      this.#centre = { x: 0.5, y: 0.4 };
      this.#scale = Math.max(FARTHEST, width);
    } else {
      let [left, right, top, bottom] = [1, 0, 1, 0];
      for (const { x, y } of spots) {
        [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      }
      this.#centre = { x: (left + right) / 2, y: (top + bottom) / 2 };
      const fits = Math.min((width - 2 * MARGIN) / (right - left), (height - 2 * MARGIN) / (bottom - top));
      this.#scale = Math.min(STREET, Math.max(FARTHEST, fits));
      this.#isFitted = this.#surface.clientWidth > 0;
    }
    this.#paint();
  }

  #toScreen(place: Place): { readonly left: number; readonly top: number } {
    const { width, height } = this.#size();
    const spot = spotOf(place);
    return {
      left: width / 2 + (spot.x - this.#centre.x) * this.#scale,
      top: height / 2 + (spot.y - this.#centre.y) * this.#scale,
    };
  }

  #placeAt({ left, top }: { readonly left: number; readonly top: number }): Place {
    const { width, height } = this.#size();
    const [right, down] = [(left - width / 2) / this.#scale, (top - height / 2) / this.#scale];
    return placeAt({ x: this.#centre.x + right, y: this.#centre.y + down });
  }

  #isSeen(place: Place): boolean {
    const { width, height } = this.#size();
    const { left, top } = this.#toScreen(place);
    return left > 8 && top > 8 && left < width - 8 && top < height - 8;
  }

  /** Which of some places is under a finger; -1 is none. */
  #under(at: { readonly left: number; readonly top: number }, places: readonly Place[]): number {
    let [best, least] = [-1, REACH];
    places.forEach((place, index) => {
      const { left, top } = this.#toScreen(place);
      const distance = Math.hypot(left - at.left, top - at.top);
      if (distance < least) {
        [best, least] = [index, distance];
      }
    });
    return best;
  }

  #grasp(at: { readonly left: number; readonly top: number }): void {
    const index = this.#deeds.move === undefined ? -1 : this.#under(at, this.#scene?.answer ?? []);
    const place = this.#scene?.answer[index];
    if (place !== undefined) {
      this.#held = index;
      this.#dragged = { index, place };
    }
  }

  #drag(
    at: { readonly left: number; readonly top: number },
    by: { readonly left: number; readonly top: number },
  ): void {
    if (this.#dragged !== null) {
      this.#dragged = { ...this.#dragged, place: this.#placeAt(at) };
    } else {
      this.#pan(-by.left, -by.top);
    }
    this.#paint();
  }

  #drop(): void {
    const dragged = this.#dragged;
    this.#dragged = null;
    if (dragged !== null && dragged.place !== this.#scene?.answer[dragged.index]) {
      this.#deeds.move?.(dragged.index, dragged.place);
    }
    this.#paint();
  }

  #tap(at: { readonly left: number; readonly top: number }): void {
    const scene = this.#scene;
    this.#dragged = null;
    if (scene === null) {
      return;
    }
    if (this.#deeds.choose !== undefined) {
      const all = scene.features.flatMap(({ name, places }) => places.map((place) => ({ name, place })));
      const found =
        all[
          this.#under(
            at,
            all.map(({ place }) => place),
          )
        ];
      if (found !== undefined) {
        this.#deeds.choose(found.name);
      }
    } else if (this.#under(at, scene.answer) < 0 || scene.answer.length === 1) {
      this.#deeds.place?.(this.#placeAt(at));
    }
    this.#paint();
  }

  #pan(left: number, top: number): void {
    this.#isMoved = true;
    const y = this.#centre.y + top / this.#scale;
    this.#centre = { x: this.#centre.x + left / this.#scale, y: Math.min(1, Math.max(0, y)) };
  }

  /** Makes everything larger or smaller; what is at a point of the screen stays there. */
  #zoom(by: number, at?: { readonly left: number; readonly top: number }): void {
    this.#isMoved = true;
    const { width, height } = this.#size();
    const [left, top] = [(at?.left ?? width / 2) - width / 2, (at?.top ?? height / 2) - height / 2];
    const scale = Math.min(CLOSEST, Math.max(FARTHEST, this.#scale * by));
    const [x, y] = [left / this.#scale - left / scale, top / this.#scale - top / scale];
    this.#centre = { x: this.#centre.x + x, y: this.#centre.y + y };
    this.#scale = scale;
    this.#paint();
  }

  #press(event: KeyboardEvent): void {
    const by = event.shiftKey ? 1 : STEP;
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-by, 0],
      ArrowRight: [by, 0],
      ArrowUp: [0, -by],
      ArrowDown: [0, by],
    };
    const step = steps[event.key];
    const held = this.#deeds.move === undefined ? undefined : this.#scene?.answer[this.#held];
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "+" || event.key === "=" || event.key === "-") {
      this.#zoom(event.key === "-" ? 0.5 : 2);
    } else if (step !== undefined && held !== undefined) {
      const { left, top } = this.#toScreen(held);
      this.#deeds.move?.(this.#held, this.#placeAt({ left: left + step[0], top: top + step[1] }));
    } else if (step !== undefined) {
      this.#pan(step[0] * 4, step[1] * 4);
      this.#paint();
    } else if (event.key === "Enter" && this.#deeds.place !== undefined) {
      const { width, height } = this.#size();
      this.#deeds.place(this.#placeAt({ left: width / 2, top: height / 2 }));
    } else {
      return;
    }
    event.preventDefault();
  }

  #paint(): void {
    const scene = this.#scene;
    if (scene === null) {
      return;
    }
    const { width, height } = this.#size();
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const answer = scene.answer.map((place, index) => (this.#dragged?.index === index ? this.#dragged.place : place));
    this.#svg.replaceChildren(
      ...this.#graticule(scene.language),
      ...this.#features(scene),
      ...this.#here(scene.here),
      ...this.#answer(answer, scene.isClosed),
      ...this.#scaleBar(scene.language),
    );
  }

  /** Meridians and parallels at round degrees, each with its number. */
  #graticule(language: string): SVGElement[] {
    const { width, height } = this.#size();
    const wide = (width / this.#scale) * 360;
    const step = graticuleStep(wide);
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    const text = (degrees: number): string => `${degrees.toLocaleString(language, { maximumFractionDigits: digits })}°`;
    const lines: SVGElement[] = [];
    const west = (this.#centre.x - 0.5) * 360 - wide / 2;
    for (let count = Math.ceil(west / step); count * step < west + wide && lines.length < 80; count += 1) {
      const left = width / 2 + ((count * step) / 360 + 0.5 - this.#centre.x) * this.#scale;
      lines.push(draw("path", { class: "map-line", d: `M${left} 0V${height}` }));
      const lon = ((((count * step + 180) % 360) + 360) % 360) - 180;
      lines.push(draw("text", { class: "map-degree", x: left + 3, y: height - 4 }, text(lon)));
    }
    const [north, south] = [this.#placeAt({ left: 0, top: 0 }).lat, this.#placeAt({ left: 0, top: height }).lat];
    for (let count = Math.ceil(south / step); count * step < north && lines.length < 160; count += 1) {
      // The equator is on neither side.
      const lat = count === 0 ? 0 : count * step;
      const { top } = this.#toScreen({ lat, lon: 0 });
      lines.push(draw("path", { class: "map-line", d: `M0 ${top}H${width}` }));
      lines.push(draw("text", { class: "map-degree", x: 4, y: top - 3 }, text(lat)));
    }
    return lines;
  }

  #path(places: readonly Place[], isClosed: boolean): string {
    const points = places.map((place) => {
      const { left, top } = this.#toScreen(place);
      return `${left.toFixed(1)} ${top.toFixed(1)}`;
    });
    return `M${points.join("L")}${isClosed ? "Z" : ""}`;
  }

  #features({ features, chosen }: Scene): SVGElement[] {
    const seen = features.filter(({ places }) => places.some((place) => this.#isSeen(place))).slice(0, MOST_FEATURES);
    const isNamed = seen.length <= MOST_NAMES;
    return seen.flatMap((feature) => {
      const isChosen = chosen.has(feature.name);
      return this.#feature(feature, isChosen, isNamed || isChosen);
    });
  }

  #feature({ label, places }: Feature, isChosen: boolean, isNamed: boolean): SVGElement[] {
    const [first] = places;
    if (first === undefined) {
      return [];
    }
    const last = places.at(-1);
    const isClosed = places.length > 3 && first.lat === last?.lat && first.lon === last.lon;
    const state = isChosen ? " chosen" : "";
    const { left, top } = this.#toScreen(first);
    const mark =
      places.length === 1
        ? draw("circle", { class: `map-feature${state}`, cx: left, cy: top, r: isChosen ? 9 : 7 })
        : draw("path", { class: `map-feature line${state}`, d: this.#path(places, isClosed) });
    if (!isNamed) {
      return [mark];
    }
    // A name is on the side where there is more room.
    const isRight = left < this.#size().width / 2;
    const name = label.length > LONGEST ? `${label.slice(0, LONGEST)}…` : label;
    const at = { class: `map-name${state}${isRight ? "" : " end"}`, x: left + (isRight ? 11 : -11), y: top + 5 };
    return [mark, draw("text", at, name)];
  }

  #here(here: Place | null): SVGElement[] {
    if (here === null) {
      return [];
    }
    const { left, top } = this.#toScreen(here);
    return [draw("circle", { class: "map-here", cx: left, cy: top, r: 6 })];
  }

  #answer(places: readonly Place[], isClosed: boolean): SVGElement[] {
    const line = places.length > 1 ? [draw("path", { class: "map-answer line", d: this.#path(places, isClosed) })] : [];
    const marks = places.map((place, index) => {
      const { left, top } = this.#toScreen(place);
      const isHeld = index === this.#held && this.#deeds.move !== undefined;
      return draw("circle", { class: isHeld ? "map-answer held" : "map-answer", cx: left, cy: top, r: isHeld ? 9 : 7 });
    });
    return [...line, ...marks];
  }

  /** How far something is: a line of a round length. */
  #scaleBar(language: string): SVGElement[] {
    const { width, height } = this.#size();
    const metresPerPixel = metresAround(this.#placeAt({ left: 0, top: height / 2 }).lat) / this.#scale;
    const metres = roundBelow(metresPerPixel * Math.min(140, width / 3));
    const long = metres / metresPerPixel;
    const [right, base] = [width - 12, height - 20];
    return [
      draw("path", { class: "map-scale", d: `M${right - long} ${base - 5}V${base}H${right}V${base - 5}` }),
      draw("text", { class: "map-degree end", x: right, y: base - 8 }, distanceText(metres, language)),
    ];
  }
}
