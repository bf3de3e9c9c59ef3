/** One of many choices, or one of few where the form asks for a compact control: a list that opens, and a field that narrows it. */

import { fill, liveLine, type Mount, make, owed, type ViewOf, wordsOf } from "./toolkit.js";

/** Longer lists can be searched. */
const LONG = 20;

export const mount: Mount<"list"> = (host, first, emit) => {
  let view = first;
  const select = make("select", { id: first.field.id, className: "input", part: "input" });
  const search = make("input", {
    id: `${first.field.id}-search`,
    type: "search",
    autocomplete: "off",
    className: "input",
    part: "input",
  });
  const label = make("label", { htmlFor: search.id });
  const searching = make("div", { className: "field searching" }, label, search);
  const status = liveLine();
  host.append(searching, status, select);
  select.addEventListener("change", () => emit(select.value === "" ? null : select.value));

  const value = (): string => (typeof view.value === "string" ? view.value : "");
  /** What is chosen stays in the list whatever is searched for. */
  const draw = (): void => {
    const words = wordsOf(view.field);
    const all = view.choices;
    const wanted = search.value.trim().toLocaleLowerCase();
    const found = all.filter(({ name, label }) => label.toLocaleLowerCase().includes(wanted) || name === value());
    const options = found.map(({ name, label: text }) => make("option", { value: name }, text || name));
    select.replaceChildren(make("option", { value: "" }, words.notAnswered), ...options);
    select.value = value();
    status.textContent = wanted === "" ? "" : fill(words.found, found.length, all.length);
  };
  search.addEventListener("input", draw);

  let drawn = "";
  const update = (next: ViewOf<"list">): void => {
    view = next;
    const state = JSON.stringify([view.choices, view.field.language]);
    if (state !== drawn) {
      drawn = state;
      label.textContent = wordsOf(view.field).search;
      draw();
    }
    select.value = value();
    searching.hidden = view.field.readonly || view.choices.length <= LONG;
    select.disabled = view.field.readonly;
    owed(select, view.field);
  };
  update(first);
  return { update };
};
