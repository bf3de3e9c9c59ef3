/** What a form shows of assignments: which version counts, the card above the form, and the list in its place. */

import css from "../../pkg/styles/assignment.js";
import { type Assignment, assignmentOf, isChecked, readToken, verdictOn } from "../assignment.js";
import type { Given } from "../documents.js";
import { deviceMessages } from "../messages.js";
import { addStyles } from "../styles.js";
import { Trouble, type Way } from "../trouble.js";
import type { Trust } from "../trust.js";
import type { Arriving } from "./arrival.js";
import { dropToken, hasBefore, heldToken, keptToken, leaveToken } from "./link.js";
import { showList } from "./list-screen.js";
import { allStored, storedAt } from "./store.js";
import { hasStored } from "./stored.js";
import { assignmentWords } from "./words.js";

export { readTrust } from "../trust.js";
export { dress, dressWithout } from "./dress.js";
export { filed } from "./filing.js";

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
  if (later !== undefined && (await isChecked(later.token, trust))) {
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

/** What can be done where an assignment cannot be used: what was filled in is on this device, and other assignments are. */
export async function waysOf(given: Given): Promise<readonly Way[]> {
  const { place, assignment } = given;
  const isListed = assignment === null && (await hasStored(given));
  const isHeld = assignment === null && heldToken(place) !== null && hasBefore(place);
  const before: readonly Way[] = isHeld ? [{ label: "goOn", opens: {}, before: async () => leaveToken(place) }] : [];
  const list: readonly Way[] = isListed ? [{ label: "assignments", opens: { listed: true } }] : [];
  return [...before, ...list, { label: "device", shows: "device" }];
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
      stored: () => storedAt(given),
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
