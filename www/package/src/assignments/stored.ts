/** Whether a page has assignments on this device: small, for most pages have none. */

import { formKey } from "../device/records.js";
import { assignments } from "./database.js";

/** Whether something is stored for a place of this page. What cannot be looked up now, the form itself will say. */
export async function hasStored(place: string): Promise<boolean> {
  const rows = await assignments.rows("assignments").catch(() => []);
  return rows.some(({ key, value }) => formKey(Array.isArray(key) ? key : [key]).place === place && isHere(value));
}

/** A record that cannot be read names no page: it is of all. */
function isHere(value: unknown): boolean {
  try {
    const { path } = JSON.parse(String(value)) as { readonly path?: unknown };
    return typeof path !== "string" || path === location.pathname;
  } catch {
    return true;
  }
}
