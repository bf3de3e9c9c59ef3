/** Whether a page has assignments on this device: small, for most pages have none. */

import { formKey } from "../device/records.js";
import type { Given } from "../documents.js";
import { assignments } from "./database.js";

/**
 * Where an assignment was opened. Pages that differ in their path or their query may show two forms, or one in two languages: the
 * form's document tells, where the page names one. Where it hands the form over, and in records of before, there is the path alone.
 */
export interface Whereabouts {
  readonly path: string;
  readonly query?: string | undefined;
  /** The address of the form's document. */
  readonly form?: string | undefined;
}

/** Where a form stands. */
export function hereOf({ questionnaire, src, program }: Given): Whereabouts {
  const { pathname: path, search: query } = location;
  const address = questionnaire === null ? (src ?? program) : null;
  return typeof address === "string" ? { path, query, form: new URL(address, document.baseURI).href } : { path };
}

/** Whether something is stored for a form of this page. What cannot be looked up now, the form itself will say. */
export async function hasStored(given: Given): Promise<boolean> {
  const rows = await assignments.rows("assignments").catch(() => []);
  const here = hereOf(given);
  return rows.some(
    ({ key, value }) => formKey(Array.isArray(key) ? key : [key]).place === given.place && isAt(here, value),
  );
}

/** A record that cannot be read names no page: it is of all. A form whose document has moved is still known by its page. */
export function isAt(here: Whereabouts, value: unknown): boolean {
  try {
    const { path, query, form } = JSON.parse(String(value)) as Partial<Record<keyof Whereabouts, unknown>>;
    return (
      typeof path !== "string" ||
      (form !== undefined && form === here.form) ||
      (path === here.path && (query === here.query || query === undefined || here.query === undefined))
    );
  } catch {
    return true;
  }
}
