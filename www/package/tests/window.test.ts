import { afterEach, describe, expect, it, vi } from "vitest";
import { type Said, whatIsSaid } from "../src/assignments/said.js";
import { type Standing, standingOf, type Visit } from "../src/assignments/window.js";
import type { JsonObject } from "../src/types.js";

const OFFICE = [["09:00", "15:00"]];
const WEEK = { from: "2026-11-16", to: "2026-11-20", days: [1, 2, 3, 4, 5], hours: OFFICE, tz: "Europe/Oslo" };

const said = (visit: unknown): Said => whatIsSaid({ assignment: "17", visit } as JsonObject);
const visitOf = (visit: unknown): Visit => said(visit).visit as Visit;

/** How a visit stands, as short text: moments by UTC. */
function told(visit: unknown, now: string): string {
  const standing: Standing = standingOf(visitOf(visit), new Date(now));
  const short = (at: Date): string => at.toISOString().slice(0, 16);
  switch (standing.is) {
    case "over":
      return "over";
    case "closed":
      return `opens ${short(standing.opens)}`;
    case "open":
      return standing.until === null ? "open" : `until ${short(standing.until)}`;
  }
}

describe("a visit", () => {
  it.each([
    ["before its first day", WEEK, "2026-11-10T12:00:00Z", "opens 2026-11-16T08:00"],
    ["on its first day, a minute early", WEEK, "2026-11-16T07:59:00Z", "opens 2026-11-16T08:00"],
    ["at its first minute", WEEK, "2026-11-16T08:00:00Z", "until 2026-11-16T14:00"],
    ["in the middle of its hours", WEEK, "2026-11-17T10:30:00Z", "until 2026-11-17T14:00"],
    ["at the minute with which they end", WEEK, "2026-11-17T14:00:00Z", "opens 2026-11-18T08:00"],
    ["after the hours of its last day", WEEK, "2026-11-20T14:00:00Z", "over"],
    ["long after", WEEK, "2027-03-01T10:00:00Z", "over"],
    ["on a weekend between two weeks", { ...WEEK, to: "2026-11-27" }, "2026-11-21T10:00:00Z", "opens 2026-11-23T08:00"],
    [
      "before a holiday",
      { ...WEEK, holidays: ["2026-11-18", "2026-11-19"] },
      "2026-11-17T20:00:00Z",
      "opens 2026-11-20T08:00",
    ],
    ["on a holiday", { ...WEEK, holidays: ["2026-11-17"] }, "2026-11-17T10:00:00Z", "opens 2026-11-18T08:00"],
    ["with a holiday as all that is left", { ...WEEK, holidays: ["2026-11-20"] }, "2026-11-19T15:00:00Z", "over"],
    [
      "between two parts of a day",
      {
        ...WEEK,
        hours: [
          ["09:00", "11:30"],
          ["12:30", "15:00"],
        ],
      },
      "2026-11-17T11:00:00Z",
      "opens 2026-11-17T11:30",
    ],
    [
      "where one part follows the other at once",
      {
        ...WEEK,
        hours: [
          ["09:00", "12:00"],
          ["12:00", "15:00"],
        ],
      },
      "2026-11-17T09:00:00Z",
      "until 2026-11-17T14:00",
    ],
    [
      "on whole days",
      { from: "2026-11-16", to: "2026-11-20", tz: "Europe/Oslo" },
      "2026-11-17T10:00:00Z",
      "until 2026-11-20T23:00",
    ],
    [
      "on whole days up to a weekend",
      { ...WEEK, hours: [], to: "2026-11-27" },
      "2026-11-17T10:00:00Z",
      "until 2026-11-20T23:00",
    ],
    ["without any limit", { tz: "Europe/Oslo" }, "2026-11-17T10:00:00Z", "open"],
    ["without a last day", { from: "2026-11-16", tz: "Europe/Oslo" }, "2026-11-17T10:00:00Z", "open"],
    ["without a first day", { ...WEEK, from: undefined }, "2026-11-13T10:00:00Z", "until 2026-11-13T14:00"],
    [
      "on two days of the week, half a week early",
      { ...WEEK, days: [4] },
      "2026-11-16T10:00:00Z",
      "opens 2026-11-19T08:00",
    ],
    // The clocks of Oslo are put forward on 2026-03-29 at 02:00, and back on 2026-10-25 at 03:00.
    [
      "on the day after the clocks were put forward",
      { ...WEEK, from: "2026-03-27", to: "2026-03-30" },
      "2026-03-28T10:00:00Z",
      "opens 2026-03-30T07:00",
    ],
    [
      "on the day before the clocks are put forward",
      { ...WEEK, from: "2026-03-27", to: "2026-03-30" },
      "2026-03-27T07:00:00Z",
      "opens 2026-03-27T08:00",
    ],
    [
      "in the hour that is skipped",
      { from: "2026-03-29", to: "2026-03-29", hours: [["02:30", "06:00"]], tz: "Europe/Oslo" },
      "2026-03-28T12:00:00Z",
      "opens 2026-03-29T01:30",
    ],
    [
      "in the hour that comes twice, for the first time",
      { from: "2026-10-25", to: "2026-10-25", hours: [["02:00", "02:30"]], tz: "Europe/Oslo" },
      "2026-10-25T00:10:00Z",
      "until 2026-10-25T01:30",
    ],
    [
      "in the hour that comes twice, for the second time",
      { from: "2026-10-25", to: "2026-10-25", hours: [["02:00", "02:30"]], tz: "Europe/Oslo" },
      "2026-10-25T01:10:00Z",
      "until 2026-10-25T01:30",
    ],
    [
      "on the day of 25 hours",
      { from: "2026-10-25", to: "2026-10-25", tz: "Europe/Oslo" },
      "2026-10-24T22:00:00Z",
      "until 2026-10-25T23:00",
    ],
    // A device in another zone looks at the same moment.
    [
      "by the calendar of its own zone",
      { ...WEEK, tz: "Asia/Tokyo" },
      "2026-11-16T23:30:00Z",
      "opens 2026-11-17T00:00",
    ],
    ["ahead of the device", { ...WEEK, tz: "Pacific/Auckland" }, "2026-11-15T20:30:00Z", "until 2026-11-16T02:00"],
    ["behind the device", { ...WEEK, tz: "America/Los_Angeles" }, "2026-11-16T10:00:00Z", "opens 2026-11-16T17:00"],
    ["in a zone of half an hour", { ...WEEK, tz: "Asia/Kolkata" }, "2026-11-16T03:29:00Z", "opens 2026-11-16T03:30"],
  ])("%s", (_, visit, now, expected) => {
    expect(told(visit, now)).toBe(expected);
  });

  it("without a zone goes by the clock of the device", () => {
    const now = new Date(2026, 10, 17, 10, 0);
    const standing = standingOf(visitOf({ ...WEEK, tz: undefined }), now);
    expect(standing).toEqual({ is: "open", until: new Date(2026, 10, 17, 15, 0) });
  });
});

