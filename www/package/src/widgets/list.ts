/** One of many choices, or one of few where the form asks for little room: a list that opens, and a field that narrows it. */

import { fill, liveLine, make, type Mount, owed, type View, wordsOf } from "./widget.js";

/** Longer lists can be searched. */
const LONG = 20;

export const mount: Mount = (host, first, emit) => {
  let view = first;
  const select = make("select", { id: first.id, className: "input", part: "input" });
  const search = make("input", { id: `${first.id}-search`, type: "search", autocomplete: "off", className: "input", part: "input" });
  const label = make("label", { htmlFor: search.id });
  const searching = make("div", { className: "field searching" }, label, search);
  const status = liveLine();
  host.append(searching, status, select);
  select.addEventListener("change", () => emit(select.value === "" ? null : select.value));

  const value = (): string => (typeof view.value === "string" ? view.value : "");
  /** What is chosen stays in the list whatever is searched for. */
  const draw = (): void => {
    const words = wordsOf(view);
    const all = view.choices ?? [];
    const wanted = search.value.trim().toLocaleLowerCase();
    const found = all.filter(([name, text]) => text.toLocaleLowerCase().includes(wanted) || name === value());
    const options = found.map(([name, text]) => make("option", { value: name }, text || name));
    select.replaceChildren(make("option", { value: "" }, words.notAnswered), ...options);
    select.value = value();
    status.textContent = wanted === "" ? "" : fill(words.found, found.length, all.length);
  };
  search.addEventListener("input", draw);

  let drawn = "";
  const update = (next: View): void => {
    view = next;
    const state = JSON.stringify([view.choices, view.words]);
    if (state !== drawn) {
      drawn = state;
      label.textContent = wordsOf(view).search;
      draw();
    }
    select.value = value();
    searching.hidden = view.readonly || (view.choices?.length ?? 0) <= LONG;
    select.disabled = view.readonly;
    owed(select, view);
  };
  update(first);
  return { update };
};
