/** When a contact is made, and how that stands at a moment: by the calendar and the clock of a time zone. */

/** When a contact is made; days are counted from 1970-01-01. */
export interface Visit {
  readonly from: number | null;
  readonly to: number | null;
  /** Days of the week, 1 (Monday) to 7 (Sunday); none is every day. */
  readonly days: readonly number[];
  /** Parts of a day in minutes since midnight; none is the whole day. */
  readonly hours: readonly (readonly [from: number, to: number])[];
  readonly tz: string | null;
  readonly holidays: readonly number[];
}

export type Standing =
  /** Until a moment; `null` where no end is in sight. */
  | { readonly is: "open"; readonly until: Date | null }
  | { readonly is: "closed"; readonly opens: Date }
  /** The days have passed, or none of them is one on which contacts are made. */
  | { readonly is: "over" };

/** A time without a break on which contacts are made, in minutes that the clocks show since 1970-01-01. */
interface Run {
  readonly start: number;
  readonly end: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** So many days are looked at: what is open for longer without a break has no end in sight. */
const MOST_DAYS = 400;

/** How a visit stands at a moment. The clock of the device is no evidence: nothing is forbidden by it. */
export function standingOf(visit: Visit, now: Date): Standing {
  const zone = visit.tz ?? deviceZone();
  const today = dayOf(now, zone);
  const first = Math.max(today, visit.from ?? today);
  // Seven days later the days of the week come round: holidays alone can close more. Days are counted; clocks are asked only
  // about the first time that is not over, for that takes long.
  const last = first + Math.max(MOST_DAYS, 7 * (visit.holidays.length + 1));
  const runs = runsFrom(visit, first, last);
  for (const run of runs) {
    if (now < instantOf(run.end, zone, true)) {
      const opens = instantOf(run.start, zone, false);
      return now < opens
        ? { is: "closed", opens }
        : { is: "open", until: endOf(run, runs, zone, (today + MOST_DAYS) * DAY_MINUTES) };
    }
  }
  return { is: "over" };
}

/** When what is open now closes; `null` where that is beyond what is looked at. Times between which the clocks skip are one. */
function endOf(open: Run, later: Iterator<Run>, zone: string, horizon: number): Date | null {
  let run = open;
  while (run.end <= horizon) {
    const end = instantOf(run.end, zone, true);
    const { value: next, done } = later.next();
    if (done === true || instantOf(next.start, zone, false) > end) {
      return end;
    }
    run = next;
  }
  return null;
}

/** When contacts are made, from one day to another, one time after the other. */
function* runsFrom(visit: Visit, first: number, last: number): Generator<Run, undefined> {
  const parts = partsOf(visit.hours);
  const holidays = new Set(visit.holidays);
  let run: Run | null = null;
  for (let day = first; day <= Math.min(last, visit.to ?? last); day += 1) {
    const isOpen = isOpenOn(visit, day, holidays);
    for (const [from, to] of isOpen ? parts : []) {
      const [start, end] = [day * DAY_MINUTES + from, day * DAY_MINUTES + to];
      if (run !== null && start <= run.end) {
        run = { start: run.start, end };
        continue;
      }
      if (run !== null) {
        yield run;
      }
      run = { start, end };
    }
    if (run !== null && run.end < (day + 1) * DAY_MINUTES) {
      yield run;
      run = null;
    }
  }
  if (run !== null) {
    yield run;
  }
}

/** The parts of a day in order; those that touch or overlap are one. */
function partsOf(hours: Visit["hours"]): Visit["hours"] {
  if (hours.length === 0) {
    return [[0, DAY_MINUTES]];
  }
  const parts: (readonly [number, number])[] = [];
  for (const [from, to] of [...hours].sort(([one], [other]) => one - other)) {
    const before = parts.at(-1);
    if (before !== undefined && from <= before[1]) {
      parts[parts.length - 1] = [before[0], Math.max(before[1], to)];
    } else {
      parts.push([from, to]);
    }
  }
  return parts;
}

/** Whether contacts are made on a day. */
function isOpenOn({ from, to, days }: Visit, day: number, holidays: ReadonlySet<number>): boolean {
  return (
    (from === null || from <= day) &&
    (to === null || day <= to) &&
    (days.length === 0 || days.includes(weekdayOf(day))) &&
    !holidays.has(day)
  );
}

/** 1 (Monday) to 7 (Sunday). */
function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** A day such as 2026-11-21 as its number; `null` where there is no such day. */
export function readDay(value: unknown): number | null {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) {
    return null;
  }
  const ms = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(value) ? null : ms / DAY_MS;
}

/** Midnight of a day, by UTC: it is written by UTC as well. */
export function dateOf(day: number): Date {
  return new Date(day * DAY_MS);
}

export function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether this browser knows a time zone. */
export function hasZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Whether the clocks of two zones show the same at a moment. */
export function agree(one: string, other: string, at: Date): boolean {
  return one === other || offsetOf(at.getTime(), one) === offsetOf(at.getTime(), other);
}

/** The day on which a moment falls in a zone. */
export function dayOf(at: Date, zone: string): number {
  return Math.floor((at.getTime() + offsetOf(at.getTime(), zone)) / DAY_MS);
}

/**
 * The moment at which the clocks of a zone show a time. What they show twice, when they are put back, is the first of both,
 * or with `isLater` the second; what they skip is as long after the gap as it is after its beginning.
 */
function instantOf(minutes: number, zone: string, isLater: boolean): Date {
  const shown = minutes * MINUTE_MS;
  const candidates = [shown - offsetOf(shown - DAY_MS, zone), shown - offsetOf(shown + DAY_MS, zone)];
  const right = candidates.filter((at) => at + offsetOf(at, zone) === shown);
  const [first = 0] = candidates;
  return new Date(right.length === 0 ? first : isLater ? Math.max(...right) : Math.min(...right));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) {
    return known;
  }
  const made = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(zone, made);
  return made;
}

/** By how many milliseconds the clocks of a zone are ahead of UTC at a moment. */
function offsetOf(ms: number, zone: string): number {
  const whole = Math.floor(ms / 1000) * 1000;
  const shown = new Map(
    clockOf(zone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => shown.get(name) ?? 0;
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - whole;
}