describe("a visit that would take long to look at", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const parts = Array.from({ length: 300 }, (_, index) => [4 * index, 4 * index + 2] as const);
  const whole = Array.from({ length: 24 }, (_, hour) => [60 * hour, 60 * hour + 60] as const);
  const holidays = Array.from({ length: 400 }, (_, index) => 20_773 + index);
  const OPEN = { from: null, to: null, days: [], hours: [], tz: "Europe/Oslo", holidays: [] } satisfies Visit;

  it.each([
    ["parts and holidays without end", { ...OPEN, hours: parts, holidays }, "2026-11-10T10:00:00Z", "open"],
    ["holidays alone", { ...OPEN, hours: parts, holidays }, "2026-11-17T10:00:00Z", "closed"],
    ["a day in 24 parts, without end", { ...OPEN, hours: whole }, "2026-11-17T10:00:00Z", "open"],
    ["whole days without end", { ...OPEN, from: 20_000 }, "2026-11-17T10:00:00Z", "open"],
    ["whole days until long after", { ...OPEN, to: 2_900_000 }, "2026-11-17T10:00:00Z", "open"],
    ["a first day that is long after", { ...OPEN, from: 100_000 }, "2026-11-17T10:00:00Z", "closed"],
  ])("asks the clock little: %s", (_, visit, now, is) => {
    const asked = vi.spyOn(Intl.DateTimeFormat.prototype, "formatToParts");
    expect(standingOf(visit, new Date(now)).is).toBe(is);
    // About four times for each moment: of the parts of this day that have passed, and of what is next.
    expect(asked.mock.calls.length).toBeLessThan(4 * 180);
  });

  it("is seen to its first day beyond many holidays, and to its last before one", () => {
    const visit = { ...OPEN, holidays };
    expect(standingOf(visit, new Date("2026-11-17T10:00:00Z"))).toEqual({
      is: "closed",
      opens: new Date("2027-12-20T23:00:00Z"),
    });
    expect(standingOf({ ...visit, hours: whole }, new Date("2026-11-10T10:00:00Z"))).toEqual({
      is: "open",
      until: new Date("2026-11-15T23:00:00Z"),
    });
  });

  it.each([
    [
      "parts that touch at midnight",
      [
        ["20:00", "24:00"],
        ["00:00", "02:00"],
      ],
      "until 2026-11-18T01:00",
    ],
    [
      "parts that overlap",
      [
        ["18:00", "22:00"],
        ["20:00", "23:00"],
        ["19:00", "20:00"],
      ],
      "until 2026-11-17T22:00",
    ],
  ])("joins %s", (_, hours, expected) => {
    expect(told({ from: "2026-11-16", to: "2026-11-20", hours, tz: "Europe/Oslo" }, "2026-11-17T20:30:00Z")).toBe(
      expected,
    );
  });
});

