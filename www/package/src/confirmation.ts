/** Nothing is deleted by one press, nor by two that come at once: the answer stands where the question was asked for. */

import { element } from "./notice.js";

/** By then what was drawn has been seen: the second tap of two that come at once is over. */
const UNSEEN_MS = 500;

export interface Confirmation {
  /** What the button says that asks. */
  readonly label: string;
  /** The classes of that button. */
  readonly classes: string;
  readonly yes: string;
  readonly no: string;
  /** What is asked at the press. */
  asks(): string;
  /** Called after *yes*; `sure` is the element with the question, to which a failure can be added. */
  act(sure: HTMLElement): void;
}

/** A button that asks before it acts: the question takes its place, and a pointer can answer it half a second later. */
export function confirmed(asked: Confirmation): HTMLButtonElement {
  const first = button(asked.label, asked.classes, () => {
    const sure = element("span", "sure", `${asked.asks()} `);
    const keep = button(
      asked.no,
      "button",
      late(() => sure.replaceWith(first)),
    );
    const remove = button(
      asked.yes,
      "button",
      late(() => asked.act(sure)),
    );
    sure.append(remove, " ", keep);
    first.replaceWith(sure);
    keep.focus();
  });
  return first;
}

/** Hears no pointer at once. A press of a key, or of what reads the screen, is no second tap: its `detail` is 0. */
function late(act: () => void): (event: MouseEvent) => void {
  // The clock of events says when the finger came, also where the page was too busy to hear of it.
  const drawnAt = new Event("drawn").timeStamp;
  return ({ detail, timeStamp }) => {
    if (detail === 0 || timeStamp - drawnAt >= UNSEEN_MS) {
      act();
    }
  };
}

function button(text: string, classes: string, act: (event: MouseEvent) => void): HTMLButtonElement {
  const made = element("button", classes, text);
  made.type = "button";
  made.setAttribute("part", "button");
  made.addEventListener("click", act);
  return made;
}
