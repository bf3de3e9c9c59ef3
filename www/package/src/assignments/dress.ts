/** What stands above a form: the card of its assignment, with what is said of it, in the language that the form speaks. */

import css from "../../pkg/styles/assignment.js";
import { canonical } from "../arguments.js";
import { type Assignment, isChecked } from "../assignment.js";
import { type FormKey, formKey } from "../device/records.js";
import { element } from "../notice.js";
import type { Stage } from "../stage.js";
import { addStyles } from "../styles.js";
import type { Trust } from "../trust.js";
import type { Arriving } from "./arrival.js";
import { type Card, cardOf, frameOf, type Strip, stripOf } from "./card.js";
import { keepToken } from "./link.js";
import { moveDraft, type Refusal } from "./move.js";
import { whatIsSaid } from "./said.js";
import { progressOf, remember } from "./store.js";
import { hasStored } from "./stored.js";
import { assignmentWords, fill, isolated, type Words } from "./words.js";

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

/** Keeps a checked assignment on this device, and puts its card above the form. */
export async function dress(arriving: Arriving, chosen: Chosen, form: readonly string[]): Promise<void> {
  const key = formKey(form);
  const note = notes.get(key.place);
  notes.delete(key.place);
  await speaking(arriving, async (words, isFirst) => {
    const { given, signal } = arriving;
    const { assignment, isOlder } = chosen;
    const strips = [
      ...(note === undefined ? [] : [{ ...noteStrip(note, words, arriving), isFirst }]),
      ...(isOlder ? [{ text: words.said.older, offers: [], isNews: true }] : []),
    ];
    const [kept, progress] = await Promise.all([
      remember(key, assignment.token, location.pathname).catch(() => null),
      progressOf(key).catch(() => "none" as const),
    ]);
    // A list that cannot be read, or has nothing, leads nowhere.
    const isListed = await hasStored(given.place);
    const isSealed = progress === "sealed" || progress === "delivered";
    const base = new URL(given.src ?? "", document.baseURI).href;
    return cardOf({
      assignment,
      key,
      kept,
      words,
      signal,
      base,
      strips,
      ...(isListed ? switching(arriving, chosen, key, isSealed) : { list: null, move: null }),
    });
  });
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

/** Draws what stands above a form, and again where the person chooses another language in it. */
async function speaking(
  { stage, signal }: Arriving,
  draw: (words: Words, isFirst: boolean) => Promise<HTMLElement>,
): Promise<void> {
  let language = stage.languages()[0];
  await put(stage, signal, draw, true);
  const follow = (): void => {
    const now = stage.languages()[0];
    if (now !== language) {
      language = now;
      // What cannot be said in that language now stays in the one before.
      put(stage, signal, draw, false).catch(() => undefined);
    }
  };
  const observer = new MutationObserver(follow);
  observer.observe(stage.root, { attributes: true, attributeFilter: ["lang"], subtree: true });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

async function put(
  stage: Stage,
  signal: AbortSignal,
  draw: (words: Words, isFirst: boolean) => Promise<HTMLElement>,
  isFirst: boolean,
): Promise<void> {
  const drawn = await draw(await assignmentWords(...stage.languages()), isFirst);
  if (!signal.aborted) {
    addStyles(stage.root.getRootNode() as ShadowRoot, css);
    stage.above.replaceChildren(drawn);
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
export function dressWithout(arriving: Arriving): Promise<void> {
  return speaking(arriving, async (words) => {
    const { said } = words;
    const middle = element("div", "middle");
    const offer = { label: said.mine, action: () => arriving.stage.start({ listed: true }) };
    middle.append(stripOf({ text: said.others, offers: [offer], isNews: true }));
    return frameOf(middle, words);
  });
}
