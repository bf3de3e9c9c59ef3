/** The card above a form: who is contacted and when, what is read before, and how the contact is reached. */

import type { Assignment } from "../assignment.js";
import { pause } from "../device/deadline.js";
import { keptKey } from "../device/keys.js";
import { type FormKey, listOf } from "../device/records.js";
import { thumbprint as thumbprintOf } from "../device/signature.js";
import { element, notice, type Offer } from "../notice.js";
import { briefingBox } from "./briefing.js";
import { contactBox, webAddress } from "./contact.js";
import { distanceBox } from "./distance.js";
import { dueText, factList, standingText, summaryLine } from "./facts.js";
import { type Move, moveBox } from "./move-box.js";
import { type Said, whatIsSaid } from "./said.js";
import { noteSite } from "./site.js";
import { amend, type Kept } from "./store.js";
import { deviceZone, type Visit } from "./window.js";
import { fill, isolated, momentText, speak, type Words } from "./words.js";

/** How often it is looked how the visit stands. */
const LOOKING_MS = 30_000;

/** Something that is said above the card: it is news, or something is not as it should be. */
export interface Strip {
  readonly text: string;
  readonly offers: readonly Offer[];
  readonly isNews: boolean;
  /** Whether it is what the person has just asked for, and is read first. */
  readonly isFirst?: boolean;
}

export interface Card {
  readonly assignment: Assignment;
  readonly key: FormKey;
  /** What is kept beside the token; `null` where the device keeps nothing. */
  readonly kept: Kept | null;
  readonly words: Words;
  /** Ends with the form. */
  readonly signal: AbortSignal;
  /** Where the form lies, for a briefing beside it. */
  readonly base: string;
  /** What is said above the card, besides what follows from the token. */
  readonly strips: readonly Strip[];
  /** Shows the list of assignments; `null` where the page has chosen this one. */
  readonly list: (() => void) | null;
  /** Moves what was filled in to another assignment; `null` where it stays. */
  readonly move: Move | null;
  /** That the report was signed, and when; `null` where it was not. Then nobody is to be contacted any more. */
  readonly signed: string | null;
}

/** What stands above the form. */
export async function cardOf(card: Card): Promise<HTMLElement> {
  const said = whatIsSaid(card.assignment.payload);
  noteSite(listOf(card.key), said.place === null ? null : { ...said.place, name: said.name });
  const middle = element("div", "middle");
  middle.append(...[...card.strips, ...(await strips(card, said))].map(stripOf));
  middle.append(details(card, said));
  return frameOf(middle, card.words);
}

/** How long a form may take until it stands there, and then to go back to the question where the person was. */
const PLACING_MS = 3_000;
const COMING_BACK_MS = 100;

/** What the person has just asked for is read before the form goes on. */
async function takeFocus(box: HTMLElement): Promise<void> {
  for (let left = PLACING_MS; left > 0 && !box.isConnected; left -= COMING_BACK_MS) {
    await pause(COMING_BACK_MS);
  }
  await pause(COMING_BACK_MS);
  box.focus();
}

/** The frame of what stands above a form: it has its colours and its spacing. */
export function frameOf(content: HTMLElement, words: Words): HTMLElement {
  const frame = element("div", "sealform assigned");
  frame.setAttribute("part", "form");
  speak(frame, words);
  frame.append(content);
  return frame;
}

/** What follows from the token, and must be said. */
async function strips(card: Card, said: Said): Promise<readonly Strip[]> {
  const { words, kept, signed } = card;
  const now = new Date();
  const isLate = said.due !== null && said.due < now;
  const before = [
    said.isUnclear ? words.said.unclear : null,
    isLate && said.due !== null ? fill(words.said.late, dueText(said.due, said.visit, words, now)) : null,
    (await isBoundElsewhere(card.assignment, said)) ? words.said.otherDevice : null,
  ];
  // What matters before the report is signed is over then.
  const texts = [kept === null ? words.said.notKept : null, ...(signed === null ? before : [])];
  return texts.filter((text) => text !== null).map((text) => ({ text, offers: [], isNews: false }));
}

export function stripOf({ text, offers, isNews, isFirst }: Strip): HTMLElement {
  const box = notice(text, [], offers);
  if (isFirst === true) {
    box.tabIndex = -1;
    void takeFocus(box);
  }
  if (isNews) {
    box.className = "news";
    box.setAttribute("role", "status");
  }
  return box;
}

/** Whether only another device than this one may seal. It is said, and never forbidden: the receiver decides. */
async function isBoundElsewhere({ issuer }: Assignment, { thumbprint }: Said): Promise<boolean> {
  if (thumbprint === null) {
    return false;
  }
  const key = await keptKey(issuer).catch(() => null);
  return key === null || (await thumbprintOf(key.jwk)) !== thumbprint;
}

