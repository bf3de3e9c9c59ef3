/** The errors that this package throws: each has a code that never changes. */

import type { Finding, OpenPoint } from "./protocol.js";

/** What an error of this package says beside its sentence. */
export interface ErrorParts {
  /** The question, where one is meant. */
  readonly path?: string;
  /** What would repair it. */
  readonly hint?: string;
  /** The points that are still open, of `finish/open-points`. */
  readonly open?: readonly OpenPoint[];
  readonly cause?: unknown;
}

/**
 * Something could not be done. `code` says what, for programs:
 *
 * - `argument/type`: a value is of the wrong type; nothing was done
 * - `answer/…`: the engine refused an answer, for example `answer/unknown-question`; nothing has changed
 * - `finish/open-points`: `open` lists them
 * - `draft/unreadable`, `draft/other-questionnaire`, `draft/sealed`, `draft/replaced`: the draft was not taken
 * - `decrypt/refused`: what was encrypted is not opened by that key
 * - `engine/not-loaded`, `engine/freed`, `engine/stopped`, `engine/refused`
 * - `engine/function`: a function of the host has thrown, or gave no value; `cause` is what it threw
 * - `form/fact`: the form does not take a fact, or its value; nothing has changed
 * - `form/busy`: a function of the page asked or changed the form that is calling it
 * - `form/failed`: the form could not be opened; `cause` is the detail of `sealform-error`
 * - `report/no-file`, `report/damaged`: a report that was signed here cannot be shown
 */
export class SealformError extends Error {
  override readonly name: string = "SealformError";
  readonly path?: string;
  readonly hint?: string;
  readonly open?: readonly OpenPoint[];

  constructor(
    readonly code: string,
    message: string,
    { path, hint, open, cause }: ErrorParts = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    if (path !== undefined) {
      this.path = path;
    }
    if (hint !== undefined) {
      this.hint = hint;
    }
    if (open !== undefined) {
      this.open = open;
    }
  }
}

/** A document could not be used; every fault is listed. Its code is `findings`. */
export class FindingsError extends SealformError {
  override readonly name: string = "FindingsError";

  constructor(
    message: string,
    readonly findings: readonly Finding[],
  ) {
    super("findings", message);
  }
}
