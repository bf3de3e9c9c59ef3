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

/** The catalogue of a language; `undefined` where there is none. Norwegian without a written standard is bokmål. */
function own(language: string | null | undefined): Catalogue | undefined {
  const primary = language?.toLowerCase().split("-")[0];
  return primary === undefined ? undefined : CATALOGUES[primary === "no" || primary === "nn" ? "nb" : primary];
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

/** Loads what a form says in a language, as JSON text for the Wasm. */
export async function formMessages(language: string): Promise<string> {
  return (await part(LOADING_MS, catalogue([language]).interface)).default;
}

/** Loads what the controls say that come on demand. */
export async function widgetMessages(language: string): Promise<WidgetMessages> {
  return (await part(LOADING_MS, catalogue([language]).widgets)).default;
}

/** Loads what is said of the device: of its drafts, its reports, and of what stands between a person and the form. */
export async function deviceMessages(...languages: readonly (string | null | undefined)[]): Promise<DeviceMessages> {
  return (await part(LOADING_MS, catalogue(languages).device)).default;
}
