/** A place on earth by the device or by hand; several of them are a line or a shape. */

import { siteOf } from "../assignments/site.js";
import { type Ending, Locator, metresOf, metresOfDigits, USUAL_METRES } from "../evidence/locator.js";
import { parametersOf } from "../evidence/parameters.js";
import { filedUnder, formOf } from "../late-answers.js";
import { distanceText, metresBetween, type Place } from "./earth.js";
import { type Deeds, PlainMap } from "./map.js";
import {
  button,
  type Emit,
  fill,
  liveLine,
  type Mount,
  make,
  owed,
  type ViewOf,
  type Widget,
  wordsOf,
} from "./toolkit.js";

type Point = {
  readonly lat: string;
  readonly lon: string;
  readonly alt?: string;
  readonly acc?: string;
};

/** Decimals without an exponent, seven digits: a centimetre. */
function pointOf(coords: GeolocationCoordinates): Point {
  const text = (number: number, digits: number): string => String(Number(number.toFixed(digits)));
  return {
    lat: shortest(coords.latitude),
    lon: shortest(coords.longitude),
    ...(coords.altitude === null ? {} : { alt: text(coords.altitude, 1) }),
    acc: text(coords.accuracy, 1),
  };
}

const isDegrees = (text: string | undefined): boolean =>
  text !== undefined && text !== "" && Number.isFinite(Number(text));
const isWhole = ({ lat, lon }: Partial<Point>): boolean => isDegrees(lat) && isDegrees(lon);

/** The same place as numbers. */
const placeOf = ({ lat, lon }: Partial<Point>): Place => ({ lat: Number(lat), lon: Number(lon) });

/** A place that is pointed at, as answers write it: seven digits are a centimetre. */
const pointAt = ({ lat, lon }: Place): Point => ({ lat: shortest(lat), lon: shortest(lon) });
const shortest = (degrees: number): string => degrees.toFixed(7).replace(/\.?0+$/, "");

/**
 * The map that a form asks for. With `maps` it shows where the device is and what is answered; with `placement-map`, and with
 * `map`, a person may point at any place on it.
 */
function mapOf(view: ViewOf<"geo">, deeds: Deeds): PlainMap | null {
  const words = view.field.appearance.split(" ");
  const mayPlace = words.includes("placement-map") || words.includes("map");
  if (!mayPlace && !words.includes("maps")) {
    return null;
  }
  return new PlainMap(view.field.id, mayPlace && !view.field.readonly ? deeds : {});
}

function showOn(map: PlainMap | null, view: ViewOf<"geo">, answer: readonly Partial<Point>[]): void {
  map?.show({
    language: view.field.language,
    label: view.field.label,
    features: [],
    chosen: new Set(),
    answer: answer.filter(isWhole).map(placeOf),
    isClosed: view.shape === "shape",
    here: null,
  });
}

const typed = (input: HTMLInputElement): string => input.value.trim().replace(",", ".").replace("−", "-");

/** Two fields for degrees. */
interface Degrees {
  readonly box: HTMLElement;
  readonly lat: HTMLInputElement;
  readonly lon: HTMLInputElement;
  /** Writes what they are, and what is owed of them. */
  draw(view: ViewOf<"geo">): void;
}

function degrees(id: string): Degrees {
  const field = (name: string): HTMLInputElement =>
    make("input", {
      id: `${id}-${name}`,
      type: "text",
      inputMode: "text",
      autocomplete: "off",
      className: "input",
      part: "input",
    });
  const [lat, lon] = [field("lat"), field("lon")];
  const [latLabel, lonLabel] = [make("label", { htmlFor: lat.id }), make("label", { htmlFor: lon.id })];
  const fields = [
    make("div", { className: "field" }, latLabel, lat),
    make("div", { className: "field" }, lonLabel, lon),
  ];
  return {
    box: make("div", { className: "degrees" }, ...fields),
    lat,
    lon,
    draw(view) {
      const { latitude, longitude } = wordsOf(view.field);
      latLabel.textContent = latitude;
      lonLabel.textContent = longitude;
      owed(lat, view.field);
      owed(lon, view.field);
    },
  };
}

