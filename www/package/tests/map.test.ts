// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  distanceText,
  graticuleStep,
  metresBetween,
  placeAt,
  placesOf,
  roundBelow,
  spotOf,
} from "../src/widgets/earth.js";
import { mount as mountGeo } from "../src/widgets/geo.js";
import { mount as mountList } from "../src/widgets/list.js";
import { mount as mountPlaces } from "../src/widgets/places.js";
import { loadMessages, type ViewOf } from "../src/widgets/toolkit.js";

const FIELD = { path: "visit/spot", id: "q1", label: "Spot", language: "en", describedBy: "" };
const TOWNS = [
  { name: "bergen", label: "Bergen", exclusive: false, geometry: "60.3913 5.3221 0 0" },
  { name: "nowhere", label: "Nowhere", exclusive: false },
  { name: "oslo", label: "Oslo", exclusive: false, geometry: "59.9139 10.7522 0 0" },
];

beforeEach(() => loadMessages("en"));
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

const field = (appearance: string, change: object = {}): object => ({
  ...FIELD,
  appearance,
  readonly: false,
  required: false,
  invalid: false,
  ...change,
});

/** A location that is answered as a form answers it. */
function geo(shape: "point" | "trace" | "shape", appearance: string, value: unknown = null, change: object = {}) {
  const host = document.createElement("div");
  document.body.append(host);
  let view = { kind: "geo", field: field(appearance, change), value, shape } as unknown as ViewOf<"geo">;
  const answers: unknown[] = [];
  const widget = mountGeo(host, view, (answer) => {
    answers.push(answer);
    view = { ...view, value: answer };
    widget.update(view);
  });
  return { host, answers, surface: host.querySelector<HTMLElement>(".map-surface") };
}

/** Puts a finger down, moves it, and lifts it. jsdom lays nothing out: the surface is 320 by 320 pixels. */
function point(surface: HTMLElement | null, ...way: readonly (readonly [number, number])[]): void {
  const types = ["pointerdown", ...way.slice(1).map(() => "pointermove"), "pointerup"];
  types.forEach((type, step) => {
    const [clientX, clientY] = way[Math.min(step, way.length - 1)] ?? [0, 0];
    surface?.dispatchEvent(new MouseEvent(type, { clientX, clientY, button: 0, bubbles: true }));
  });
}

function press(surface: HTMLElement | null, key: string, shiftKey = false): void {
  surface?.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
}

it("knows where places are, and how far apart", () => {
  for (const place of [
    { lat: 59.9139, lon: 10.7522 },
    { lat: -33.9, lon: 151.2 },
    { lat: 0, lon: -179.9 },
  ]) {
    const back = placeAt(spotOf(place));
    expect(back.lat).toBeCloseTo(place.lat, 9);
    expect(back.lon).toBeCloseTo(place.lon, 9);
  }
  expect(placeAt({ x: 1.25, y: 0.5 }).lon).toBeCloseTo(-90);
  const kilometres = metresBetween({ lat: 59.9139, lon: 10.7522 }, { lat: 60.3913, lon: 5.3221 }) / 1000;
  expect(kilometres).toBeGreaterThan(303);
  expect(kilometres).toBeLessThan(307);
  expect(placesOf("1 2 0 0; 3 4; x y;91 0;")).toEqual([
    { lat: 1, lon: 2 },
    { lat: 3, lon: 4 },
  ]);
});

it("writes distances and degrees in round numbers", () => {
  expect([7, 144, 996, 1449, 25_600].map((metres) => distanceText(metres, "en"))).toEqual([
    "7 m",
    "140 m",
    "1 km",
    "1.4 km",
    "26 km",
  ]);
  expect([0.7, 1, 4.9, 7, 99, 250].map(roundBelow)).toEqual([0.5, 1, 2, 5, 50, 200]);
  expect([360, 20, 5, 0.04].map(graticuleStep)).toEqual([90, 5, 1, 0.01]);
});

it("takes the place that somebody points at, drags or moves by keys", () => {
  const { answers, surface, host } = geo("point", "placement-map");
  point(surface, [160, 160]);
  expect(answers).toHaveLength(1);
  const [first] = answers as [{ lat: string; lon: string }];
  expect(Number(first.lon)).toBeCloseTo(0, 6);
  expect(host.querySelector<HTMLInputElement>("#q1-lat")?.value).toBe(first.lat);
  press(surface, "ArrowRight");
  press(surface, "ArrowUp", true);
  const moved = answers.at(-1) as typeof first;
  expect(Number(moved.lon)).toBeGreaterThan(Number(first.lon));
  expect(Number(moved.lat)).toBeGreaterThan(Number(first.lat));
  const mark = host.querySelector("circle.map-answer");
  const [x, y] = [Number(mark?.getAttribute("cx")), Number(mark?.getAttribute("cy"))];
  const before = answers.length;
  point(surface, [x, y], [x + 20, y], [x + 40, y]);
  expect(answers).toHaveLength(before + 1);
  expect(Number((answers.at(-1) as typeof first).lon)).toBeGreaterThan(Number(moved.lon));
});