describe("a visit of which something cannot be read", () => {
  // The form reads it so as well: tests of the engine have the same.
  it.each([
    [
      "hours backwards",
      {
        hours: [
          ["15:00", "09:00"],
          ["10:00", "11:00"],
        ],
      },
      { hours: [[600, 660]] },
    ],
    ["hours of no length", { hours: [["09:00", "09:00"]] }, { hours: [] }],
    ["24:00 as a beginning", { hours: [["24:00", "24:00"]] }, { hours: [] }],
    ["a minute after midnight", { hours: [["09:00", "24:01"]] }, { hours: [] }],
    ["hours without a zero", { hours: [["9:00", "15:00"]] }, { hours: [] }],
    ["seconds", { hours: [["09:00:00", "15:00:00"]] }, { hours: [] }],
    ["times that are lists", { hours: [[["09:00"], ["15:00"]]] }, { hours: [] }],
    ["three times", { hours: [["09:00", "12:00", "15:00"]] }, { hours: [] }],
    ["the days 0 and 8", { days: [0, 1, 8] }, { days: [1] }],
    ["a day that is a text", { days: ["1", 2] }, { days: [2] }],
    ["a day twice", { days: [3, 3, 1] }, { days: [3, 1] }],
    [
      "a part too many",
      { hours: Array.from({ length: 25 }, (_, at) => ["09:00", `10:${10 + at}`]) },
      { hours: Array.from({ length: 24 }, (_, at) => [540, 610 + at]) },
    ],
    [
      "a part behind 24 that are none",
      { hours: [...Array.from({ length: 24 }, () => "noon"), ["09:00", "10:00"]] },
      { hours: [] },
    ],
    [
      "what the form's own tests have",
      { days: [8, 5, 0, 5, "1"], hours: [["15:00", "09:00"], ["09:00", "15:00"], ["22:00", "24:00"], "noon"] },
      {
        days: [5],
        hours: [
          [540, 900],
          [1320, 1440],
        ],
      },
    ],
    ["holidays that are none", { holidays: ["2026-02-30", "2026-03-01", null] }, { holidays: [20_513] }],
    [
      "too many holidays",
      { holidays: Array.from({ length: 1001 }, () => "2026-03-01") },
      { holidays: Array.from({ length: 1000 }, () => 20_513) },
    ],
  ])("keeps the rest: %s", (_, visit, kept) => {
    const read = said(visit);
    expect(read.visit).toMatchObject(kept);
    expect(read.isUnclear).toBe(true);
  });

  it("is told from one that is whole", () => {
    const whole = {
      hours: [
        ["00:00", "24:00"],
        ["23:59", "24:00"],
      ],
      days: [7, 1],
      holidays: ["2026-03-01"],
    };
    const read = said(whole);
    expect(read.visit).toMatchObject({
      hours: [
        [0, 1440],
        [1439, 1440],
      ],
      days: [7, 1],
      holidays: [20_513],
    });
    expect(read.isUnclear).toBe(false);
  });
});

describe("what an assignment says", () => {
  it.each([
    ["a visit that is a text", { visit: "monday" }],
    ["a zone that nobody knows", { visit: { tz: "Europe/Atlantis" } }],
    ["a day that is none", { visit: { from: "2026-02-30" } }],
    ["hours that end before they begin", { visit: { hours: [["15:00", "09:00"]] } }],
    ["hours that are no list", { visit: { hours: "09:00" } }],
    ["an eighth day of the week", { visit: { days: [8] } }],
    ["a holiday that is null", { visit: { holidays: [null] } }],
    ["a site that is a list", { site: [] }],
    ["degrees that are numbers", { site: { id: "p", lat: 1, lon: 2 } }],
    ["degrees beyond the pole", { site: { id: "p", lat: "91", lon: "2" } }],
    ["a channel that is a number", { channel: 5 }],
    ["scenarios that are an object", { scenarios: {} }],
    ["a scenario without a name", { scenarios: [{ text: "x" }] }],
    ["attempts without a number", { attempts: { max: "three" } }],
    ["a deadline that is none", { submit_by: "tomorrow" }],
    ["a deadline that is a number", { submit_by: 1_700_000_000 }],
    ["a contact that is a text", { contact: "+47" }],
    ["a telephone number that is a number", { contact: { tel: 22 } }],
    ["a briefing that is a text", { briefing: "read it" }],
    ["a briefing without a digest that is one", { briefing: { url: "b.html", sha256: "zz" } }],
    ["a key that is a text", { cnf: "jkt" }],
  ])("is unclear where there is %s, and breaks nothing", (_, members) => {
    const read = whatIsSaid({ assignment: "17", ...members } as JsonObject);
    expect(read.isUnclear).toBe(true);
    expect(read.name).toBeTypeOf("string");
  });

  it("keeps the contact behind a briefing that cannot be read", () => {
    expect(whatIsSaid({ assignment: "17", briefing: 5, contact: { tel: "22" } } as JsonObject)).toMatchObject({
      briefing: { url: null, sha256: null },
      contact: { tel: "22" },
    });
  });

  it("names the contact by what people call it, by its id, or by the assignment", () => {
    const names = [{ site: { id: "p", name: "Bank" } }, { site: { id: "p" } }, {}].map(
      (members) => whatIsSaid({ assignment: "17", ...members } as JsonObject).name,
    );
    expect(names).toEqual(["Bank", "p", "17"]);
  });
});
