/** Where the place of an assignment is, for the forms that are open: by under what their drafts are found. */

import type { Place } from "../widgets/earth.js";

export interface Site extends Place {
  /** Empty where it has none. */
  readonly name: string;
}

const sites = new Map<string, Site>();

/** Notes the site of a form; `null` is none. */
export function noteSite(filed: readonly string[], site: Site | null): void {
  const key = JSON.stringify(filed);
  if (site === null) {
    sites.delete(key);
  } else {
    sites.set(key, site);
  }
}

/** The site of a form; `null` where it has none. */
export function siteOf(filed: readonly string[]): Site | null {
  return sites.get(JSON.stringify(filed)) ?? null;
}
