/**
 * What the interface says. Each language is one file, `messages/<language>.json`; what is said before a form is there comes
 * with the element, everything else is loaded for the languages in use.
 */

import {
  CATALOGUES,
  type Catalogue,
  type DeviceMessages,
  type LoadingMessages,
  type WidgetMessages,
} from "../pkg/messages/index.js";

import { part } from "./load-failure.js";

export type { DeviceMessages, LoadingMessages, WidgetMessages };

/** How long a part of this package may take to come. */
export const LOADING_MS = 30_000;

/** Under what the words of a language would be found. Norwegian without a written standard is bokmål. */
export function tagOf(language: string | null | undefined): string | undefined {
  const primary = language?.toLowerCase().split("-")[0];
  return primary === "no" || primary === "nn" ? "nb" : primary;
}

/**
 * The language among those of a form for somebody who reads these, the dearest first; `undefined` where there is none. Each is
 * looked up as RFC 4647 says, whole and then shorter and shorter; then its kin count: other regions, Norwegian in any standard.
 */
export function lookUp(wishes: readonly string[], offered: readonly string[]): string | undefined {
  for (const wish of wishes) {
    const parts = wish.toLowerCase().split("-");
    for (; parts.length > 0; parts.pop()) {
      const range = parts.join("-");
      const found = offered.find((tag) => tag.toLowerCase() === range);
      if (found !== undefined) {
        return found;
      }
    }
    const kin = offered.find((tag) => tagOf(tag) === tagOf(wish));
    if (kin !== undefined) {
      return kin;
    }
  }
  return undefined;
}

/** The catalogue of a language; `undefined` where there is none. */
function own(language: string | null | undefined): Catalogue | undefined {
  const tag = tagOf(language);
  return tag === undefined ? undefined : CATALOGUES[tag];
}

/** The catalogue of the first of these languages that has one; the English one where none has. */
function catalogue(languages: readonly (string | null | undefined)[]): Catalogue {
  for (const language of languages) {
    const found = own(language);
    if (found !== undefined) {
      return found;
    }
  }
  return CATALOGUES["en"] as Catalogue;
}

/** What is said before a form is there, and where it cannot be. */
export function loadingMessages(...languages: readonly (string | null | undefined)[]): LoadingMessages {
  return catalogue(languages).loading;
}

/** The locale of a language in the region of the person, where their browser names one: days are written there in their own way. */
export function localeOf(language: string): string {
  const wanted = language.toLowerCase();
  const regional = globalThis.navigator?.languages?.find((tag) => tag.toLowerCase().startsWith(`${wanted}-`));
  // Without a region, English is American to browsers; elsewhere a day comes before its month.
  return regional ?? (wanted === "en" ? "en-GB" : language);
}

/** Loads what a form says in a language, as JSON text for the Wasm; with the locale in which it writes days, where a browser has it. */
export async function formMessages(language: string): Promise<string> {
  const text = (await part(LOADING_MS, catalogue([language]).interface)).default;
  try {
    const [dates] = Intl.DateTimeFormat.supportedLocalesOf(localeOf(language));
    return dates === undefined ? text : `{"dates":${JSON.stringify(dates)},${text.slice(1)}`;
  } catch {
    // No language tag.
    return text;
  }
}

/** Loads what the controls say that come on demand. */
export async function widgetMessages(language: string): Promise<WidgetMessages> {
  return (await part(LOADING_MS, catalogue([language]).widgets)).default;
}

/** Loads what is said of the device: of its drafts, its reports, and of what stands between a person and the form. */
export async function deviceMessages(...languages: readonly (string | null | undefined)[]): Promise<DeviceMessages> {
  return (await part(LOADING_MS, catalogue(languages).device)).default;
}
