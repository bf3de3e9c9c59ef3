/** How the clock of a site goes, where its zone is another than the device's: a fact like `zone`, which the device gives. */

import { isObject } from "./arguments.js";
import type { JsonObject } from "./types.js";

const DAY = 86_400;
/** Seconds between two looks: no zone has ever changed its offset and changed it back within less. */
const STEP = 5 * DAY;
/** How many days before and after now the changes are listed. */
const DAYS_AROUND = 2 * 366;

/** `{site_zone: {name, transitions: [[utc_s, offset_min], …]}}`; nothing for the device's own zone, and for one that this browser does not know. */
export function siteZone(assignment: JsonObject, now: number = Date.now()): JsonObject {
  const visit = assignment["visit"];
  const name = isObject(visit) ? (visit as JsonObject)["tz"] : undefined;
  if (typeof name !== "string" || name === new Intl.DateTimeFormat().resolvedOptions().timeZone) {
    return {};
  }
  const offsetAt = clockOf(name);
  return offsetAt === null ? {} : { site_zone: { name, transitions: transitions(Math.floor(now / 1000), offsetAt) } };
}

/** Gives how many minutes the clock of a zone is ahead of UTC, at seconds since 1970. */
function clockOf(name: string): ((at: number) => number) | null {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    return (at) => {
      const parts = new Map(format.formatToParts(at * 1000).map(({ type, value }) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
      const local = Date.UTC(
        part("year"),
        part("month") - 1,
        part("day"),
        part("hour"),
        part("minute"),
        part("second"),
      );
      return Math.round((local / 1000 - at) / 60);
    };
  } catch {
    // No such zone here: the clock of the device counts.
    return null;
  }
}

function transitions(now: number, offsetAt: (at: number) => number): number[][] {
  // The beginning of a day, so that two sessions of one day have the same fact.
  let at = Math.floor((now - DAYS_AROUND * DAY) / DAY) * DAY;
  let offset = offsetAt(at);
  const found = [[at, offset]];
  for (const end = now + DAYS_AROUND * DAY; at < end; at += STEP) {
    const next = offsetAt(at + STEP);
    if (next !== offset) {
      found.push([firstOther(at, at + STEP, offset, offsetAt), next]);
      offset = next;
    }
  }
  return found;
}

/** The first second at which the offset is another one; at `after` it is. */
function firstOther(from: number, to: number, offset: number, offsetAt: (at: number) => number): number {
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = before + Math.floor((after - before) / 2);
    if (offsetAt(middle) === offset) {
      before = middle;
    } else {
      after = middle;
    }
  }
  return after;
}
