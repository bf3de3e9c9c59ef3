// @vitest-environment jsdom
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { noteSite } from "../src/assignments/site.js";
import { takeLateAnswers } from "../src/late-answers.js";
import type { Json } from "../src/protocol.js";
import { mount } from "../src/widgets/geo.js";
import { loadMessages, type ViewOf } from "../src/widgets/toolkit.js";

const FORM = ["visit", "a1", "anna", ""];
const FIELD = { path: "visit/where", id: "q1", label: "Where", appearance: "", language: "en", describedBy: "" };

/** A device that is told where it is. */
interface Device {
  found(accuracy: number, lat?: number): void;
  fails(code: 1 | 2 | 3): void;
  readonly cleared: number[];
}

function giveDevice(): Device {
  let take: PositionCallback | undefined;
  let fail: PositionErrorCallback | null | undefined;
  const cleared: number[] = [];
  const geolocation = {
    watchPosition: (found: PositionCallback, failed: PositionErrorCallback) => {
      [take, fail] = [found, failed];
      return 7;
    },
    clearWatch: (id: number) => cleared.push(id),
  };
  Object.defineProperty(navigator, "geolocation", { value: geolocation, configurable: true });
  return {
    cleared,
    found: (accuracy, latitude = 59.9) =>
      take?.({ coords: { latitude, longitude: 10.7, altitude: null, accuracy } } as GeolocationPosition),
    fails: (code) =>
      fail?.({ code, PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 } as GeolocationPositionError),
  };
}

interface Asked {
  readonly answers: Json[];
  readonly button: HTMLButtonElement;
  said(): string;
  end(): void;
  type(text: string): void;
}

function place(parameters: Readonly<Record<string, string>> = {}, value: Json = null, shape = "point"): Asked {
  const form = document.createElement("div");
  takeLateAnswers(
    form,
    () => undefined,
    () => FORM,
  );
  const host = document.createElement("div");
  form.attachShadow({ mode: "open" }).append(host);
  document.body.append(form);
  const field = { ...FIELD, readonly: false, required: false, invalid: false };
  let view = { kind: "geo", field, value, shape, parameters } as ViewOf<"geo">;
  const answers: Json[] = [];
  const widget = mount(host, view, (answer) => {
    answers.push(answer);
    view = { ...view, value: answer };
    widget.update(view);
  });
  const input = host.querySelector("input") as HTMLInputElement;
  return {
    answers,
    button: host.querySelector("button") as HTMLButtonElement,
    said: () => [...host.querySelectorAll("p:not([hidden])")].map(({ textContent }) => textContent).join("\n"),
    end: () => widget.end?.(),
    type(text) {
      input.value = text;
      input.dispatchEvent(new Event("input"));
    },
  };
}

let device: Device;

beforeAll(() => loadMessages("en"));
beforeEach(() => {
  vi.useFakeTimers();
  device = giveDevice();
});
afterEach(() => {
  vi.useRealTimers();
  noteSite(FORM, null);
  document.body.replaceChildren();
});

it("waits for the accuracy that the form wants, and says what it has meanwhile", () => {
  const asked = place({ "capture-accuracy": "20" });
  asked.button.click();
  expect(asked.button.textContent).toBe("Stop looking");
  expect(asked.said()).toContain("Finding your location…");
  device.found(48.2);
  expect(asked.said()).toContain("Accurate to 49 m so far. Waiting for 20 m…");
  expect(asked.button.textContent).toBe("This is good enough");
  device.found(90);
  device.found(19.5);
  expect(asked.said()).toContain("Found, accurate to 20 m.");
  expect(asked.answers.at(-1)).toMatchObject({ acc: "19.5" });
  expect(device.cleared).toEqual([7]);
  expect(asked.button.textContent).toBe("Use my location");
});

it("says why there is none on plain http, where no setting of the page gives one", () => {
  const asked = place();
  asked.button.click();
  device.fails(1);
  expect(asked.said()).toContain("Allow it in the settings of the page");
  vi.stubGlobal("isSecureContext", false);
  asked.button.click();
  device.fails(1);
  expect(asked.said()).toContain("its address does not begin with https");
  expect(asked.said()).not.toContain("settings");
  vi.unstubAllGlobals();
});

