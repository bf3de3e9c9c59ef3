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
import { Detour, Trouble } from "../trouble.js";
import { goesWithout, heldToken, holdToken, keepNone, keepToken, keptToken, refuseToken, takeLink } from "./link.js";
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
  const stands = { isWithout: false };
  hear(arriving, stands);
  const link = takeLink();
  if (link !== null) {
    holdToken(place, link);
  }
  if (beginning.listed === true) {
    throw listOf(arriving);
  }
  const token = heldToken(place) ?? keptToken(place);
  if (token !== null) {
    return withToken(arriving, token);
  }
  const dressNothing = async (): Promise<void> => {
    stands.isWithout = true;
  };
  if (!(await hasStored(given))) {
    return { assignment: null, dress: dressNothing };
  }
  // A draft that is imported goes where it is wanted; whoever goes without an assignment has chosen that.
  if (beginning.draft === undefined && !goesWithout(place)) {
    throw listOf(arriving);
  }
  return { assignment: null, dress: async () => (await loadFace()).dressWithout(arriving) };
}

/**
 * A link that is opened in a tab that shows the form already changes nothing but the fragment. Where it cannot be used the form
 * goes on as it stands: also without an assignment.
 */
function hear({ given: { place }, stage, signal }: Arriving, stands: { readonly isWithout: boolean }): void {
  const take = (): void => {
    const link = takeLink();
    if (link !== null) {
      if (stands.isWithout) {
        keepNone(place);
      }
      holdToken(place, link);
      stage.start({ isAsked: true });
    }
  };
  addEventListener("hashchange", take, { signal });
}

/** What checks and shows assignments. */
function loadFace(): Promise<typeof import("./face.js")> {
  return part(LOADING_MS, () => import("./face.js"));
}

/** Only what was checked, and fits the form, takes the place of the token that the tab had before. */
async function withToken(arriving: Arriving, token: string): Promise<Arrived> {
  const { given } = arriving;
  const { place } = given;
  const [face, text] = await Promise.all([loadFace(), trustText(arriving)]);
  const ways = await face.waysOf(given);
  const trust = text === null ? null : face.readTrust(text);
  const refuse = (error: unknown): never => {
    if (error instanceof Trouble && given.assignment === null) {
      refuseToken(place);
    }
    throw error instanceof Trouble && error.ways.length === 0 ? new Trouble(error.what, ways, error.list) : error;
  };
  try {
    const { assignment, isOlder } = await face.newest(token, trust, place, ways);
    const checkForm: Assignment["checkForm"] = (form) => {
      try {
        assignment.checkForm(form);
      } catch (error) {
        refuse(error);
      }
    };
    const file: Assignment["file"] = (key) => face.filed(assignment, key).catch(refuse);
    const dress = async (form: readonly string[]): Promise<void> => {
      if (given.assignment === null) {
        keepToken(place, assignment.token);
      }
      // What nobody has checked is not shown: the page says that it cannot be.
      return trust === null ? undefined : face.dress(arriving, { assignment, isOlder, trust }, form);
    };
    return { assignment: { ...assignment, checkForm, file }, dress };
  } catch (error) {
    return refuse(error);
  }
}

/** Whom the page trusts; `null` where it does not say it. It is fetched only where there is something to check. */
async function trustText({ given: { trust }, signal }: Arriving): Promise<string | null> {
  return trust.document ?? (trust.address === null ? null : fetchText(trust.address, signal));
}

function listOf(arriving: Arriving): Detour {
  const { given, stage } = arriving;
  const choose = (token: string): void => {
    holdToken(given.place, token);
    stage.start({ isAsked: true });
  };
  const goWithout = (): void => {
    keepNone(given.place);
    stage.start({ isAsked: true });
  };
  return new Detour(async () => (await loadFace()).list(arriving, choose, goWithout));
}