it("moves the map, not the place, where a finger is beside it", () => {
  const { answers, surface, host } = geo("point", "map", { lat: "10", lon: "20" });
  const at = (): number => Number(host.querySelector("circle.map-answer")?.getAttribute("cx"));
  const before = at();
  point(surface, [20, 20], [60, 20], [80, 20]);
  expect(answers).toEqual([]);
  expect(at() - before).toBeCloseTo(60, 0);
});

it("places nothing on a map that shows where the device is, or that nobody may change", () => {
  for (const [appearance, change] of [
    ["maps", {}],
    ["placement-map", { readonly: true }],
  ] as const) {
    const { answers, surface } = geo("point", appearance, { lat: "10", lon: "20" }, change);
    point(surface, [40, 40]);
    press(surface, "ArrowRight");
    press(surface, "Enter");
    expect(answers).toEqual([]);
  }
  expect(geo("point", "").surface).toBeNull();
});

it("makes a shape of the points that are pointed at, and closes it", () => {
  const { answers, surface, host } = geo("shape", "placement-map");
  point(surface, [100, 100]);
  point(surface, [200, 100]);
  press(surface, "Enter");
  const shape = answers.at(-1) as unknown[];
  expect(shape).toHaveLength(4);
  expect(shape[3]).toEqual(shape[0]);
  expect(host.querySelectorAll("circle.map-answer")).toHaveLength(3);
  expect(host.querySelectorAll("li")).toHaveLength(3);
});

it("takes a choice on the map and in the list", () => {
  const host = document.createElement("div");
  document.body.append(host);
  let view = {
    kind: "places",
    field: field("map"),
    value: null,
    choices: TOWNS,
    several: true,
  } as unknown as ViewOf<"places">;
  const answers: unknown[] = [];
  const widget = mountPlaces(host, view, (answer) => {
    answers.push(answer);
    view = { ...view, value: answer };
    widget.update(view);
  });
  const marks = (): Element[] => [...host.querySelectorAll("circle.map-feature")];
  expect(marks()).toHaveLength(2);
  for (const place of [1, 0]) {
    const mark = marks()[place];
    point(host.querySelector(".map-surface"), [Number(mark?.getAttribute("cx")), Number(mark?.getAttribute("cy"))]);
  }
  expect(answers).toEqual([["oslo"], ["bergen", "oslo"]]);
  expect(host.querySelectorAll("circle.chosen")).toHaveLength(2);
  expect([...host.querySelectorAll(".chip")].map((chip) => chip.textContent)).toEqual(["Bergen", "Oslo"]);
});

it("offers the nearest first, with distances, and what has no place last", () => {
  const coords = { latitude: 59.9, longitude: 10.7 };
  const geolocation = { getCurrentPosition: (found: (at: object) => void) => found({ coords }) };
  vi.stubGlobal("navigator", { languages: ["en"], geolocation });
  const host = document.createElement("div");
  document.body.append(host);
  const view = { kind: "list", field: field("minimal"), value: null, choices: TOWNS, several: false };
  mountList(host, view as unknown as ViewOf<"list">, () => undefined);
  const rows = (): (string | null)[] => {
    host.querySelector("input")?.click();
    return [...host.querySelectorAll("[role=option]")].map((row) => row.textContent);
  };
  expect(rows()).toEqual(["Bergen", "Nowhere", "Oslo"]);
  host.querySelector<HTMLElement>(".near .button")?.click();
  expect(rows()).toEqual(["Oslo3.3 km", "Bergen303 km", "Nowhere"]);
  host.querySelector<HTMLElement>(".near .button")?.click();
  expect(rows()).toEqual(["Bergen", "Nowhere", "Oslo"]);
});

it("says that a location was not to be had, and offers none for choices without a place", () => {
  let code = 2;
  const geolocation = {
    getCurrentPosition: (_: unknown, failed: (error: object) => void) => failed({ code, PERMISSION_DENIED: 1 }),
  };
  vi.stubGlobal("navigator", { languages: ["en"], geolocation });
  const host = document.createElement("div");
  document.body.append(host);
  const view = { kind: "list", field: field("minimal"), value: null, choices: TOWNS, several: false };
  const widget = mountList(host, view as unknown as ViewOf<"list">, () => undefined);
  const near = host.querySelector<HTMLElement>(".near");
  near?.querySelector<HTMLElement>(".button")?.click();
  expect(near?.textContent).toContain("Your location could not be found. The list stays in its order.");
  code = 1;
  near?.querySelector<HTMLElement>(".button")?.click();
  expect(near?.textContent).toContain("you can allow it in the settings of the page. The list stays in its order.");
  widget.update({ ...view, choices: TOWNS.slice(1, 2) } as unknown as ViewOf<"list">);
  expect(near?.hidden).toBe(true);
});