/** The button that looks where one is, and what is said meanwhile. */
interface Finder {
  readonly locate: HTMLButtonElement;
  readonly status: HTMLElement;
  end(): void;
  /** Ends a search whose place nobody wants any more. */
  drop(): void;
  draw(): void;
}

/** `found` takes what is found, and whether it is the best that there will be. */
function finder(
  view: () => ViewOf<"geo">,
  label: () => string,
  found: (point: Point, isLast: boolean) => void,
): Finder {
  const locator = new Locator();
  const status = liveLine();
  const metres = (number: number): string => Math.ceil(number).toLocaleString(view().field.language);
  const wanted = (): number => metresOf(parametersOf(view())["capture-accuracy"], USUAL_METRES) ?? USUAL_METRES;
  const better = (coords: GeolocationCoordinates): void => {
    const words = wordsOf(view().field);
    found(pointOf(coords), false);
    status.textContent = fill(words.locatingBest, metres(coords.accuracy), metres(wanted()));
    draw();
  };
  const ended = (ending: Ending, best: GeolocationCoordinates | null): void => {
    if (best !== null) {
      found(pointOf(best), true);
    }
    status.textContent = endText(view(), ending, best?.accuracy ?? null, wanted());
    draw();
  };
  const locate = button("", () => {
    if (locator.isLooking) {
      locator.stop();
      return;
    }
    status.textContent = wordsOf(view().field).locating;
    locator.start(wanted(), { better, ended });
    draw();
  });
  const draw = (): void => {
    const { stopLocating, stopSearch } = wordsOf(view().field);
    const stop = locator.best === null ? stopSearch : stopLocating;
    locate.textContent = locator.isLooking ? stop : label();
    locate.hidden = view().field.readonly || !("geolocation" in navigator);
  };
  return { locate, status, end: () => locator.stop(), drop: () => locator.drop(), draw };
}

/** What is said when the search is over: how exact it is, or why there is nothing, and how to go on. */
function endText({ field }: ViewOf<"geo">, ending: Ending, accuracy: number | null, wanted: number): string {
  const words = wordsOf(field);
  const metres = (number: number): string => Math.ceil(number).toLocaleString(field.language);
  if (accuracy !== null) {
    const isPoor = ending === "late" && wanted > 0 && accuracy > wanted;
    return isPoor ? fill(words.locatedPoor, metres(accuracy), metres(wanted)) : fill(words.located, metres(accuracy));
  }
  switch (ending) {
    case "denied":
      return globalThis.isSecureContext === false ? words.locationInsecure : words.locationDenied;
    case "unavailable":
      return words.locationFailed;
    case "late":
      return words.locationLate;
    case "fine":
    case "taken":
      return "";
  }
}

/** What is said below a place: how exact it is, how far from the assignment's, and how it is kept. */
class Facts {
  readonly element = make("p", { className: "hint" });
  readonly warning = make("p", { className: "warning", hidden: true });
  readonly #form: Element | undefined;

  constructor(host: HTMLElement) {
    this.#form = formOf(host);
  }

  update(view: ViewOf<"geo">, value: Partial<Point>): void {
    const { field } = view;
    const parameters = parametersOf(view);
    const words = wordsOf(field);
    const metres = (text: string): string => Number(text).toLocaleString(field.language);
    const digits = parameters["digits"] ?? "";
    const isCoarse = /^[0-4]$/.test(digits);
    const facts = [
      value.acc === undefined ? "" : fill(words.accuracy, metres(value.acc)),
      value.alt === undefined ? "" : fill(words.altitude, metres(value.alt)),
      isWhole(value) ? this.#distance(placeOf(value), field) : "",
      isCoarse ? fill(words.rounded, distanceText(metresOfDigits(Number(digits)), field.language)) : "",
    ];
    this.element.textContent = facts.filter(Boolean).join(" · ");
    const most = metresOf(parameters["warning-accuracy"], null);
    this.warning.hidden = most === null || value.acc === undefined || Number(value.acc) <= most;
    this.warning.textContent = this.warning.hidden
      ? ""
      : fill(words.accuracyWarning, metres(value.acc ?? ""), metres(String(most)));
  }

