/**
 * How a form comes to its assignment: the page gives it, a link brings it, or it is on this device and the person chooses it.
 * What shows one comes only where there is one.
 */

import type { Assignment } from "../assignment.js";
import type { Beginning } from "../beginning.js";
import type { Given } from "../documents.js";
import { fetchText } from "../fetch-document.js";
import { part } from "../load-failure.js";
import type { Stage } from "../stage.js";
import { Detour, Trouble, type Way } from "../trouble.js";
import { goesWithout, keepNone, keepToken, keptToken, takeLink } from "./link.js";
import { hasStored } from "./stored.js";

/** How long what shows assignments may take to come. */
const LOADING_MS = 30_000;

/** What a form opens with. */
export interface Arrived {
  /** `null` where it is filled in without one. */
  readonly assignment: Assignment | null;
  /** Puts above the form what is to be said of it; `form` is where its drafts are found. */
  dress(form: readonly string[]): Promise<void>;
}

export interface Arriving {
  readonly given: Given;
  readonly signal: AbortSignal;
  readonly beginning: Beginning;
  readonly stage: Stage;
}

/** Finds the assignment. Throws a {@link Detour} where the person has to choose one, and a {@link Trouble} where it cannot be used. */
export async function arrive(arriving: Arriving): Promise<Arrived> {
  const { given, beginning } = arriving;
  const { place } = given;
  if (given.assignment !== null) {
    return withToken(arriving, given.assignment);
  }
  hear(arriving);
  const link = takeLink();
  if (link !== null) {
    keepToken(place, link);
  }
  if (beginning.listed === true) {
    throw listOf(arriving);
  }
  const token = keptToken(place);
  if (token !== null) {
    return withToken(arriving, token);
  }
  if (!(await hasStored(place))) {
    return { assignment: null, dress: async () => undefined };
  }
  // A draft that is imported goes where it is wanted; whoever goes without an assignment has chosen that.
  if (beginning.draft === undefined && !goesWithout(place)) {
    throw listOf(arriving);
  }
  return { assignment: null, dress: async () => (await loadFace()).dressWithout(arriving) };
}

/** A link that is opened in a tab that shows the form already changes nothing but the fragment. */
function hear({ given: { place }, stage, signal }: Arriving): void {
  const take = (): void => {
    const link = takeLink();
    if (link !== null) {
      keepToken(place, link);
      stage.start({ isAsked: true });
    }
  };
  addEventListener("hashchange", take, { signal });
}

/** What checks and shows assignments. */
function loadFace(): Promise<typeof import("./face.js")> {
  return part(LOADING_MS, () => import("./face.js"));
}

async function withToken(arriving: Arriving, token: string): Promise<Arrived> {
  const { given } = arriving;
  const [face, text, ways] = await Promise.all([loadFace(), trustText(arriving), waysOf(arriving)]);
  const trust = text === null ? null : face.readTrust(text);
  try {
    const { assignment, isOlder } = await face.newest(token, trust, given.place, ways);
    if (given.assignment === null) {
      keepToken(given.place, assignment.token);
    }
    // What nobody has checked is not shown: the page says that it cannot be.
    const dress = async (form: readonly string[]): Promise<void> =>
      trust === null ? undefined : face.dress(arriving, { assignment, isOlder, trust }, form);
    return { assignment, dress };
  } catch (error) {
    throw error instanceof Trouble && error.ways.length === 0 ? new Trouble(error.what, ways, error.list) : error;
  }
}

/** Whom the page trusts; `null` where it does not say it. It is fetched only where there is something to check. */
async function trustText({ given: { trust }, signal }: Arriving): Promise<string | null> {
  return trust.document ?? (trust.address === null ? null : fetchText(trust.address, signal));
}

/** What can be done where an assignment cannot be used: what was filled in is on this device, and other assignments are. */
async function waysOf({ given }: Arriving): Promise<readonly Way[]> {
  const isListed = given.assignment === null && (await hasStored(given.place));
  const list: readonly Way[] = isListed ? [{ label: "assignments", opens: { listed: true } }] : [];
  return [...list, { label: "device", shows: "device" }];
}

function listOf(arriving: Arriving): Detour {
  const { given, stage } = arriving;
  const choose = (token: string): void => {
    keepToken(given.place, token);
    stage.start({ isAsked: true });
  };
  const goWithout = (): void => {
    keepNone(given.place);
    stage.start({ isAsked: true });
  };
  return new Detour(async () => (await loadFace()).list(arriving, choose, goWithout));
}
