// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { mount } from "../src/widgets/list.js";
import { loadMessages, type ViewOf, type Widget } from "../src/widgets/toolkit.js";

type View = ViewOf<"list">;

const FIELD = { path: "visit/store", id: "q1", label: "Store", appearance: "", language: "en", describedBy: "q1-need" };
const TOWNS = ["Bergen", "Bodø", "Oslo", "Tromsø", "Ålesund"];
const CHOICES = TOWNS.map((label, place) => ({ name: `n${place}`, label, exclusive: false }));
const NONE = { name: "none", label: "None of these", exclusive: true };

beforeEach(async () => {
  await loadMessages("en");
  // However busy the machine is, what is found is there at once.
  vi.spyOn(performance, "now").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

interface Tried {
  host: HTMLElement;
  input: HTMLInputElement;
  answers: unknown[];
  removed: unknown[];
  widget: Widget<"list">;
  show(change: object): void;
}

/** A list that is answered as a form answers it. */
function tried(change: object = {}, field: object = {}): Tried {
  const host = document.createElement("div");
  document.body.append(host);
  let view = {
    kind: "list",
    field: { ...FIELD, readonly: false, required: true, invalid: false, ...field },
    value: null,
    choices: CHOICES,
    several: false,
    ...change,
  } as unknown as View;
  const [answers, removed]: [unknown[], unknown[]] = [[], []];
  const show = (next: object): void => {
    view = { ...view, ...next } as View;
    // Views come as JSON text.
    widget.update(JSON.parse(JSON.stringify(view)));
  };
  const widget: Widget<"list"> = mount(host, view, (value, gone) => {
    answers.push(value);
    if (gone !== undefined) {
      removed.push(gone.name);
    }
    show({ value });
  });
  const input = host.querySelector("input") as HTMLInputElement;
  input.focus();
  return { host, input, answers, removed, widget, show };
}

function type(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(element: Element, ...keys: string[]): void {
  for (const key of keys) {
    element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}

const options = (host: Element): string[] =>
  [...host.querySelectorAll("[role=option]")].map((one) => one.textContent ?? "");
const chips = (host: Element): string[] => [...host.querySelectorAll(".chip")].map((chip) => chip.textContent ?? "");
const active = ({ input, host }: Tried): string | null => {
  const id = input.getAttribute("aria-activedescendant");
  return id === null ? null : (host.querySelector(`#${id}`)?.textContent ?? "(gone)");
};

it("is a combobox with what the form says of it", () => {
  const { input, host, show } = tried();
  expect(input.getAttribute("role")).toBe("combobox");
  expect(input.getAttribute("aria-expanded")).toBe("false");
  expect(input.getAttribute("aria-describedby")).toBe("q1-need");
  expect(input.getAttribute("aria-required")).toBe("true");
  expect(host.querySelector(`#${input.getAttribute("aria-controls")}`)?.getAttribute("role")).toBe("listbox");
  show({ field: { ...FIELD, readonly: false, required: false, invalid: true } });
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(input.hasAttribute("aria-required")).toBe(false);
});

it("shows results while a person types, and Enter chooses the first", () => {
  const list = tried();
  const { host, input, answers } = list;
  type(input, "o");
  expect(options(host)).toEqual(["Oslo", "Bodø", "Tromsø"]);
  type(input, "tromso");
  expect(options(host)).toEqual(["Tromsø"]);
  expect(host.querySelector("mark")?.textContent).toBe("Tromsø");
  expect(active(list)).toBe("Tromsø");
  press(input, "Enter");
  expect(answers).toEqual(["n3"]);
  expect(input.value).toBe("Tromsø");
  expect(input.getAttribute("aria-expanded")).toBe("false");
  expect(document.activeElement).toBe(input);
});

it("is gone through by keys", () => {
  const list = tried();
  const { input } = list;
  press(input, "ArrowDown");
  expect(active(list)).toBe("Bergen");
  const steps = [
    ["ArrowDown", "Bodø"],
    ["End", "Ålesund"],
    ["ArrowDown", "Bergen"],
    ["ArrowUp", "Ålesund"],
    ["Home", "Bergen"],
    ["PageDown", "Ålesund"],
  ] as const;
  for (const [key, town] of steps) {
    press(input, key);
    expect(active(list), key).toBe(town);
  }
});

it("keeps the answer when Escape closes it, and the key from the page around it", () => {
  const { input, answers } = tried({ value: "n2" });
  const heard = vi.fn();
  document.body.addEventListener("keydown", heard);
  type(input, "berg");
  press(input, "Escape");
  expect(input.value).toBe("Oslo");
  expect(input.getAttribute("aria-expanded")).toBe("false");
  expect(answers).toEqual([]);
  expect(heard).not.toHaveBeenCalled();
  press(input, "Escape");
  expect(heard).toHaveBeenCalledOnce();
  document.body.removeEventListener("keydown", heard);
});

it("takes what was typed as a whole when the person goes on, and else keeps the answer", () => {
  const { input, answers } = tried({ value: "n2" });
  type(input, "ber");
  input.blur();
  expect([input.value, answers]).toEqual(["Oslo", []]);
  input.focus();
  type(input, "bodo");
  input.blur();
  expect([input.value, answers]).toEqual(["Bodø", ["n1"]]);
});

it("chooses by a click, and clears", () => {
  const { host, input, answers, removed } = tried();
  input.click();
  expect(options(host)).toEqual(TOWNS);
  (host.querySelectorAll("[role=option]")[2] as HTMLElement).click();
  expect(input.value).toBe("Oslo");
  const clear = host.querySelector(".clear") as HTMLButtonElement;
  expect(clear.getAttribute("aria-label")).toBe("Clear: Store");
  // First what is typed, then what is answered.
  type(input, "berg");
  clear.click();
  expect([input.value, answers]).toEqual(["", ["n2"]]);
  press(input, "Escape");
  clear.click();
  expect(answers).toEqual(["n2", null]);
  expect(removed).toEqual([null]);
  expect(clear.hidden).toBe(true);
  expect(document.activeElement).toBe(input);
});

it("shows what is chosen when it opens", () => {
  const list = tried({ value: "n3" });
  press(list.input, "ArrowDown");
  expect(active(list)).toBe("Tromsø");
  expect(list.host.querySelector("[aria-selected=true]")?.textContent).toBe("Tromsø");
});

it("says how many are found, and that nothing is", () => {
  vi.useFakeTimers();
  const { host, input } = tried();
  const status = host.querySelector("[role=status]") as HTMLElement;
  type(input, "b");
  expect(status.textContent).toBe("");
  vi.advanceTimersByTime(500);
  expect(status.textContent).toBe("Results: 2");
  type(input, "zzz");
  expect(status.textContent).toBe("Nothing found. Try fewer letters.");
  expect(status.classList.contains("hidden")).toBe(false);
  expect(host.querySelector<HTMLElement>("[role=listbox]")?.hidden).toBe(true);
});

it("takes several, in the order of the list, and shows them as chips", () => {
  const { host, input, answers, removed } = tried({ several: true });
  expect(input.getAttribute("aria-labelledby")).toBe("q1-label");
  type(input, "oslo");
  press(input, "Enter");
  expect(input.value).toBe("");
  expect(options(host)).toEqual(TOWNS);
  expect(input.getAttribute("aria-expanded")).toBe("true");
  type(input, "berg");
  press(input, "Enter");
  expect(answers).toEqual([["n2"], ["n0", "n2"]]);
  expect(chips(host)).toEqual(["Bergen", "Oslo"]);
  expect(host.querySelector(".chips")?.getAttribute("aria-label")).toBe("Chosen: 2");
  press(input, "Backspace");
  expect(answers.at(-1)).toEqual(["n0"]);
  expect(removed).toEqual(["Oslo"]);
  expect(document.activeElement).toBe(input);
  type(input, "x");
  press(input, "Backspace");
  expect(answers).toHaveLength(3);
});

it("removes chips by keys, and the focus stays among them", () => {
  const { host, input, answers } = tried({ several: true, value: ["n0", "n1", "n2"] });
  const chip = (place: number): HTMLElement => host.querySelectorAll(".chip")[place] as HTMLElement;
  expect(chip(1).getAttribute("aria-label")).toBe("Remove Bodø");
  chip(1).focus();
  press(chip(1), "Delete");
  expect(answers.at(-1)).toEqual(["n0", "n2"]);
  expect(document.activeElement).toBe(chip(1));
  press(chip(1), "Backspace");
  expect(document.activeElement).toBe(chip(0));
  chip(0).click();
  expect(answers.at(-1)).toBe(null);
  expect(document.activeElement).toBe(input);
});

it("lets a choice that excludes all others do so", () => {
  const { host, input, answers } = tried({ several: true, choices: [...CHOICES, NONE] });
  for (const text of ["oslo", "bergen", "none", "bodo"]) {
    type(input, text);
    press(input, "Enter");
  }
  expect(answers).toEqual([["n2"], ["n0", "n2"], ["none"], ["n1"]]);
  expect(chips(host)).toEqual(["Bodø"]);
});

it("shows an answer that is offered no more, and lets it be removed", () => {
  const { host, answers } = tried({ several: true, value: ["n1", "gone"] });
  expect(chips(host)).toEqual(["Bodø", "gone"]);
  (host.querySelectorAll(".chip")[1] as HTMLElement).click();
  expect(answers).toEqual([["n1"]]);
});

it("cannot be changed where it is only read", () => {
  const one = tried({ value: "n2" }, { readonly: true });
  one.input.click();
  press(one.input, "ArrowDown");
  expect([one.input.value, one.input.readOnly]).toEqual(["Oslo", true]);
  expect(one.input.getAttribute("aria-expanded")).toBe("false");
  expect(one.host.querySelector<HTMLElement>(".clear")?.hidden).toBe(true);
  const several = tried({ value: ["n2"], several: true }, { readonly: true });
  expect(several.host.querySelector<HTMLElement>(".combo")?.hidden).toBe(true);
  expect(several.host.querySelector<HTMLButtonElement>(".chip")?.disabled).toBe(true);
});

it("looks anew when other choices are offered", () => {
  const { host, input, show } = tried();
  type(input, "o");
  show({ choices: [...CHOICES, { name: "n9", label: "Odda", exclusive: false }] });
  expect(options(host)).toEqual(["Oslo", "Odda", "Bodø", "Tromsø"]);
  expect(input.value).toBe("o");
});

it("draws of 50,000 only what is seen, each where it stands", () => {
  const choices = Array.from({ length: 50_000 }, (_, at) => ({
    name: `${at}`,
    label: `Store ${at}`,
    exclusive: false,
  }));
  const list = tried({ choices });
  press(list.input, "ArrowDown");
  expect(options(list.host).length).toBeLessThan(40);
  press(list.input, "End");
  expect(active(list)).toBe("Store 49999");
  const drawn = [...list.host.querySelectorAll("[role=option]")];
  expect(drawn.length).toBeLessThan(40);
  const last = drawn.find((one) => one.textContent === "Store 49999");
  expect([last?.getAttribute("aria-setsize"), last?.getAttribute("aria-posinset")]).toEqual(["50000", "50000"]);
  // What a person scrolls away from stays the active one.
  const box = list.host.querySelector("[role=listbox]") as HTMLElement;
  box.scrollTop = 44 * 1000;
  box.dispatchEvent(new Event("scroll"));
  expect(options(list.host)).toContain("Store 1000");
  expect(active(list)).toBe("Store 49999");
});

it("is a sheet on a small screen, and gives the focus back", () => {
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  const { host, input, answers } = tried();
  input.click();
  const dialog = host.querySelector("dialog") as HTMLDialogElement;
  expect(dialog.open).toBe(true);
  const field = dialog.querySelector("input") as HTMLInputElement;
  expect(document.activeElement).toBe(field);
  expect(dialog.querySelector("p")?.textContent).toBe("Store");
  expect(input.getAttribute("aria-haspopup")).toBe("dialog");
  type(field, "alesund");
  (dialog.querySelector("[role=option]") as HTMLElement).click();
  expect(answers).toEqual(["n4"]);
  expect(dialog.open).toBe(false);
  expect([input.value, input.getAttribute("aria-expanded")]).toEqual(["Ålesund", "false"]);
});