  /** How far it is from the place of the assignment. Whoever has given a place has agreed that the page knows it. */
  #distance(place: Place, field: ViewOf<"geo">["field"]): string {
    const site = siteOf(filedUnder(this.#form));
    if (site === null) {
      return "";
    }
    const words = wordsOf(field);
    const far = distanceText(metresBetween(place, site), field.language);
    return site.name === "" ? fill(words.siteDistance, far) : fill(words.siteDistanceNamed, far, site.name);
  }
}

export const mount: Mount<"geo"> = (host, view, emit) =>
  view.shape === "point" ? one(host, view, emit) : many(host, view, emit);

function one(host: HTMLElement, first: ViewOf<"geo">, emit: Emit): Widget<"geo"> {
  let view = first;
  /** Whether the answer is of the search that goes on. */
  let isOwn = false;
  const { box, lat, lon, draw } = degrees(view.field.id);
  const facts = new Facts(host);
  const answer = (): Partial<Point> =>
    (typeof view.value === "object" && view.value !== null ? view.value : {}) as Partial<Point>;
  const find = finder(
    () => view,
    () => wordsOf(view.field).locate,
    (point, isLast) => {
      // A place that is answered gives way to the best of a search, not to the first of it.
      if (isLast || !isWhole(answer()) || isOwn) {
        isOwn = !isLast;
        emit(point);
      }
    },
  );
  const point = (place: Place): void => {
    find.drop();
    emit(pointAt(place));
  };
  const map = mapOf(view, { place: point, move: (_, place) => point(place) });
  host.append(find.locate, find.status, ...(map === null ? [] : [map.element]), box, facts.element, facts.warning);
  for (const input of [lat, lon]) {
    input.addEventListener("input", () => {
      const parts = Object.entries({ lat: typed(lat), lon: typed(lon) }).filter(([, text]) => text !== "");
      find.drop();
      // Whoever types a place knows nothing of what a device measured there.
      emit(parts.length === 0 ? null : Object.fromEntries(parts));
    });
  }
  const update = (next: ViewOf<"geo">): void => {
    view = next;
    const value = answer();
    for (const [input, text] of [
      [lat, value.lat ?? ""],
      [lon, value.lon ?? ""],
    ] as const) {
      if (typed(input) !== text) {
        input.value = text;
      }
      input.readOnly = view.field.readonly;
    }
    draw(view);
    facts.update(view, value);
    showOn(map, view, [value]);
    find.draw();
  };
  update(view);
  return { update, end: find.end };
}

function many(host: HTMLElement, first: ViewOf<"geo">, emit: Emit): Widget<"geo"> {
  let view = first;
  const points = (): Point[] => (Array.isArray(view.value) ? (view.value as unknown as Point[]) : []);
  const isShape = first.shape === "shape";
  const count = make("p", { className: "hint" });
  const list = make("ol", { className: "points-list" });
  const { box, lat, lon, draw } = degrees(view.field.id);
  /** The points before the one that is being typed; `null` while none is. */
  let before: Point[] | null = null;
  /** What is typed counts at once, also the half of it: the last point of the answer. */
  const onTyping = (): void => {
    before ??= open();
    const parts = Object.entries({ lat: typed(lat), lon: typed(lon) }).filter(([, text]) => text !== "");
    if (parts.length === 0) {
      const all = before;
      before = null;
      put(all);
      return;
    }
    put([...before, Object.fromEntries(parts) as Point]);
  };
  /** Whoever leaves the two fields has typed a point, or hears what it lacks. */
  const finish = (): boolean => {
    const status = find.status;
    if (before === null) {
      return true;
    }
    if (!isWhole({ lat: typed(lat), lon: typed(lon) })) {
      status.textContent = wordsOf(view.field).needsDegrees;
      return false;
    }
    status.textContent = fill(wordsOf(view.field).pointAdded, before.length + 1);
    before = null;
    lat.value = "";
    lon.value = "";
    update(view);
    return true;
  };
  const add = button("", () => {
    (finish() || isDegrees(typed(lat)) ? (before === null ? lat : lon) : lat).focus();
  });
  for (const input of [lat, lon]) {
    input.addEventListener("input", onTyping);
  }
  /** A shape ends where it begins; that end is not shown, and comes by itself. */
  const open = (): Point[] => {
    const all = points().filter(isWhole);
    const [begin, end] = [all[0], all.at(-1)];
    const isClosed = isShape && all.length > 2 && begin?.lat === end?.lat && begin?.lon === end?.lon;
    return isClosed ? all.slice(0, -1) : all;
  };
  const put = (all: readonly Point[], removed?: { readonly name: string }): void => {
    const [begin] = all;
    const closes = isShape && all.length > 2 && begin !== undefined && all.every(isWhole);
    emit(all.length === 0 ? null : closes ? [...all, begin] : all, removed);
  };
  let isBegun = false;
  const find = finder(
    () => view,
    () => wordsOf(view.field).addHere,
    (point, isLast) => {
      if (isLast) {
        // It stands there already, unless somebody has taken it away.
        return;
      }
      // The first of a search is another point, those after it are better ones of the same.
      finish();
      put(isBegun ? [...open().slice(0, -1), point] : [...open(), point]);
      isBegun = true;
    },
  );
  find.locate.addEventListener(
    "click",
    () => {
      isBegun = false;
    },
    { capture: true },
  );
  const typing = make("div", {}, box, add);
  typing.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && typing.contains(event.relatedTarget))) {
      finish();
    }
  });
  const map = mapOf(view, {
    place(place) {
      // Whoever points at the next one is done with what was typed.
      finish();
      put([...open(), pointAt(place)]);
    },
    move(index, place) {
      put(open().map((point, at) => (at === index ? pointAt(place) : point)));
    },
  });
  host.append(count, list, find.locate, find.status, ...(map === null ? [] : [map.element]), typing);
  const update = (next: ViewOf<"geo">): void => {
    view = next;
    const words = wordsOf(view.field);
    const half = points().find((point) => !isWhole(point));
    if (before === null && half !== undefined) {
      // Left in the middle, and come back to.
      before = open();
      lat.value = half.lat ?? "";
      lon.value = half.lon ?? "";
    }
    if (before !== null && points().length < before.length) {
      before = null;
      lat.value = "";
      lon.value = "";
    }
    const all = before ?? open();
    count.textContent = all.length === 0 ? words.noPoints : fill(words.points, all.length);
    const row = (point: Point, index: number): HTMLLIElement => {
      const text = `${point.lat}, ${point.lon}`;
      const remove = button(
        words.remove,
        () => {
          find.drop();
          const left = open().filter((_, at) => at !== index);
          before = null;
          put(left, { name: text });
          find.status.textContent = "";
          find.locate.hidden ? lat.focus() : find.locate.focus();
        },
        { className: "link", "aria-label": `${words.remove} ${text}` },
      );
      return make("li", {}, make("span", {}, text), view.field.readonly ? null : remove);
    };
    list.replaceChildren(...all.map(row));
    add.textContent = words.addPoint;
    typing.hidden = view.field.readonly;
    draw(view);
    showOn(map, view, all);
    find.draw();
  };
  update(view);
  return { update, end: find.end };
}
