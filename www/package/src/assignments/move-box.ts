/** "Wrong contact?": the assignments to which what was filled in can be moved. */

import { within } from "../device/deadline.js";
import { type FormKey, listOf } from "../device/records.js";
import { element } from "../notice.js";
import { whatIsSaid } from "./said.js";
import { allStored, progressOf, type Stored } from "./store.js";
import { fill, isolated, type Words } from "./words.js";

/** How long the device may look for the others. */
const LOOKING_MS = 10_000;

export interface Move {
  /** Moves the draft, and goes on with that assignment. */
  to(key: FormKey, token: string, name: string): Promise<void>;
  /** Whether that one opens with it. */
  isUsable(kept: NonNullable<Stored["kept"]>): Promise<boolean>;
}

/** Looked for when it is opened: another tab may have filled one in meanwhile. */
export function moveBox(key: FormKey, words: Words, move: Move): HTMLElement {
  const said = words.said.move;
  const box = element("details", "move-draft");
  const list = element("div", "");
  box.append(element("summary", "", said.title), list);
  box.addEventListener("toggle", async () => {
    if (!box.open) {
      return;
    }
    const others = await within(LOOKING_MS, othersOf(key, move)).catch(() => null);
    if (others === null) {
      list.replaceChildren(element("p", "error", words.said.failed));
      return;
    }
    const buttons = others.map(({ key: to, kept }) => {
      const { name } = whatIsSaid(kept.payload);
      const button = element("button", "button", fill(said.to, isolated(name)));
      button.type = "button";
      button.setAttribute("part", "button");
      button.addEventListener("click", () => void move.to(to, kept.token, name));
      return button;
    });
    const row = element("div", "buttons");
    row.append(...buttons);
    list.replaceChildren(element("p", "hint", buttons.length === 0 ? said.none : said.lead), row);
  });
  return box;
}

type Readable = Stored & { readonly kept: NonNullable<Stored["kept"]> };

/** The other assignments of the same form and place in which nothing was filled in yet. */
async function othersOf(key: FormKey, move: Move): Promise<readonly Readable[]> {
  const own = JSON.stringify(listOf(key));
  const others = (await allStored())
    .filter((one): one is Readable => one.kept !== null)
    .filter(({ key: { questionnaire, place } }) => questionnaire === key.questionnaire && place === key.place)
    .filter((one) => JSON.stringify(listOf(one.key)) !== own);
  const isFree = await Promise.all(
    others.map(async ({ key: other, kept }) => (await progressOf(other)).is === "none" && (await move.isUsable(kept))),
  );
  return others.filter((_, index) => isFree[index]);
}
