/** Choices in an order: dragged by a handle, or moved by buttons. */

import { button, fill, liveLine, type Mount, make, type ViewOf, wordsOf } from "./toolkit.js";

interface Row {
  readonly item: HTMLLIElement;
  readonly name: string;
  readonly up: HTMLButtonElement;
  readonly down: HTMLButtonElement;
}

/** Names in the order in which they are ranked; those that are not come last, in the order of the list. */
function ordered(view: ViewOf<"rank">): string[] {
  const offered = view.choices.map(({ name }) => name);
  const ranked = Array.isArray(view.value)
    ? (view.value.filter((name) => typeof name === "string" && offered.includes(name)) as string[])
    : [];
  return [...ranked, ...offered.filter((name) => !ranked.includes(name))];
}

export const mount: Mount<"rank"> = (host, first, emit) => {
  let view = first;
  let rows: Row[] = [];
  const list = make("ol", { className: "rank", part: "rank" });
  const keep = button("", () => emit(ordered(view)), { className: "button" });
  const note = make("p", { className: "hint" });
  const status = liveLine();
  host.append(note, list, keep, status);

  const labelOf = (name: string): string => view.choices.find((choice) => choice.name === name)?.label || name;
  const announce = (name: string, position: number): void => {
    status.textContent = fill(wordsOf(view.field).placed, labelOf(name), position + 1, rows.length);
  };
  /** What comes once a move is drawn: who hears where a choice stands finds it there. */
  let afterDrawing: (() => void) | null = null;
  const move = (from: number, to: number, then?: () => void): void => {
    const order = ordered(view);
    const [name] = order.splice(from, 1);
    if (name === undefined || to < 0 || to > order.length) {
      return;
    }
    order.splice(to, 0, name);
    afterDrawing = () => {
      then?.();
      announce(name, to);
    };
    emit(order);
  };
  /** The focus stays with what was moved; at an end its button has no use any more. */
  const step = (name: string, by: -1 | 1): void => {
    const from = ordered(view).indexOf(name);
    move(from, from + by, () => {
      const row = rows.find((one) => one.name === name);
      const [wanted, other] = by < 0 ? [row?.up, row?.down] : [row?.down, row?.up];
      (wanted?.disabled ? other : wanted)?.focus();
    });
  };

  const rowOf = (name: string): Row => {
    const words = wordsOf(view.field);
    const label = labelOf(name);
    const up = button("↑", () => step(name, -1), { className: "button move", "aria-label": fill(words.moveUp, label) });
    const down = button("↓", () => step(name, 1), {
      className: "button move",
      "aria-label": fill(words.moveDown, label),
    });
    const grip = make("span", { className: "grip", "aria-hidden": "true" }, "⠿");
    const item = make("li", {}, grip, make("span", { className: "ranked" }, label), up, down);
    grip.addEventListener("pointerdown", (event) => drag(event, item, name));
    return { item, name, up, down };
  };

  /** The row follows the pointer through the list; where it is let go it stays. */
  const drag = (event: PointerEvent, item: HTMLLIElement, name: string): void => {
    if (view.field.readonly || event.button !== 0) {
      return;
    }
    event.preventDefault();
    const from = rows.findIndex((row) => row.name === name);
    // The list hears the pointer: a row that is put elsewhere would lose it.
    list.setPointerCapture(event.pointerId);
    item.classList.add("dragged");
    const follow = (moved: PointerEvent): void => {
      const others = rows.filter((row) => row.item !== item).map((row) => row.item);
      const below = others.find((other) => {
        const box = other.getBoundingClientRect();
        return moved.clientY < box.top + box.height / 2;
      });
      if (item.nextElementSibling !== (below ?? null)) {
        list.insertBefore(item, below ?? null);
      }
    };
    const finish = (end: PointerEvent): void => {
      list.removeEventListener("pointermove", follow);
      item.classList.remove("dragged");
      const to = [...list.children].indexOf(item);
      if (end.type === "pointerup" && to !== from) {
        move(from, to);
      } else {
        draw();
      }
    };
    const ended = new AbortController();
    list.addEventListener("pointermove", follow);
    for (const type of ["pointerup", "pointercancel"] as const) {
      list.addEventListener(
        type,
        (end) => {
          ended.abort();
          finish(end);
        },
        { signal: ended.signal },
      );
    }
  };

  const draw = (): void => {
    const words = wordsOf(view.field);
    const order = ordered(view);
    const known = new Map(rows.map((row) => [row.name, row]));
    const isSame = order.length === rows.length && order.every((name) => known.has(name));
    rows = order.map((name) => (isSame ? known.get(name) : undefined) ?? rowOf(name));
    if (rows.some((row, index) => list.children[index] !== row.item) || list.children.length !== rows.length) {
      list.replaceChildren(...rows.map((row) => row.item));
    }
    rows.forEach((row, index) => {
      row.up.disabled = view.field.readonly || index === 0;
      row.down.disabled = view.field.readonly || index === rows.length - 1;
    });
    const isRanked = view.value !== null;
    list.classList.toggle("unset", !isRanked);
    note.hidden = isRanked;
    note.textContent = words.notRanked;
    keep.hidden = isRanked || view.field.readonly;
    keep.textContent = words.keepOrder;
    host.toggleAttribute("data-readonly", view.field.readonly);
    afterDrawing?.();
    afterDrawing = null;
  };
  draw();

  return {
    update(next) {
      const isOther =
        JSON.stringify([next.choices, next.field.language]) !== JSON.stringify([view.choices, view.field.language]);
      view = next;
      if (isOther) {
        rows = [];
      }
      draw();
    },
  };
};
