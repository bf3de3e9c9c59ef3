/** What a checked token says, member by member. What is of a wrong type is left out and said: it never breaks the page. */

import { isObject } from "../arguments.js";
import type { JsonObject } from "../types.js";
import { hasZone, readDay, type Visit } from "./window.js";

export interface Scenario {
  readonly id: string;
  readonly text: string | null;
  readonly choose: string | null;
}

export interface Attempts {
  readonly max: number;
  /** Seconds that each waits at least. */
  readonly wait: number;
  /** Working days that each waits at least. */
  readonly waitDays: number;
  readonly isOnDifferentDays: boolean;
  readonly channels: readonly string[];
}

/** What an assignment says to whoever is to fill it in. */
export interface Said {
  /** Who or what is contacted, as people call it. */
  readonly name: string;
  readonly observer: string;
  readonly channel: string | null;
  readonly place: { readonly lat: number; readonly lon: number } | null;
  readonly scenarios: readonly Scenario[];
  readonly attempts: Attempts | null;
  readonly visit: Visit | null;
  /** Until when the report is sent. */
  readonly due: Date | null;
  readonly contact: { readonly tel: string | null; readonly email: string | null; readonly url: string | null } | null;
  /** What is read before the contact is shown; its address and its digest are `null` where they cannot be read. */
  readonly briefing: { readonly url: string | null; readonly sha256: string | null } | null;
  /** The thumbprint of the only key that may seal. */
  readonly thumbprint: string | null;
  /** Whether something of it cannot be read. */
  readonly isUnclear: boolean;
}

/** Reads members, and notes what is there and is of a wrong type. */
class Reader {
  isUnclear = false;

  /** A member as what it should be; `null` where it is missing, or something else. */
  take<Read>(value: unknown, read: (value: unknown) => Read | null): Read | null {
    if (value === undefined) {
      return null;
    }
    const found = read(value);
    this.isUnclear ||= found === null;
    return found;
  }

  /** The items of a list that can be read, of so many at its beginning. */
  list<Read>(value: unknown, read: (value: unknown) => Read | null, most = Number.POSITIVE_INFINITY): Read[] {
    const items = this.take(value, (list) => (Array.isArray(list) ? (list as unknown[]) : null)) ?? [];
    this.isUnclear ||= items.length > most;
    return items
      .slice(0, most)
      .map((item) => this.take(item ?? false, read))
      .filter((item) => item !== null);
  }
}

export function whatIsSaid(payload: JsonObject): Said {
  const reader = new Reader();
  const take = <Read>(value: unknown, read: (value: unknown) => Read | null): Read | null => reader.take(value, read);
  const site = take(payload["site"], object) ?? {};
  const briefing = take(payload["briefing"], object);
  const name = take(site["name"], text) ?? take(site["id"], text) ?? text(payload["assignment"]) ?? "–";
  const [lat, lon] = [take(site["lat"], degrees(90)), take(site["lon"], degrees(180))];
  return {
    name,
    observer: text(payload["observer"]) ?? "",
    channel: take(payload["channel"], text),
    place: lat === null || lon === null ? null : { lat, lon },
    scenarios: reader.list(payload["scenarios"], (value) => scenario(value, reader)),
    attempts: take(payload["attempts"], (value) => attempts(value, reader)),
    visit: take(payload["visit"], (value) => visit(value, reader)),
    due: take(payload["submit_by"], moment),
    contact: take(payload["contact"], (value) => contact(value, reader)),
    // One that cannot be read is still one that is read first.
    briefing:
      payload["briefing"] === undefined
        ? null
        : { url: take(briefing?.["url"], text), sha256: take(briefing?.["sha256"], digest) },
    thumbprint: take(payload["cnf"], (value) => text(object(value)?.["jkt"])),
    isUnclear: reader.isUnclear,
  };
}

function scenario(value: unknown, reader: Reader): Scenario | null {
  const row = object(value);
  const id = text(row?.["id"]);
  return row === null || id === null
    ? null
    : { id, text: reader.take(row["text"], text), choose: reader.take(row["choose"], text) };
}

function attempts(value: unknown, reader: Reader): Attempts | null {
  const row = object(value);
  const max = count(row?.["max"]);
  return row === null || max === null || max < 1
    ? null
    : {
        max,
        wait: reader.take(row["wait"], count) ?? 0,
        waitDays: reader.take(row["wait_days"], count) ?? 0,
        isOnDifferentDays: reader.take(row["different_days"], flag) ?? false,
        channels: reader.list(row["channels"], text),
      };
}

/** The first of so many parts of a day, and of so many holidays, are read: here as in the form, which judges attempts by them. */
const MOST_PARTS = 24;
const MOST_HOLIDAYS = 1_000;

/** Read exactly as the form reads it: the card must not call open what the form takes for closed. */
function visit(value: unknown, reader: Reader): Visit | null {
  const row = object(value);
  if (row === null) {
    return null;
  }
  const days = new Set<number>();
  return {
    from: reader.take(row["from"], readDay),
    to: reader.take(row["to"], readDay),
    days: reader.list(row["days"], (day) => {
      const number = count(day);
      if (number === null || number < 1 || number > 7 || days.has(number)) {
        return null;
      }
      days.add(number);
      return number;
    }),
    hours: reader.list(row["hours"], hours, MOST_PARTS),
    tz: reader.take(row["tz"], (zone) => (typeof zone === "string" && hasZone(zone) ? zone : null)),
    holidays: reader.list(row["holidays"], readDay, MOST_HOLIDAYS),
  };
}

function hours(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) {
    return null;
  }
  const [from, to] = [minutes(value[0]), value[1] === "24:00" ? 24 * 60 : minutes(value[1])];
  return from === null || to === null || to <= from ? null : [from, to];
}

/** Minutes since midnight. */
function minutes(value: unknown): number | null {
  const [, hour, minute] = typeof value === "string" ? (/^([01]\d|2[0-3]):([0-5]\d)$/.exec(value) ?? []) : [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}

function contact(value: unknown, reader: Reader): Said["contact"] {
  const row = object(value);
  return row === null
    ? null
    : {
        tel: reader.take(row["tel"], text),
        email: reader.take(row["email"], text),
        url: reader.take(row["url"], text),
      };
}

function moment(value: unknown): Date | null {
  const date = new Date(typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Degrees are texts: signed documents hold no fractions. */
function degrees(most: number): (value: unknown) => number | null {
  return (value) =>
    typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) && Math.abs(Number(value)) <= most
      ? Number(value)
      : null;
}

function digest(value: unknown): string | null {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value) ? value : null;
}

function object(value: unknown): JsonObject | null {
  return isObject(value) ? (value as JsonObject) : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function count(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function flag(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}
