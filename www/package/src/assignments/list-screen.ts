/** The assignments of this page that are on this device, in the place of the form until one is chosen. */

import { confirmed } from "../confirmation.js";
import { bringReport } from "../device/bring-back.js";
import { database } from "../device/database.js";
import { element, show } from "../notice.js";
import { dueText, untilDue } from "./facts.js";
import { whatIsSaid } from "./said.js";
import { forget, type Progress, progressOf, type Reached, type Stored } from "./store.js";
import { channelText, daysText, dayText, fill, isolated, signedText, speak, type Words } from "./words.js";

export interface List {
  /** Where the form stands. */
  readonly root: HTMLElement;
  readonly words: Words;
  /** What the button to the reports and drafts on this device says. */
  readonly device: string;
  /** Whether the person has asked for it: it takes the focus then. */
  readonly isAsked: boolean;
  stored(): Promise<readonly Stored[]>;
  choose(token: string): void;
  goWithout(): void;
  /** One was taken off the list. */
  removed(token: string): void;
  showDevice(): void;
}

/** An assignment with how far it has come. */
interface Listed {
  readonly one: Stored;
  readonly reached: Reached;
  readonly due: Date | null;
}

/** Shows the list; where nothing is left on it, the form opens without an assignment. */
export async function showList(list: List): Promise<void> {
  const { root, words, isAsked } = list;
  const stored = await list.stored();
  if (stored.length === 0) {
    list.goWithout();
    return;
  }
  const files = database.rows("files");
  const all = await Promise.all(
    stored.map(async (one): Promise<Listed> => {
      const due = one.kept === null ? null : whatIsSaid(one.kept.payload).due;
      return { one, reached: await progressOf(one.key, files), due };
    }),
  );
  const title = element("h2", "", words.said.title);
  title.tabIndex = -1;
  const rows = element("ul", "assignments");
  rows.setAttribute("part", "assignments");
  rows.append(...all.sort(inOrder).map((listed, index) => row(listed, index, list)));
  const buttons = element("div", "buttons");
  buttons.append(
    button(words.said.without, "button", () => list.goWithout()),
    button(list.device, "button quiet", () => list.showDevice()),
  );
  show(root, title, element("p", "lead", words.said.lead), rows, buttons);
  const frame = title.closest<HTMLElement>(".sealform");
  if (frame !== null) {
    speak(frame, words);
  }
  if (isAsked) {
    title.focus();
  }
}

const RANK: Readonly<Record<Progress, number>> = { open: 0, none: 1, sealed: 2, delivered: 3 };

/** What is being done first, then what is due first. */
function inOrder(one: Listed, other: Listed): number {
  const time = ({ due }: Listed): number => due?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return RANK[one.reached.is] - RANK[other.reached.is] || time(one) - time(other);
}

function row(listed: Listed, index: number, list: List): HTMLElement {
  const { one, reached } = listed;
  const progress = reached.is;
  const { words } = list;
  const item = element("li", "");
  item.setAttribute("part", "assignments-item");
  if (one.kept === null) {
    item.append(
      element("bdi", "name", one.key.assignment),
      element("p", "error", words.said.broken),
      buttonRow(...removal(one, list)),
    );
    return described(item, index);
  }
  const { kept } = one;
  const said = whatIsSaid(kept.payload);
  const now = new Date();
  const facts = [
    said.observer === "" ? null : fill(words.said.observer, isolated(said.observer)),
    said.channel === null ? null : channelText(words, said.channel),
    daysOf(said.visit, words, now),
  ].filter((fact) => fact !== null);
  item.append(element("bdi", "name", said.name), element("span", `state ${progress}`, stateText(reached, words, now)));
  if (facts.length > 0) {
    item.append(element("p", "hint", facts.join(" · ")));
  }
  item.append(...deadline(listed, words, now));
  const labels = {
    none: words.said.begin,
    open: words.said.continue,
    sealed: words.said.show,
    delivered: words.said.show,
  };
  const primary = progress === "none" || progress === "open" ? "button primary" : "button";
  item.append(
    buttonRow(
      button(labels[progress], primary, () => void open(listed, kept.token, item, list)),
      ...removal(one, list),
    ),
  );
  return described(item, index);
}

/** How far it has come; of what was signed and not delivered yet, when. */
function stateText({ is, report }: Reached, words: Words, now: Date): string {
  return is === "sealed" && report !== null ? signedText(words, new Date(report.sealedAt), now) : words.said.states[is];
}

/** Opens what is chosen; where a report was signed, it is the report that is shown, whatever was opened after it. */
async function open({ one, reached }: Listed, token: string, item: HTMLElement, list: List): Promise<void> {
  const { is, report, isBehind } = reached;
  try {
    if (isBehind && is !== "open" && report !== null) {
      await bringReport(report.jti, one.key);
    }
    list.choose(token);
  } catch {
    item.append(element("p", "error", list.words.said.failed));
  }
}

function daysOf(visit: ReturnType<typeof whatIsSaid>["visit"], words: Words, now: Date): string | null {
  if (visit === null) {
    return null;
  }
  const { from, to } = visit;
  if (from !== null && to !== null) {
    return daysText(words, from, to, now);
  }
  return to !== null
    ? fill(words.said.until, dayText(words, to, now))
    : from !== null
      ? fill(words.said.since, dayText(words, from, now))
      : null;
}

/** When the report is due; said in other words where that is near, or over. What is delivered has no deadline any more. */
function deadline({ one, reached, due }: Listed, words: Words, now: Date): readonly HTMLElement[] {
  if (due === null || one.kept === null || reached.is === "delivered") {
    return [];
  }
  const { visit } = whatIsSaid(one.kept.payload);
  if (due < now) {
    return [element("p", "warning", fill(words.said.overdue, dueText(due, visit, words, now)))];
  }
  const { text, isSoon } = untilDue(due, visit, words, now);
  return [element("p", isSoon ? "warning" : "hint", text)];
}

/** One press takes nothing off the list. */
function removal({ key, kept }: Stored, list: List): readonly HTMLElement[] {
  const { said } = list.words;
  const act = (sure: HTMLElement): void => {
    forget(key)
      .then(() => {
        list.removed(kept?.token ?? "");
        return showList({ ...list, isAsked: true });
      })
      .catch(() => sure.append(element("p", "error", said.failed)));
  };
  const asks = (): string => said.removing;
  return [confirmed({ label: said.remove, classes: "button quiet", yes: said.yes, no: said.no, asks, act })];
}

/** The buttons of all rows say the same: each is described by its row. */
function described(item: HTMLElement, index: number): HTMLElement {
  const name = item.querySelector(".name");
  if (name !== null) {
    name.id = `assignment-${index}`;
    for (const one of item.querySelectorAll("button")) {
      one.setAttribute("aria-describedby", name.id);
    }
  }
  return item;
}

function buttonRow(...all: readonly HTMLElement[]): HTMLElement {
  const made = element("div", "buttons");
  made.append(...all);
  return made;
}

function button(text: string, classes: string, act: () => void): HTMLButtonElement {
  const made = element("button", classes, text);
  made.type = "button";
  made.setAttribute("part", classes.replace(" quiet", ""));
  made.addEventListener("click", act);
  return made;
}
