/** One of many choices in a list that opens, or several of many in one that is searched; also of few where the form asks for a compact control. */

import {
  button,
  type Emit,
  fill,
  liveLine,
  type Mount,
  make,
  owed,
  type ViewOf,
  type Widget,
  wordsOf,
} from "./toolkit.js";

/** Longer lists can be searched. */
const LONG = 20;
/** Of several choices so many are shown at once: whoever looks for another one searches. */
const MOST_SHOWN = 50;

type Choice = ViewOf<"list">["choices"][number];

export const mount: Mount<"list"> = (host, first, emit) =>
  first.several ? several(host, first, emit) : one(host, first, emit);

/** A field that narrows a list. */
function searchField(
  first: ViewOf<"list">,
  draw: () => void,
): { box: HTMLElement; label: HTMLElement; input: HTMLInputElement } {
  const input = make("input", {
    id: `${first.field.id}-search`,
    type: "search",
    autocomplete: "off",
    className: "input",
    part: "input",
  });
  const label = make("label", { htmlFor: input.id });
  input.addEventListener("input", draw);
  return { box: make("div", { className: "field searching" }, label, input), label, input };
}

/** Whether the label of a choice holds what is searched for. */
function finder(input: HTMLInputElement): (choice: Choice) => boolean {
  const wanted = input.value.trim().toLocaleLowerCase();
  return ({ name, label }) => (label || name).toLocaleLowerCase().includes(wanted);
}

function one(host: HTMLElement, first: ViewOf<"list">, emit: Emit): Widget<"list"> {
  let view = first;
  const select = make("select", { id: first.field.id, className: "input", part: "input" });
  const search = searchField(first, () => draw());
  const status = liveLine();
  host.append(search.box, status, select);
  select.addEventListener("change", () => emit(select.value === "" ? null : select.value));

  const value = (): string => (typeof view.value === "string" ? view.value : "");
  /** What is chosen stays in the list whatever is searched for. */
  const draw = (): void => {
    const words = wordsOf(view.field);
    const all = view.choices;
    const isFound = finder(search.input);
    const found = all.filter((choice) => isFound(choice) || choice.name === value());
    const options = found.map(({ name, label: text }) => make("option", { value: name }, text || name));
    select.replaceChildren(make("option", { value: "" }, words.notAnswered), ...options);
    select.value = value();
    status.textContent = search.input.value.trim() === "" ? "" : fill(words.found, found.length, all.length);
  };

  let drawn = "";
  const update = (next: ViewOf<"list">): void => {
    view = next;
    const state = JSON.stringify([view.choices, view.field.language]);
    if (state !== drawn) {
      drawn = state;
      search.label.textContent = wordsOf(view.field).search;
      draw();
    }
    select.value = value();
    search.box.hidden = view.field.readonly || view.choices.length <= LONG;
    select.disabled = view.field.readonly;
    owed(select, view.field);
  };
  update(first);
  return { update };
}

function several(host: HTMLElement, first: ViewOf<"list">, emit: Emit): Widget<"list"> {
  let view = first;
  const count = make("p", { className: "hint" });
  const chips = make("ul", { className: "chips", part: "chips" });
  const search = searchField(first, () => draw());
  const status = liveLine();
  const found = make("div", { className: "choices" });
  host.append(count, chips, search.box, status, found);

  const taken = (): string[] => (Array.isArray(view.value) ? view.value.map(String) : []);
  /** In the order of the list. A choice that excludes all others takes their place, and gives way to them. */
  const toggle = (clicked: Choice): void => {
    const before = taken();
    const isAdding = !before.includes(clicked.name);
    const stays = ({ name, exclusive }: Choice): boolean =>
      name === clicked.name ? isAdding : before.includes(name) && !(isAdding && (clicked.exclusive || exclusive));
    const left = view.choices.filter(stays).map(({ name }) => name);
    emit(left.length === 0 ? null : left);
  };
  const chip = (choice: Choice): HTMLElement => {
    const text = choice.label || choice.name;
    const remove = button(
      text,
      () => {
        toggle(choice);
        search.input.focus();
      },
      { className: "chip", "aria-label": `${wordsOf(view.field).remove} ${text}`, disabled: view.field.readonly },
    );
    return make("li", {}, remove);
  };
  const row = (choice: Choice): HTMLElement => {
    const input = make("input", { type: "checkbox", value: choice.name, checked: taken().includes(choice.name) });
    input.addEventListener("change", () => toggle(choice));
    return make("label", { className: "card", part: "choice" }, input, make("span", {}, choice.label || choice.name));
  };
  const draw = (): void => {
    const words = wordsOf(view.field);
    const fits = view.choices.filter(finder(search.input));
    const shown = view.field.readonly ? [] : fits.slice(0, MOST_SHOWN);
    found.replaceChildren(...shown.map(row));
    status.textContent =
      shown.length === view.choices.length ? "" : fill(words.found, shown.length, view.choices.length);
  };

  let drawn = "";
  const update = (next: ViewOf<"list">): void => {
    const before = view.choices;
    view = next;
    const words = wordsOf(view.field);
    const names = new Set(taken());
    const chosen = view.choices.filter(({ name }) => names.has(name));
    count.textContent = fill(words.chosen, chosen.length);
    chips.replaceChildren(...chosen.map(chip));
    chips.hidden = chosen.length === 0;
    search.label.textContent = words.search;
    search.box.hidden = view.field.readonly || view.choices.length <= LONG;
    const state = JSON.stringify([view.field.language, view.field.readonly, view.choices.length]);
    if (state !== drawn || JSON.stringify(before) !== JSON.stringify(view.choices)) {
      drawn = state;
      draw();
    }
    // The focus stays in what is drawn already.
    for (const input of found.querySelectorAll("input")) {
      input.checked = names.has(input.value);
      owed(input, { ...view.field, required: false });
    }
  };
  update(first);
  return { update };
}
