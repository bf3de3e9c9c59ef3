/** What a report says: the words of a language, and how it writes moments and numbers. */

import { REPORTS, type ReportMessages } from "../pkg/messages/reports.js";
import { part } from "./load-failure.js";
import { formMessages, LOADING_MS, localeOf, tagOf } from "./messages.js";

/** The words of a report, with those that the form has for attempts and numbers. */
export interface ReportWords {
  readonly tag: string;
  /** In which days are written: the language in the region of the reader. */
  readonly locale: string;
  /** The zone of the site; `null` where it is not known. */
  readonly timeZone: string | null;
  readonly said: ReportMessages;
  readonly channels: Readonly<Record<string, string>>;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly decimal: string;
  readonly percent: string;
}

/** The languages that reports have words in. */
export const SPOKEN: readonly string[] = Object.keys(REPORTS);

/** Loads the words of a language, or those of English; moments are written by the clock of a zone, where one is given. */
export async function reportWords(language: string, zone?: string): Promise<ReportWords> {
  const wanted = tagOf(language) ?? "en";
  const tag = Object.hasOwn(REPORTS, wanted) ? wanted : "en";
  const load = REPORTS[tag] as (typeof REPORTS)[string];
  const [{ default: said }, text] = await Promise.all([part(LOADING_MS, load), formMessages(tag)]);
  const { numbers, interface: form } = JSON.parse(text) as {
    readonly numbers: { readonly decimal: string; readonly percent: string };
    readonly interface: { readonly attempts: Pick<ReportWords, "channels" | "outcomes"> };
  };
  const [locale = tag] = Intl.DateTimeFormat.supportedLocalesOf(localeOf(tag));
  return { tag, locale, timeZone: knownZone(zone), said, ...form.attempts, ...numbers };
}

/** A sentence with its parts. */
export function fill(sentence: string, ...parts: readonly string[]): string {
  return sentence.replace(/\{(\d)\}/g, (_, index: string) => parts[Number(index)] ?? "");
}

/** A number in digits, as the language writes its decimals. */
export function numberText(words: ReportWords, digits: string): string {
  return digits.replace(".", words.decimal);
}

/**
 * A moment, ISO 8601 with offset, as the receipt writes it: by the clock of the site where that is known, else by that of the
 * device that wrote it down, and never by the reader's. What is no moment stays as it is.
 */
export function momentText(words: ReportWords, iso: string, zone: "with zone" | "without zone"): string {
  const { locale, timeZone } = words;
  const date = new Date(iso);
  const [, local, offset] = MOMENT.exec(iso) ?? [];
  if (Number.isNaN(date.getTime()) || local === undefined) {
    return iso;
  }
  if (offset === undefined) {
    // What people call a moment without a zone is one by the clock of where they are.
    return clockText(locale, new Date(`${local}Z`), "UTC");
  }
  const text = timeZone === null ? clockText(locale, new Date(`${local}Z`), "UTC") : clockText(locale, date, timeZone);
  const name = timeZone === null ? offsetName(offset) : zoneName(locale, date, timeZone);
  return zone === "with zone" ? `${text} ${name}` : text;
}

const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/;

function clockText(locale: string, at: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  return `${day.format(at)}, ${time.format(at)}`;
}

/** An offset as people write it: `+01:00` is `UTC+1`. */
function offsetName(offset: string): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? ["", "+", "00", "00"];
  const rest = minutes === "00" ? "" : `:${minutes}`;
  return Number(hours) === 0 && rest === "" ? "UTC" : `UTC${sign === "-" ? "\u2212" : "+"}${Number(hours)}${rest}`;
}

function zoneName(locale: string, at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/** The zone where the browser knows it; `null` where it does not, or none is given. */
function knownZone(name: string | undefined): string | null {
  try {
    return name === undefined ? null : new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** A day; it is in no zone. */
export function dateText({ locale }: ReportWords, iso: string): string {
  const date = new Date(iso);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  return Number.isNaN(date.getTime()) ? iso : format.format(date);
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
