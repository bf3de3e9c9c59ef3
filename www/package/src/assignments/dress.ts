/** What stands above a form: the card of its assignment, with what is said of it, in the language that the form speaks. */

import css from "../../pkg/styles/assignment.js";
import { canonical } from "../arguments.js";
import { type Assignment, isChecked } from "../assignment.js";
import { bringReport } from "../device/bring-back.js";
import { type FormKey, formKey } from "../device/records.js";
import { element } from "../notice.js";
import type { Stage } from "../stage.js";
import { addStyles } from "../styles.js";
import type { Trust } from "../trust.js";
import type { Arriving } from "./arrival.js";
import { type Card, cardOf, fold, frameOf, type Strip, steady, stripOf } from "./card.js";
import { dueStrips, isTakenBack, takenBackStrip, whenBack } from "./coming-back.js";
import { keepToken } from "./link.js";
import { moveDraft, type Refusal } from "./move.js";
import { whatIsSaid } from "./said.js";
import { progressOf, type Reached, remember } from "./store.js";
import { hasStored, hereOf } from "./stored.js";
import { deviceZone } from "./window.js";
import { assignmentWords, fill, isolated, momentText, signedText, type Words } from "./words.js";

/** What was chosen: it was checked by `trust`, and the link `isOlder` where a later version is on the device. */
export interface Chosen {
  readonly assignment: Assignment;
  readonly isOlder: boolean;
  readonly trust: Trust;
}

/** What is said above the form when it opens next, by its place: what was moved, and what could not be. */
const notes = new Map<string, Note>();

type Note = { readonly is: Refusal | "failed" } | { readonly is: "moved"; readonly from: Moved; readonly to: Moved };

/** One end of a move. */
interface Moved {
  readonly key: FormKey;
  readonly token: string;
  readonly name: string;
}

/** What is known of an assignment that nobody has begun, or of which the device keeps nothing. */
const NOTHING: Reached = { is: "none", report: null, isBehind: false };

/** Keeps a checked assignment on this device, and puts its card above the form. */
export async function dress(arriving: Arriving, chosen: Chosen, form: readonly string[]): Promise<void> {
  const { signal } = arriving;
  const key = formKey(form);
  const note = notes.get(key.place);
  notes.delete(key.place);
  const now: Now = { hasBegun: false, isSealed: false, shown: "none", isBack: false, isTakenBack: false };
  const redraw = await speaking(arriving, async (words, isFirst) => {
    const { given } = arriving;
    const { assignment, isOlder } = chosen;
    const [kept, stored] = await Promise.all([
      remember(key, assignment.token, hereOf(given)).catch(() => null),
      progressOf(key).catch(() => NOTHING),
    ]);
    const reached = reachedNow(stored, now, kept === null);
    now.shown = reached.is;
    const strips = [
      ...(note === undefined ? [] : [{ ...noteStrip(note, words, arriving), isFirst }]),
      ...(isOlder ? [{ text: words.said.older, offers: [], isNews: true }] : []),
      ...reportStrips(reached, key, words, arriving),
      ...(await backStrips(now, chosen, words, arriving)),
    ];
    // A list that cannot be read, or has nothing, leads nowhere.
    const isListed = await hasStored(given);
    const signed = signedLine(reached, words);
    const base = new URL(given.src ?? "", document.baseURI).href;
    return cardOf({
      assignment,
      key,
      kept,
      words,
      signal,
      base,
      strips,
      signed,
      ...(isListed ? switching(arriving, chosen, key, signed !== null) : { list: null, move: null }),
    });
  });
  follow(arriving, now, redraw);
  whenBack(signal, () => {
    now.isBack = true;
    void redraw();
    void isTakenBack(arriving, chosen.assignment.token).then((isGone) => {
      if (isGone !== now.isTakenBack) {
        now.isTakenBack = isGone;
        void redraw();
      }
    });
  });
}