function details(card: Card, said: Said): HTMLElement {
  const { words, key, kept, assignment, signed } = card;
  const now = new Date();
  const box = element("details", "assignment");
  box.setAttribute("part", "assignment");
  box.open = signed === null && kept?.isFolded !== true;
  if (signed === null) {
    box.addEventListener("toggle", () => {
      // It stands as the person left it; where that cannot be kept it opens again.
      amend(key, { isFolded: !box.open }).catch(() => undefined);
    });
  }
  const summary = summaryLine(said, words, now, signed);
  if (box.open) {
    // Whoever comes to an assignment reads it before the form.
    summary.dataset["first"] = "";
  }
  box.append(summary);
  if (assignment.observer !== "") {
    box.append(element("p", "hint", fill(words.said.observer, isolated(assignment.observer))));
  }
  if (said.visit !== null && signed === null) {
    box.append(standingLine(said.visit, card));
  }
  box.append(factList(said, words, now));
  if (signed === null) {
    if (said.place !== null && "geolocation" in navigator) {
      box.append(distanceBox(said.place, words));
    }
    box.append(reach(card, said));
  }
  box.append(menu(card));
  return box;
}

/**
 * Folds a card whose form is being answered. What is being answered stays where it is, under the finger: where the page is not
 * scrolled so far that it could, or somebody is in the card, nothing is folded. Gives whether the card needs no more folding.
 */
export function fold(above: HTMLElement): boolean {
  const box = above.querySelector<HTMLDetailsElement>("details.assignment");
  const below = above.nextElementSibling;
  if (box?.open !== true || below === null) {
    return true;
  }
  const bottom = (part: Element): number => part.getBoundingClientRect().bottom;
  const summary = box.querySelector("summary") ?? box;
  const { activeElement } = above.getRootNode() as ShadowRoot;
  if (bottom(box) - bottom(summary) > scrollY || above.contains(activeElement)) {
    return false;
  }
  steady(below, () => {
    box.open = false;
  });
  return true;
}

/** Changes something above an element, which stays where it is on the screen. */
export function steady(below: Element, change: () => void): void {
  const { top } = below.getBoundingClientRect();
  change();
  const keep = (): void => scrollBy({ top: below.getBoundingClientRect().top - top, behavior: "instant" });
  // Most browsers keep it in its place by themselves, in the frame in which it would move.
  requestAnimationFrame(() => requestAnimationFrame(keep));
}

/** How the visit stands goes on while the form is open. */
function standingLine(visit: Visit, { words, signal }: Card): HTMLElement {
  const line = element("p", "standing");
  line.setAttribute("part", "assignment-standing");
  line.setAttribute("role", "status");
  const look = (): void => {
    if (line.isConnected === false && line.textContent !== "") {
      // Another card stands in its place, in another language.
      clearInterval(timer);
      return;
    }
    const { text, isOpen } = standingText(visit, words, new Date());
    if (line.textContent !== text) {
      line.textContent = text;
      line.classList.toggle("closed", !isOpen);
    }
  };
  const timer = setInterval(look, LOOKING_MS);
  look();
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  return line;
}

/** The briefing, and the contact once it was read: then at once where there is no briefing. */
function reach(card: Card, said: Said): HTMLElement {
  const { words, key, base, signal } = card;
  const box = element("div", "");
  const { briefing, contact } = said;
  const sha256 = briefing?.sha256 ?? "";
  const before = card.kept?.acknowledged ?? null;
  // Another briefing than the one that was read is read again.
  let at = before?.sha256 === sha256 ? before.at : null;
  const title = element("h3", "", words.said.contact);
  title.tabIndex = -1;
  const draw = (): void => {
    box.replaceChildren();
    if (briefing !== null) {
      const url = briefing.url === null ? null : webAddress(briefing.url, base);
      const acknowledged = at === null ? null : momentText(words, new Date(at), deviceZone(), new Date());
      const confirm = (): void => {
        at = Date.now();
        amend(key, { acknowledged: { at, sha256 } }).catch(() => undefined);
        draw();
        title.focus();
      };
      const { sha256: signed } = briefing;
      box.append(
        element("h3", "", words.said.briefing.title),
        briefingBox({ url, sha256: signed, acknowledged, signal, confirm }, words),
      );
    }
    if (contact !== null && (briefing === null || at !== null)) {
      box.append(title, contactBox(contact, words));
    }
  };
  draw();
  return box;
}

/** What else can be done with the assignment. */
function menu(card: Card): HTMLElement {
  const box = element("div", "menu");
  box.setAttribute("part", "assignment-menu");
  const { list, move, words } = card;
  if (list !== null) {
    const button = element("button", "button quiet", words.said.mine);
    button.type = "button";
    button.setAttribute("part", "button");
    button.addEventListener("click", list);
    box.append(button);
  }
  if (move !== null) {
    box.append(moveBox(card.key, words, move));
  }
  return box;
}
