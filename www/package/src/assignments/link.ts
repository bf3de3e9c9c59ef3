/**
 * The assignment of a link: `#a=TOKEN` in the page's address. A fragment reaches no server; it is taken out of the address bar
 * at once, so that it is in no picture of the screen and in no address that is copied, and is kept for this tab.
 *
 * Only a page that says whom it trusts reads one: anybody can send a link, and what stands in it is nothing until an agency of
 * the page's own trust document has signed it.
 */

import { rememberFragment } from "../page-link.js";

const SIGN = "a=";
/** What this page has taken, by its place: storage may be denied. */
const taken = new Map<string, string>();
/** The places at which the person fills in the form without an assignment, until the page is left. */
const without = new Set<string>();

/** Takes the token out of the address; `null` where there is none. Everything else of the address stays. */
export function takeLink(): string | null {
  const parts = location.hash.slice(1).split("&");
  const token = parts.filter((part) => part.startsWith(SIGN)).at(-1);
  if (token === undefined) {
    return null;
  }
  const rest = parts.filter((part) => !part.startsWith(SIGN)).join("&");
  const address = `${location.pathname}${location.search}${rest === "" ? "" : `#${rest}`}`;
  try {
    history.replaceState(history.state, "", address);
  } catch {
    // A page without an address of its own keeps what it has.
  }
  return unescaped(token.slice(SIGN.length));
}

/** Some programs escape what they send. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Under what the token of a place in this page is kept. */
function nameOf(place: string): string {
  return `sealform-assignment|${location.pathname}|${place}`;
}

/** The token that this tab goes on with at a place; `null` where there is none. */
export function keptToken(place: string): string | null {
  const name = nameOf(place);
  const known = taken.get(name);
  if (known !== undefined) {
    return known;
  }
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Goes on with a token, also after a reload. */
export function keepToken(place: string, token: string): void {
  const name = nameOf(place);
  without.delete(name);
  taken.set(name, token);
  // Whoever takes the form to another browser takes the assignment along.
  rememberFragment(`#${SIGN}${token}`);
  try {
    sessionStorage.setItem(name, token);
  } catch {
    // Storage is denied, or full: it is kept until the page is left.
  }
}

/** Goes on without a token: the form is filled in as it is. */
export function keepNone(place: string): void {
  without.add(nameOf(place));
  dropToken(place);
}

/** Forgets the token of a place: what is taken off the list does not come back with a reload. */
export function dropToken(place: string): void {
  const name = nameOf(place);
  taken.delete(name);
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}

/** Whether the person has chosen to fill in the form without an assignment. */
export function goesWithout(place: string): boolean {
  return without.has(nameOf(place));
}