/** What is said to somebody who comes back to the page; once the report is signed, nothing of it matters any more. */
async function backStrips(
  { isBack, isTakenBack, shown }: Now,
  { assignment }: Chosen,
  words: Words,
  arriving: Arriving,
): Promise<readonly Strip[]> {
  if (!isBack || shown === "sealed" || shown === "delivered") {
    return [];
  }
  return isTakenBack ? [await takenBackStrip(arriving)] : dueStrips(whatIsSaid(assignment.payload), words, new Date());
}

/** What has happened since the form opened. */
interface Now {
  /** Whether something was answered. */
  hasBegun: boolean;
  isSealed: boolean;
  /** How far the card says that it has come. */
  shown: Reached["is"];
  /** Whether somebody came back to the page after it was out of sight for a while. */
  isBack: boolean;
  /** Whether the agency has taken the assignment back meanwhile. */
  isTakenBack: boolean;
}

/** How far an assignment has come by what is stored, and by what was seen on this page. */
function reachedNow(stored: Reached, { hasBegun, isSealed }: Now, keepsNothing: boolean): Reached {
  if (hasBegun) {
    // Its draft is saved in a moment.
    return { ...stored, is: "open" };
  }
  return isSealed && keepsNothing ? { ...NOTHING, is: "sealed" } : stored;
}

/** The card goes with the form: it is folded when answering has begun, and asks for no contact once the report is signed. */
function follow({ stage, signal }: Arriving, now: Now, redraw: () => Promise<void>): void {
  const { host } = stage.root.getRootNode() as ShadowRoot;
  let isSettled = false;
  let isPressed = false;
  // A press takes the focus from a field, which reports its answer then: what is under the finger stays, and who uses the card keeps it.
  stage.above.addEventListener("pointerdown", () => (isPressed = true), { signal });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => (isPressed = false), { signal });
  }
  const clicked = ({ target }: Event): void => {
    isSettled ||= target instanceof Element && target.closest("details.assignment") !== null;
  };
  stage.above.addEventListener("click", clicked, { signal });
  const changed = (): void => {
    if (now.shown === "none" && !isSettled && !isPressed) {
      isSettled = fold(stage.above);
    }
    if (now.hasBegun) {
      return;
    }
    now.hasBegun = true;
    if (now.shown !== "none" && now.shown !== "open") {
      // Another report was begun after the one that was signed.
      void redraw();
    }
  };
  host.addEventListener("sealform-change", changed, { signal });
  stage.whenSealed(() => {
    now.hasBegun = false;
    now.isSealed = true;
    return redraw();
  }, signal);
}

/** That the report was signed, as its card says it; `null` where it was not. */
function signedLine({ is, report }: Reached, words: Words): string | null {
  switch (is) {
    case "none":
    case "open":
      return null;
    case "delivered":
      return words.said.states.delivered;
    case "sealed":
      return report === null ? words.said.states.sealed : signedText(words, new Date(report.sealedAt), new Date());
  }
}

/** An empty form of which a report was signed already says so, and leads to the report. */
function reportStrips(
  { is, report, isBehind }: Reached,
  key: FormKey,
  words: Words,
  arriving: Arriving,
): readonly Strip[] {
  if (report === null || !isBehind || is === "open") {
    return [];
  }
  const at = momentText(words, new Date(report.sealedAt), deviceZone(), new Date());
  const show = (): void => void arriving.stage.again(() => bringReport(report.jti, key));
  return [
    {
      text: fill(words.said.signed_before, at),
      offers: [{ label: words.said.show, action: show }],
      isNews: true,
    },
  ];
}

