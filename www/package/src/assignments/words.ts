/** What is said of assignments, and how days and moments are written: by the calendar and the clock of a visit. */

import { ASSIGNMENTS, type AssignmentMessages } from "../../pkg/messages/assignments.js";
import { part } from "../load-failure.js";
import { formMessages, LOADING_MS, localeOf, tagOf } from "../messages.js";
import { dateOf, dayOf, deviceZone } from "./window.js";

/** Words that the form has for attempts. */
interface AttemptMessages {
  readonly most: Readonly<Record<string, string>>;
  readonly different_days: string;
  readonly wait: string;
  readonly wait_days: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, string>>;
}

export interface Words {
  readonly said: AssignmentMessages;
  readonly attempts: AttemptMessages;
  /** The language of the words, and the locale in which days are written. */
  readonly tag: string;
  readonly locale: string;
}

/** The words of the first of these languages that has some; those of English where none has. */
export async function assignmentWords(...languages: readonly (string | null)[]): Promise<Words> {
  const tags = languages.map((language) => tagOf(language) ?? "");
  const tag = tags.find((one) => Object.hasOwn(ASSIGNMENTS, one)) ?? "en";
  const load = ASSIGNMENTS[tag] as (typeof ASSIGNMENTS)[string];
  const [{ default: said }, text] = await Promise.all([part(LOADING_MS, load), formMessages(tag)]);
  const { interface: form } = JSON.parse(text) as { readonly interface: { readonly attempts: AttemptMessages } };
  const [locale] = Intl.DateTimeFormat.supportedLocalesOf(localeOf(tag));
  return { said, attempts: form.attempts, tag, locale: locale ?? "en-GB" };
}

/** Languages that are written from right to left. */
const LEFTWARDS = ["ar", "fa", "he", "ur"];

/** Has something speak the language of these words, in its direction. */
export function speak(element: HTMLElement, { tag }: Words): void {
  element.lang = tag;
  element.dir = LEFTWARDS.includes(tag) ? "rtl" : "ltr";
}

/** A name inside of a sentence, which may run in another direction. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

/** A sentence with its parts. */
export function fill(sentence: string, ...parts: readonly string[]): string {
  return sentence.replace(/\{(\d)\}/g, (_, index: string) => parts[Number(index)] ?? "");
}

/** A sentence about so many of something, in the form that the language has for the number. */
export function countedText({ locale }: Words, forms: Readonly<Record<string, string>>, count: number): string {
  const form = new Intl.PluralRules(locale).select(count);
  const sentence = forms[form] ?? forms["other"] ?? forms["many"] ?? "{0}";
  return fill(sentence, count.toLocaleString(locale));
}

/** A number of seconds, in the largest unit that says it. */
export function durationText({ locale }: Words, seconds: number): string {
  const [unit, value] = seconds >= 60 ? (["minute", seconds / 60] as const) : (["second", seconds] as const);
  return value.toLocaleString(locale, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 1 });
}

/** A channel as people call it. */
export function channelText({ attempts }: Words, channel: string): string {
  return Object.hasOwn(attempts.channels, channel) ? (attempts.channels[channel] ?? channel) : channel;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How moments are written. It takes long to make, and a list of holidays is long. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = JSON.stringify([locale, options]);
  const known = formats.get(name) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(name, known);
  return known;
}

const DAY = { weekday: "short", day: "numeric", month: "long" } as const;

/** A day; its year where it is not this one. */
export function dayText({ locale }: Words, day: number, now: Date): string {
  const date = dateOf(day);
  const isOtherYear = date.getUTCFullYear() !== now.getUTCFullYear();
  const year = isOtherYear ? ({ year: "numeric" } as const) : {};
  return formatOf(locale, { ...DAY, timeZone: "UTC", ...year }).format(date);
}

/** Days from one to another, as the language writes them. */
export function daysText(words: Words, from: number, to: number, now: Date): string {
  if (from === to) {
    return dayText(words, from, now);
  }
  const isOtherYear = dateOf(to).getUTCFullYear() !== now.getUTCFullYear();
  const year = isOtherYear ? ({ year: "numeric" } as const) : {};
  return formatOf(words.locale, { ...DAY, timeZone: "UTC", ...year }).formatRange(dateOf(from), dateOf(to));
}

/** The time of the day at a moment, by the clock of a zone. */
export function timeText({ locale }: Words, at: Date, timeZone: string): string {
  return formatOf(locale, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** A moment, by the clock of a zone: the time alone where it is today. */
export function nextText(words: Words, at: Date, timeZone: string, now: Date): string {
  const isToday = dayOf(at, timeZone) === dayOf(now, timeZone);
  return isToday ? timeText(words, at, timeZone) : momentText(words, at, timeZone, now);
}

/** A day and a time, by the clock of a zone; the year where it is not this one. */
export function momentText({ locale }: Words, at: Date, timeZone: string, now: Date): string {
  const isOtherYear = dateOf(dayOf(at, timeZone)).getUTCFullYear() !== now.getUTCFullYear();
  return formatOf(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(isOtherYear ? { year: "numeric" } : {}),
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** When something was signed here, by the clock of this device: the time alone where it is today. */
export function signedText(words: Words, at: Date, now: Date): string {
  const zone = deviceZone();
  const isToday = dayOf(at, zone) === dayOf(now, zone);
  const day = isToday ? {} : ({ day: "numeric", month: "short" } as const);
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return fill(words.said.signed, formatOf(words.locale, { ...day, ...time, timeZone: zone }).format(at));
}

/** A part of a day, in minutes since midnight. */
export function hoursText(words: Words, from: number, to: number): string {
  const clock = (minutes: number): string => timeText(words, new Date(minutes * 60_000), "UTC");
  return `${clock(from)}–${clock(to)}`;
}

/** The days of a week: three or more in a row are written from the first to the last. */
export function weekText({ locale }: Words, days: readonly number[]): string {
  // 1970-01-05 was a Monday, the fourth day after 1970-01-01.
  const format = formatOf(locale, { weekday: "short", timeZone: "UTC" });
  const name = (day: number): string => format.format(dateOf(day + 3));
  const runs: number[][] = [];
  for (const day of [...new Set(days)].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last?.at(-1) === day - 1) {
      last.push(day);
    } else {
      runs.push([day]);
    }
  }
  const texts = runs.flatMap((run) => {
    const [first = 1, last = first] = [run[0], run.at(-1)];
    return run.length > 2 ? [`${name(first)}–${name(last)}`] : run.map(name);
  });
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(texts);
}

/** How soon something is: "in 5 hours". */
export function soonText({ locale }: Words, at: Date, now: Date): string {
  const minutes = Math.max(1, Math.round((at.getTime() - now.getTime()) / 60_000));
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  return minutes < 60 ? words.format(minutes, "minute") : words.format(Math.round(minutes / 60), "hour");
}
