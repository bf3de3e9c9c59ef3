/** What the card says of an assignment, line by line; every text of the token is inserted as text. */

import { element } from "../notice.js";
import type { Attempts, Said, Scenario } from "./said.js";
import { agree, dateOf, dayOf, deviceZone, standingOf, type Visit } from "./window.js";
import {
  channelText,
  countedText,
  daysText,
  dayText,
  durationText,
  fill,
  hoursText,
  momentText,
  nextText,
  soonText,
  timeText,
  type Words,
  weekText,
} from "./words.js";

/** The line that is always there: who is contacted, and until when, or that it was signed. */
export function summaryLine(said: Said, words: Words, now: Date, signed: string | null): HTMLElement {
  const summary = element("summary", "");
  summary.setAttribute("part", "assignment-summary");
  summary.append(element("bdi", "name", said.name));
  const until = signed ?? untilText(said, words, now);
  if (until !== null) {
    summary.append(" ", element("span", "size", until));
  }
  return summary;
}

/** Until when: the last day of the visit, else when the report is due. */
function untilText({ visit, due }: Said, words: Words, now: Date): string | null {
  if (visit?.to != null) {
    return fill(words.said.until, dayText(words, visit.to, now));
  }
  const zone = deviceZone();
  return due === null ? null : fill(words.said.until, momentText(words, due, zone, now));
}

/** How the visit stands now, in words; `isOpen` where nothing is to be warned of. */
export function standingText(
  visit: Visit,
  words: Words,
  now: Date,
): { readonly text: string; readonly isOpen: boolean } {
  const { standing: said } = words.said;
  const zone = visit.tz ?? deviceZone();
  const standing = standingOf(visit, now);
  switch (standing.is) {
    case "over":
      return { text: `${said.over} ${said.warning}`, isOpen: false };
    case "closed": {
      const opens = nextText(words, standing.opens, zone, now);
      return { text: `${fill(said.closed, opens)} ${said.warning}`, isOpen: false };
    }
    case "open":
      return { text: openText(standing.until, zone, words, now), isOpen: true };
  }
}

function openText(until: Date | null, zone: string, words: Words, now: Date): string {
  const { standing: said } = words.said;
  if (until === null) {
    return said.open;
  }
  if (timeText(words, until, zone) === timeText(words, dateOf(0), "UTC")) {
    // Midnight is the end of the day before.
    return fill(said.through, dayText(words, dayOf(until, zone) - 1, now));
  }
  return fill(said.until, nextText(words, until, zone, now));
}

/** What is to be known before and while the contact is made. */
export function factList(said: Said, words: Words, now: Date): HTMLElement {
  const list = element("dl", "said");
  list.setAttribute("part", "assignment-facts");
  const add = (name: string, ...lines: readonly (string | HTMLElement)[]): void => {
    if (lines.length > 0) {
      list.append(element("dt", "", name));
      for (const line of lines) {
        const shown = element("dd", "");
        shown.append(line);
        list.append(shown);
      }
    }
  };
  const { channel, visit, attempts, scenarios, due } = said;
  add(words.said.channel, ...(channel === null ? [] : [channelText(words, channel)]));
  if (visit !== null) {
    addVisit(visit, words, now, add);
  }
  add(words.said.attempts, ...(attempts === null ? [] : attemptLines(attempts, channel, words)));
  add(words.said.scenario, ...scenarioList(scenarios, words));
  add(words.said.due, ...(due === null ? [] : [dueText(due, visit, words, now)]));
  return list;
}

type Add = (name: string, ...lines: readonly (string | HTMLElement)[]) => void;

function addVisit(visit: Visit, words: Words, now: Date, add: Add): void {
  const { from, to, days, hours, holidays } = visit;
  const { said } = words;
  const dates =
    from !== null && to !== null
      ? [daysText(words, from, to, now)]
      : [
          ...(from === null ? [] : [fill(said.since, dayText(words, from, now))]),
          ...(to === null ? [] : [fill(said.until, dayText(words, to, now))]),
        ];
  add(said.when, ...dates, ...(days.length === 0 || days.length === 7 ? [] : [weekText(words, days)]));
  const list = new Intl.ListFormat(words.locale, { type: "conjunction" });
  const zone = zoneLine(visit, words, now);
  const parts = hours.map(([start, end]) => hoursText(words, start, end));
  add(said.hours, ...(parts.length === 0 ? [] : [list.format(parts)]), ...(zone === null ? [] : [zone]));
  const within = holidays.filter((day) => (from === null || day >= from) && (to === null || day <= to));
  add(said.holidays, ...(within.length === 0 ? [] : [list.format(within.map((day) => dayText(words, day, now)))]));
}

/** The zone is named where its clocks are not those of this device, now or on the days of the visit. */
function zoneLine({ tz, from, to }: Visit, { said }: Words, now: Date): string | null {
  const moments = [now, ...[from, to].filter((day) => day !== null).map(dateOf)];
  const own = deviceZone();
  return tz === null || moments.every((at) => agree(tz, own, at)) ? null : fill(said.zone, tz.replaceAll("_", " "));
}

function attemptLines(
  { max, wait, waitDays, isOnDifferentDays, channels }: Attempts,
  channel: string | null,
  words: Words,
): readonly string[] {
  const { attempts } = words;
  const rules = [
    countedText(words, attempts.most, max),
    ...(isOnDifferentDays ? [attempts.different_days] : []),
    ...(wait > 0 ? [fill(attempts.wait, durationText(words, wait))] : []),
    ...(waitDays > 0 ? [countedText(words, attempts.wait_days, waitDays)] : []),
  ];
  // The one that is named above already is not named again.
  const named = channels.every((one) => one === channel) ? [] : channels.map((one) => channelText(words, one));
  return [rules.join(", "), ...(named.length === 0 ? [] : [named.join(", ")])];
}

/** Several have numbers: which one was chosen is easily said then. */
function scenarioList(scenarios: readonly Scenario[], words: Words): readonly HTMLElement[] {
  const boxes = scenarios.map((one) => scenarioBox(one, words));
  if (boxes.length < 2) {
    return boxes;
  }
  const list = element("ol", "scenarios");
  for (const box of boxes) {
    const item = element("li", "");
    item.append(box);
    list.append(item);
  }
  return [list];
}

function scenarioBox({ id, text, choose }: Scenario, { said }: Words): HTMLElement {
  const box = element("div", "scenario");
  box.append(element("p", "text", text ?? id));
  if (choose !== null) {
    box.append(element("p", "hint", fill(said.choose, choose)));
  }
  return box;
}

/** A deadline that is nearer than that is said to be near. */
const SOON_MS = 48 * 60 * 60_000;

/** That a report is due then, and how soon where that is near. */
export function untilDue(
  due: Date,
  visit: Visit | null,
  words: Words,
  now: Date,
): { readonly text: string; readonly isSoon: boolean } {
  const text = fill(words.said.dueSoon, dueText(due, visit, words, now));
  const isSoon = due.getTime() - now.getTime() < SOON_MS;
  return { text: isSoon ? `${text} (${soonText(words, due, now)})` : text, isSoon };
}

/** When the report is due, by the clock of the visit. */
export function dueText(due: Date, visit: Visit | null, words: Words, now: Date): string {
  return momentText(words, due, visit?.tz ?? deviceZone(), now);
}