/** How the person comes to another assignment; not where the page has chosen this one. */
function switching(
  arriving: Arriving,
  { assignment, trust }: Chosen,
  key: FormKey,
  isSealed: boolean,
): Pick<Card, "list" | "move"> {
  const { given, stage } = arriving;
  if (given.assignment !== null) {
    return { list: null, move: null };
  }
  const list = (): void => stage.start({ listed: true });
  if (isSealed) {
    return { list, move: null };
  }
  const own: Moved = { key, token: assignment.token, name: whatIsSaid(assignment.payload).name };
  const form = canonical(assignment.payload["questionnaire"] ?? null);
  return {
    list,
    move: {
      to: (to, token, name) => move(arriving, own, { key: to, token, name }),
      // What could not be opened afterwards gets nothing.
      isUsable: async (kept) =>
        // What was filled in for one agency is not handed to another.
        kept.payload["iss"] === assignment.payload["iss"] &&
        canonical(kept.payload["questionnaire"] ?? null) === form &&
        (await isChecked(kept.token, trust)),
    },
  };
}

/** Draws what stands above a form, and again where the person chooses another language in it; gives what draws it again. */
async function speaking(
  { stage, signal }: Arriving,
  draw: (words: Words, isFirst: boolean) => Promise<HTMLElement>,
): Promise<() => Promise<void>> {
  let language = stage.languages()[0];
  let drawing = 0;
  await put(stage, () => !signal.aborted, draw, true);
  const again = async (): Promise<void> => {
    drawing += 1;
    const own = drawing;
    // Two that are drawn at once: the later one stands.
    const isWanted = (): boolean => own === drawing && !signal.aborted;
    // What cannot be said in that language now stays in the one before.
    await put(stage, isWanted, draw, false).catch(() => undefined);
  };
  const follow = (): void => {
    const now = stage.languages()[0];
    if (now !== language) {
      language = now;
      void again();
    }
  };
  const observer = new MutationObserver(follow);
  observer.observe(stage.root, { attributes: true, attributeFilter: ["lang"], subtree: true });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  return again;
}

async function put(
  stage: Stage,
  isWanted: () => boolean,
  draw: (words: Words, isFirst: boolean) => Promise<HTMLElement>,
  isFirst: boolean,
): Promise<void> {
  const drawn = await draw(await assignmentWords(...stage.languages()), isFirst);
  if (isWanted()) {
    addStyles(stage.root.getRootNode() as ShadowRoot, css);
    const below = stage.above.nextElementSibling;
    if (!isFirst && below !== null && stage.above.getBoundingClientRect().bottom < 0) {
      // Somebody is further down.
      steady(below, () => stage.above.replaceChildren(drawn));
    } else {
      stage.above.replaceChildren(drawn);
    }
  }
}

function noteStrip(note: Note, words: Words, arriving: Arriving): Strip {
  const { said } = words;
  switch (note.is) {
    case "failed":
      return { text: said.failed, offers: [], isNews: false };
    case "busy":
    case "refused":
      return { text: said.move[note.is], offers: [], isNews: false };
    case "moved": {
      const { from, to } = note;
      return {
        text: fill(said.move.done, isolated(from.name), isolated(to.name)),
        offers: [{ label: said.move.undo, action: () => void move(arriving, to, from) }],
        isNews: true,
      };
    }
  }
}

/** Files the draft under the other assignment, and goes on with it; where that cannot be, it is said, and nothing was changed. */
async function move({ given: { place }, stage }: Arriving, from: Moved, to: Moved): Promise<void> {
  await stage.again(async () => {
    const refusal = await moveDraft(from.key, to.key).catch(() => "failed" as const);
    if (refusal === null) {
      keepToken(place, to.token);
      notes.set(place, { is: "moved", from, to });
    } else {
      notes.set(place, { is: refusal });
    }
  });
}

/** Says above a form without an assignment that there are some. */
export async function dressWithout(arriving: Arriving): Promise<void> {
  await speaking(arriving, async (words) => {
    const { said } = words;
    const middle = element("div", "middle");
    const offer = { label: said.mine, action: () => arriving.stage.start({ listed: true }) };
    middle.append(stripOf({ text: said.others, offers: [offer], isNews: true }));
    return frameOf(middle, words);
  });
}
