/** What a form shows of assignments: which version counts, the card above the form, and the list in its place. */

import css from "../../pkg/styles/assignment.js";
import { type Assignment, assignmentOf, readToken, verdictOn } from "../assignment.js";
import { type FormKey, formKey } from "../device/records.js";
import { deviceMessages } from "../messages.js";
import { element } from "../notice.js";
import { addStyles } from "../styles.js";
import { Trouble, type Way } from "../trouble.js";
import type { Trust } from "../trust.js";
import type { Arriving } from "./arrival.js";
import { cardOf, frameOf, type Strip, stripOf } from "./card.js";
import { dropToken, keepToken, keptToken } from "./link.js";
import { showList } from "./list-screen.js";
import { moveDraft, type Refusal } from "./move.js";
import { whatIsSaid } from "./said.js";
import { allStored, progressOf, remember, storedAt } from "./store.js";
import { assignmentWords, fill, isolated, type Words } from "./words.js";

export { readTrust } from "../trust.js";

/**
 * The assignment of a token, checked where there is trust. Where this device has a later version of it, that one counts: the
 * link is `isOlder` then. Throws a {@link Trouble}.
 */
export async function newest(
  token: string,
  trust: Trust | null,
  place: string,
  ways: readonly Way[],
): Promise<{ readonly assignment: Assignment; readonly isOlder: boolean }> {
  const asked = readToken(token, trust);
  if (trust === null) {
    return { assignment: assignmentOf(asked, false, ways), isOlder: false };
  }
  const verdict = await verdictOn(asked, trust);
  if (verdict === "untrusted") {
    throw new Trouble(verdict);
  }
  const stored = await allStored().catch(() => []);
  const later = stored
    .filter(({ key }) => key.place === place)
    .map(({ kept }) => kept)
    .filter((kept) => kept !== null)
    .filter(
      ({ id, observer, payload }) => id === asked.id && observer === asked.observer && isOf(payload, asked.payload),
    )
    .find(({ version }) => version > asked.version);
  if (later !== undefined && (await verdictOn(later, trust)) === "checked") {
    return { assignment: assignmentOf(later, true, ways), isOlder: true };
  }
  if (verdict === "revoked") {
    throw new Trouble(verdict);
  }
  return { assignment: assignmentOf(asked, true, ways), isOlder: false };
}

/** Whether two payloads are of one agency, and for one form. */
function isOf(one: Assignment["payload"], other: Assignment["payload"]): boolean {
  const form = ({ questionnaire }: Assignment["payload"]): unknown =>
    (questionnaire as { readonly id?: unknown } | undefined)?.id;
  return one["iss"] === other["iss"] && form(one) === form(other);
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
export async function dress(
  arriving: Arriving,
  assignment: Assignment,
  isOlder: boolean,
  form: readonly string[],
): Promise<void> {
  const { given, stage, signal } = arriving;
  const key = formKey(form);
  const { place } = key;
  const isListed = given.assignment === null;
  const [words, kept, progress] = await Promise.all([
    assignmentWords(...stage.languages()),
    remember(key, assignment.token, location.pathname).catch(() => null),
    progressOf(key).catch(() => "none" as const),
  ]);
  const note = notes.get(place);
  notes.delete(place);
  const own: Moved = { key, token: assignment.token, name: whatIsSaid(assignment.payload).name };
  const isSealed = progress === "sealed" || progress === "delivered";
  const card = await cardOf({
    assignment,
    key,
    kept,
    words,
    signal,
    base: new URL(given.src ?? "", document.baseURI).href,
    strips: [
      ...(note === undefined ? [] : [noteStrip(note, words, arriving)]),
      ...(isOlder ? [{ text: words.said.older, offers: [], isNews: true }] : []),
    ],
    list: isListed ? () => stage.start({ listed: true }) : null,
    moved: isListed && !isSealed ? (to, token, name) => move(arriving, own, { key: to, token, name }) : null,
  });
  put(arriving, card);
}

function noteStrip(note: Note, words: Words, arriving: Arriving): Strip {
  const { said } = words;
  switch (note.is) {
    case "failed":
      return { text: said.failed, offers: [], isNews: false, isFirst: true };
    case "busy":
    case "refused":
      return { text: said.move[note.is], offers: [], isNews: false, isFirst: true };
    case "moved": {
      const { from, to } = note;
      return {
        text: fill(said.move.done, isolated(from.name), isolated(to.name)),
        offers: [{ label: said.move.undo, action: () => void move(arriving, to, from) }],
        isNews: true,
        isFirst: true,
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
  const { stage } = arriving;
  const words = await assignmentWords(...stage.languages());
  const { said } = words;
  const middle = element("div", "middle");
  const offer = { label: said.mine, action: () => stage.start({ listed: true }) };
  middle.append(stripOf({ text: said.others, offers: [offer], isNews: true }));
  put(arriving, frameOf(middle, words));
}

/** The list of the assignments, in the place of the form. */
export async function list(arriving: Arriving, choose: (token: string) => void, goWithout: () => void): Promise<void> {
  const { given, stage, signal, beginning } = arriving;
  const languages = stage.languages();
  const [words, device] = await Promise.all([assignmentWords(...languages), deviceMessages(...languages)]);
  if (!signal.aborted) {
    addStyles(stage.root.getRootNode() as ShadowRoot, css);
    await showList({
      root: stage.root,
      words,
      device: device.offer.device,
      isAsked: beginning.isAsked === true || beginning.listed === true,
      stored: () => storedAt(location.pathname, given.place),
      choose,
      goWithout,
      removed: (token) => {
        if (keptToken(given.place) === token) {
          dropToken(given.place);
        }
      },
      showDevice: () => void stage.showDevice(),
    });
  }
}

function put({ stage, signal }: Arriving, content: HTMLElement): void {
  if (!signal.aborted) {
    addStyles(stage.root.getRootNode() as ShadowRoot, css);
    stage.above.replaceChildren(content);
  }
}