it("takes at any time what there is", () => {
  const asked = place();
  asked.button.click();
  device.found(30);
  asked.button.click();
  expect(asked.said()).toContain("Found, accurate to 30 m.");
  device.found(1);
  expect(asked.answers.at(-1)).toMatchObject({ acc: "30" });
});

it("never ends by itself before its time where the form wants 0 metres", () => {
  const asked = place({ "capture-accuracy": "0" });
  asked.button.click();
  device.found(1);
  expect(device.cleared).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(asked.said()).toContain("Found, accurate to 1 m.");
});

it("keeps the best at the end of its time, and says what was wanted", () => {
  const asked = place({ "capture-accuracy": "10" });
  asked.button.click();
  device.found(25);
  device.fails(3);
  device.fails(2);
  vi.advanceTimersByTime(60_000);
  expect(asked.said()).toContain("Found, accurate to 25 m; 10 m were wanted.");
  expect(asked.answers).toHaveLength(2);
  expect(device.cleared).toEqual([7]);
});

it.each([
  [1, "The browser does not give this page your location."],
  [2, "Your location could not be found."],
  [null, "Your location was not found in time."],
] as const)("explains why there is no place (%s)", (code, sentence) => {
  const asked = place();
  asked.button.click();
  if (code === null) {
    vi.advanceTimersByTime(60_000);
  } else {
    device.fails(code);
  }
  expect(asked.said()).toContain(sentence);
  expect([asked.answers, asked.button.textContent]).toEqual([[], "Use my location"]);
});

it("does not put the first of a search in place of a better answer", () => {
  const asked = place({}, { lat: "60", lon: "11", acc: "4" });
  asked.button.click();
  device.found(1_500);
  expect(asked.answers).toEqual([]);
  device.found(4.5);
  expect(asked.answers).toEqual([{ lat: "59.9", lon: "10.7", acc: "4.5" }]);
});

it("keeps what it found when the question goes", () => {
  const asked = place({}, { lat: "60", lon: "11" });
  asked.button.click();
  device.found(12);
  asked.end();
  expect(asked.answers).toHaveLength(1);
  expect(device.cleared).toEqual([7]);
});

it("gives way to what is typed", () => {
  const asked = place();
  asked.button.click();
  device.found(12);
  asked.type("1");
  device.found(3);
  expect(asked.answers.at(-1)).toEqual({ lat: "1", lon: "10.7" });
  expect(device.cleared).toEqual([7]);
});

it("warns of a place that is less exact than the form wants it", () => {
  const warned = place({ "warning-accuracy": "50" }, { lat: "60", lon: "11", acc: "120" });
  expect(warned.said()).toContain("This place is accurate to 120 m only; the form asks for 50 m.");
  expect(place({ "warning-accuracy": "50" }, { lat: "60", lon: "11", acc: "50" }).said()).not.toContain("only");
  expect(place({}, { lat: "60", lon: "11", acc: "5000" }).said()).not.toContain("only");
});

it("says how coarsely it is kept, and how far it is from the place of the assignment", () => {
  const value = { lat: "60", lon: "11" };
  expect(place({ digits: "2" }, value).said()).toContain("Kept rounded to about 1.1 km.");
  expect(place({ digits: "5" }, value).said()).not.toContain("rounded");
  expect(place({}, value).said()).not.toContain("About");
  noteSite(FORM, { lat: 60.01, lon: 11, name: "Store 12" });
  expect(place({}, value).said()).toContain("About 1.1 km from Store 12.");
  expect(place({}, null).said()).not.toContain("About");
  noteSite(FORM, { lat: 60.01, lon: 11, name: "" });
  expect(place({}, value).said()).toContain("About 1.1 km from the assigned place.");
});

it("adds one point of a line for each search, and brings none back that was removed", () => {
  const asked = place({}, null, "trace");
  asked.button.click();
  device.found(20);
  device.found(10, 59.8);
  expect(asked.answers.at(-1)).toEqual([{ lat: "59.8", lon: "10.7", acc: "10" }]);
  asked.button.click();
  expect(asked.answers).toHaveLength(2);
});
