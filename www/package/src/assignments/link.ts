/**
 * The assignment of a link: `#a=TOKEN` in the page's address. A fragment reaches no server; it is taken out of the address bar
 * at once, so that it is in no picture of the screen and in no address that is copied, and is kept for this tab.
 *
 * Only a page that says whom it trusts reads one: anybody can send a link, and what stands in it is nothing until an agency of
 * the page's own trust document has signed it.
 */

import { rememberFragment } from "../page-link.js";

const SIGN = "a=";
/** The token that a tab goes on with, and one of a link that nobody has checked yet: it takes its place when it was. */
const KEPT = "sealform-assignment";
const HELD = "sealform-link";
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

/** Under what a token of a place in this page is kept: pages with other forms may differ in the query alone. */
function nameOf(what: string, place: string): string {
  return `${what}|${location.pathname}${location.search}|${place}`;
}

function read(name: string): string | null {
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

function write(name: string, token: string): void {
  taken.set(name, token);
  try {
    sessionStorage.setItem(name, token);
  } catch {
    // Storage is denied, or full: it is kept until the page is left.
  }
}

function remove(name: string): void {
  taken.delete(name);
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}

/** Whoever takes the form to another browser takes this assignment along. */
function carry(token: string | null): void {
  rememberFragment(token === null ? "" : `#${SIGN}${token}`);
}

/** The token that this tab goes on with at a place; `null` where there is none. */
export function keptToken(place: string): string | null {
  return read(nameOf(KEPT, place));
}

/** Goes on with a token that was checked, also after a reload. */
export function keepToken(place: string, token: string): void {
  without.delete(nameOf(KEPT, place));
  write(nameOf(KEPT, place), token);
  remove(nameOf(HELD, place));
  carry(token);
}

/** The token that is to be checked; `null` where there is none. */
export function heldToken(place: string): string | null {
  return read(nameOf(HELD, place));
}

/** A token that is to be checked first; a reload, while the network is away, does not lose it. */
export function holdToken(place: string, token: string): void {
  write(nameOf(HELD, place), token);
  carry(token);
}

/** It cannot be used: the page goes on saying so, and after a reload with the one before. */
export function refuseToken(place: string): void {
  const name = nameOf(HELD, place);
  const token = read(name);
  if (token !== null) {
    remove(name);
    taken.set(name, token);
    carry(keptToken(place));
  }
}

/** Goes on as before it came. */
export function leaveToken(place: string): void {
  remove(nameOf(HELD, place));
  carry(keptToken(place));
}

/** Goes on without a token: the form is filled in as it is. */
export function keepNone(place: string): void {
  without.add(nameOf(KEPT, place));
  dropToken(place);
  remove(nameOf(HELD, place));
}

/** Forgets the token of a place: what is taken off the list does not come back with a reload. */
export function dropToken(place: string): void {
  remove(nameOf(KEPT, place));
  carry(null);
}

/** Whether the form can go on as it was before a link came. */
export function hasBefore(place: string): boolean {
  return keptToken(place) !== null || goesWithout(place);
}

/** Whether the person has chosen to fill in the form without an assignment. */
export function goesWithout(place: string): boolean {
  return without.has(nameOf(KEPT, place));
}
