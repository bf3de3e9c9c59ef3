/** A number on a line, in a list, or on a scale of stars or faces, as the form asks. */

import { mountScale, shapeOf } from "./scale.js";
import { liveLine, type Mount, make, owed, type ViewOf, wordsOf } from "./toolkit.js";

/** More steps than this are not marked, and make no list. */
const MOST_STEPS = 100;
const MOST_TICKS = 21;
/** Nobody counts more stars than these. */
const MOST_SHAPES = 21;

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly isFalling: boolean;
  /** Digits behind the point that every number of the scale can have. */
  readonly digits: number;
}

function scaleOf(view: ViewOf<"range">): Scale {
  const { start, end, step } = view;
  const digits = Math.max(...[start, end, step].map((text) => text.split(".")[1]?.length ?? 0));
  const [from, to] = [Number(start), Number(end)];
  const by = Math.abs(Number(step));
  return { low: Math.min(from, to), high: Math.max(from, to), step: by > 0 ? by : 1, isFalling: from > to, digits };
}

/** The numbers of a scale from its start, as they are stored. */
function numbersOf(scale: Scale): string[] {
  const count = Math.floor((scale.high - scale.low) / scale.step + 1e-9) + 1;
  const at = (index: number): number =>
    scale.isFalling ? scale.high - index * scale.step : scale.low + index * scale.step;
  return count > MOST_STEPS ? [] : Array.from({ length: count }, (_, index) => plain(at(index), scale));
}

function plain(number: number, scale: Scale): string {
  return String(Number(number.toFixed(scale.digits)));
}

export const mount: Mount<"range"> = (host, first, emit) => {
  const { appearance } = first.field;
  const numbers = numbersOf(scaleOf(first));
  const shape = shapeOf(appearance);
  if (shape !== undefined && numbers.length > 0 && numbers.length <= MOST_SHAPES) {
    return mountScale(shape, numbers, [host, first, emit]);
  }
  return / ?picker( |$)/.test(appearance) && numbers.length > 0 ? picker(host, first, emit) : slider(host, first, emit);
};

const written = (text: string, view: ViewOf<"range">): string =>
  Number(text).toLocaleString(view.field.language, { maximumFractionDigits: 20 });

/** A number at an end, and what it means. */
const end = (number: string, label: string): HTMLElement =>
  make("span", {}, label === "" ? number : make("b", {}, number), label === "" ? null : ` ${label}`);

const picker: Mount<"range"> = (host, first, emit) => {
  const select = make("select", { id: first.field.id, className: "input short", part: "input" });
  select.addEventListener("change", () => emit(select.value === "" ? null : select.value));
  host.append(select);
  const update = (view: ViewOf<"range">): void => {
    const numbers = numbersOf(scaleOf(view));
    const none = make("option", { value: "" }, wordsOf(view.field).notAnswered);
    select.replaceChildren(none, ...numbers.map((number) => make("option", { value: number }, written(number, view))));
    select.value = view.value === null ? "" : plain(Number(view.value), scaleOf(view));
    select.disabled = view.field.readonly;
    owed(select, view.field);
  };
  update(first);
  return { update };
};

const slider: Mount<"range"> = (host, first, emit) => {
  let view = first;
  const input = make("input", { type: "range", id: first.field.id, className: "slider", part: "slider" });
  const shown = make("output", { className: "shown", "aria-hidden": "true" });
  const ticks = make("datalist", { id: `${first.field.id}-ticks` });
  const ends = make("div", { className: "ends", "aria-hidden": "true" });
  const line = make("div", { className: "line" }, input, ends);
  const status = liveLine();
  host.append(line, shown, ticks, status);

  if (shapeOf(first.field.appearance) !== undefined) {
    // It would have been several buttons, and is labelled as a group.
    input.setAttribute("aria-label", first.field.label);
  }
  const answer = (): void => {
    const scale = scaleOf(view);
    const number = scale.isFalling ? scale.low + scale.high - Number(input.value) : Number(input.value);
    emit(plain(number, scale));
  };
  input.addEventListener("input", answer);
  // A thumb that stands where the answer is to be is not moved; taking it is the answer.
  for (const type of ["click", "keydown"] as const) {
    input.addEventListener(type, (event) => {
      const takes = !(event instanceof KeyboardEvent) || [" ", "Enter"].includes(event.key);
      if (takes && view.value === null && !view.field.readonly) {
        event.preventDefault();
        answer();
      }
    });
  }

  const update = (next: ViewOf<"range">): void => {
    view = next;
    const words = wordsOf(view.field);
    const scale = scaleOf(view);
    const isSet = view.value !== null && Number.isFinite(Number(view.value));
    input.min = String(scale.low);
    input.max = String(scale.high);
    input.step = String(scale.step);
    const number = isSet ? Number(view.value) : scale.low;
    // A scale that falls goes the same way as the eye: its start is at the beginning of the line.
    const place = isSet && scale.isFalling ? scale.low + scale.high - number : number;
    input.value = String(isSet ? place : scale.low);
    const said = isSet ? written(String(view.value), view) : words.notAnswered;
    shown.textContent = said;
    input.setAttribute("aria-valuetext", said);
    // Nothing but the value is lost on somebody who may not move it.
    input.disabled = view.field.readonly;
    owed(input, view.field);
    line.classList.toggle("unset", !isSet);
    line.classList.toggle("upright", view.field.appearance.split(" ").includes("vertical"));
    const marks = view.field.appearance.includes("no-ticks") ? [] : numbersOf(scale);
    ticks.replaceChildren(...(marks.length > MOST_TICKS ? [] : marks).map((mark) => make("option", { value: mark })));
    if (scale.isFalling) {
      ticks.replaceChildren();
    }
    input.setAttribute("list", ticks.id);
    ends.replaceChildren(end(written(view.start, view), view.startLabel), end(written(view.end, view), view.endLabel));
  };
  update(first);
  return { update };
};
