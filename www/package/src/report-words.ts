/** What a report says: the words of a language, and how it writes moments and numbers. */

import { REPORTS, type ReportMessages } from "../pkg/messages/reports.js";
import { part } from "./load-failure.js";
import { formMessages, LOADING_MS, tagOf } from "./messages.js";

/** The words of a report, with those that the form has for attempts and numbers. */
export interface ReportWords {
  readonly tag: string;
  readonly said: ReportMessages;
  readonly channels: Readonly<Record<string, string>>;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly decimal: string;
  readonly percent: string;
}

/** The languages that reports have words in. */
export const SPOKEN: readonly string[] = Object.keys(REPORTS);

/** Loads the words of a language, or those of English. */
export async function reportWords(language: string): Promise<ReportWords> {
  const wanted = tagOf(language) ?? "en";
  const tag = Object.hasOwn(REPORTS, wanted) ? wanted : "en";
  const load = REPORTS[tag] as (typeof REPORTS)[string];
  const [{ default: said }, text] = await Promise.all([part(LOADING_MS, load), formMessages(tag)]);
  const { numbers, interface: form } = JSON.parse(text) as {
    readonly numbers: { readonly decimal: string; readonly percent: string };
    readonly interface: { readonly attempts: Pick<ReportWords, "channels" | "outcomes"> };
  };
  return { tag, said, ...form.attempts, ...numbers };
}

/** A sentence with its parts. */
export function fill(sentence: string, ...parts: readonly string[]): string {
  return sentence.replace(/\{(\d)\}/g, (_, index: string) => parts[Number(index)] ?? "");
}

/** A number in digits, as the language writes its decimals. */
export function numberText(words: ReportWords, digits: string): string {
  return digits.replace(".", words.decimal);
}

/** A moment in the zone of whoever reads; what is none stays as it is. */
export function momentText(words: ReportWords, iso: string, zone: "with zone" | "without zone"): string {
  return formatted(words, iso, {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(zone === "with zone" ? { timeZoneName: "short" } : {}),
  });
}

/** A day; it is in no zone. */
export function dateText(words: ReportWords, iso: string): string {
  return formatted(words, iso, { dateStyle: "long", timeZone: "UTC" });
}

function formatted(words: ReportWords, iso: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(words.tag, options).format(date);
}

/** A time of day without its seconds, where they say nothing. */
export function timeText(iso: string): string {
  return /^(\d\d:\d\d)(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:\d\d)?$/.exec(iso)?.[1] ?? iso;
}

/** A length of time in hours, minutes and seconds. */
export function durationText(seconds: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}

/** What a language calls itself. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
