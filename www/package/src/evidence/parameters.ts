/** What a form says of files and places, in `parameters`. */

import type { Json } from "../protocol.js";

/** The engine takes no more names in one answer. */
const MOST_FILES = 100;

/** What the form says of a question, as XLSForm writes it. */
export type Parameters = { readonly [name: string]: string | undefined };

/** What the form says of a question that takes files; nothing where it says nothing. */
export function parametersOf({ parameters }: { readonly parameters?: Json }): Parameters {
  // Only the engine writes it: texts by their names.
  return (parameters ?? {}) as Parameters;
}

/** A whole number that a form names, at least 1; `usual` where it names none. */
export function countOf(parameters: Parameters, name: string, usual: number): number {
  const text = parameters[name];
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : usual;
}

/** How many files a question takes. */
export function mostFiles(parameters: Parameters): number {
  return Math.min(MOST_FILES, countOf(parameters, "max-files", 1));
}
