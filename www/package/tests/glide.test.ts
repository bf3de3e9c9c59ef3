// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from "vitest";
import { watchTaps } from "../src/glide.js";
import { deviceMessages } from "../src/messages.js";

/** Two questions below one another, each 200 px high, in a window of 600. */
const PAGE = `<div part="header"></div>
  <div class="question"><input type="radio" id="one"></div>
  <div class="question"><input type="radio" id="two"></div>
  <div part="bar"></div>`;

const scrolls: ScrollToOptions[] = [];

function place(element: Element | null | undefined, top: number, bottom: number): void {
  if (element != null) {
    element.getBoundingClientRect = () => ({ top, bottom }) as DOMRect;
  }
}

/** A page whose first question stands at a height. */
function page(first: number): HTMLElement {
  const root = document.createElement("div");
  root.innerHTML = PAGE;
  const [one, two] = root.querySelectorAll(".question");
  place(root.querySelector("[part=header]"), 0, 48);
  place(one, first, first + 200);
  place(two, first + 200, first + 400);
  place(root.querySelector("[part=bar]"), 520, 600);
  watchTaps(root, deviceMessages);
  return root;
}

function send(root: HTMLElement, what: string, name: string): void {
  root.querySelector(what)?.dispatchEvent(new Event(name, { bubbles: true }));
}

function tap(root: HTMLElement, what: string): void {
  for (const name of ["pointerdown", "pointerup", "change"]) {
    send(root, what, name);
  }
}

beforeEach(() => {
  scrolls.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("innerHeight", 600);
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  vi.stubGlobal("scrollBy", (options: ScrollToOptions) => scrolls.push(options));
});

it("brings the next question to the place of the answered one where it is out of sight", () => {
  tap(page(200), "#one");
  vi.runAllTimers();
  expect(scrolls).toEqual([{ top: 200, behavior: "smooth" }]);
});

it("moves nothing where the next question is in sight, where something is asked beside the answer, or at the last one", () => {
  tap(page(60), "#one");
  const asks = page(200);
  tap(asks, "#one");
  asks.querySelector(".question")?.insertAdjacentHTML("beforeend", '<div class="comment"></div>');
  tap(page(200), "#two");
  vi.runAllTimers();
  expect(scrolls).toEqual([]);
});

it("moves nothing under a finger, for keys, or for those who want no motion", () => {
  const held = page(200);
  tap(held, "#one");
  send(held, "#two", "pointerdown");
  send(page(200), "#one", "change");
  vi.runAllTimers();
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  tap(page(200), "#one");
  vi.runAllTimers();
  expect(scrolls).toEqual([]);
});

it("shows a long question from under the header", () => {
  tap(page(-300), "#one");
  vi.runAllTimers();
  expect(scrolls).toEqual([]);
  // At the place of the answered one it would be half under the bar.
  tap(page(330), "#one");
  const tall = page(100);
  place(tall.querySelectorAll(".question")[1], 300, 900);
  tap(tall, "#one");
  vi.runAllTimers();
  expect(scrolls.map(({ top }) => top)).toEqual([530 - 312, 300 - 48]);
});

it("brings the rest of a question that has another field below what was tapped", () => {
  const root = page(400);
  root.querySelector(".question")?.insertAdjacentHTML("beforeend", '<input id="waited">');
  place(root.querySelector("#waited"), 560, 600);
  tap(root, "#one");
  vi.runAllTimers();
  expect(scrolls.map(({ top }) => top)).toEqual([560 - 472]);
  (root.querySelector("#waited") as HTMLInputElement).value = "0:40";
  tap(root, "#one");
  vi.runAllTimers();
  expect(scrolls.map(({ top }) => top)).toEqual([560 - 472, 600 - 312]);
});

it("brings the question behind a box that is ticked alone, and not behind one of several", () => {
  const alone = page(200);
  const box = (id: string): string => `<input type="checkbox" id="${id}">`;
  const [first] = alone.querySelectorAll(".question");
  first?.replaceChildren();
  first?.insertAdjacentHTML("beforeend", box("read"));
  tap(alone, "#read");
  vi.runAllTimers();
  expect(scrolls).toHaveLength(1);
  first?.insertAdjacentHTML("beforeend", box("other"));
  tap(alone, "#other");
  vi.runAllTimers();
  expect(scrolls).toHaveLength(1);
});

/** A finger taps a choice at a place of the screen, so long after the page was opened; by a key where `detail` is 0. */
function tapAt(root: HTMLElement, what: string, [x, y, at]: readonly [number, number, number], detail = 1): void {
  for (const name of detail === 0 ? ["click"] : ["pointerdown", "pointerup", "click"]) {
    const place = { clientX: x, clientY: y, detail: name === "click" ? detail : 0 };
    const event = new MouseEvent(name, { bubbles: true, cancelable: true, ...place });
    Object.defineProperty(event, "timeStamp", { value: at });
    root.querySelector(what)?.dispatchEvent(event);
  }
}

/** Whether the second tap chooses, after one on the first question. */
function chooses(second: readonly [number, number, number], detail = 1, what = "#two"): boolean {
  const root = page(200);
  const [one, two] = root.querySelectorAll(".question");
  one?.insertAdjacentHTML("beforeend", '<input type="radio" id="other">');
  two?.insertAdjacentHTML("beforeend", '<label class="card" id="card"><input type="radio" id="in-card"></label>');
  document.body.replaceChildren(root);
  tapAt(root, "#one", [100, 300, 1_000]);
  tapAt(root, what, second, detail);
  const chosen = what === "#card" ? "#in-card" : what;
  return root.querySelector<HTMLInputElement>(chosen)?.checked ?? false;
}

it("does not take the second tap of a double tap for the answer of what has come under the finger", () => {
  expect(chooses([100, 300, 1_200])).toBe(false);
  expect(chooses([110, 310, 1_399])).toBe(false);
  expect(chooses([100, 300, 1_200], 1, "#card")).toBe(false);
});

it("loses no tap elsewhere, later, on the same question, or by a key", () => {
  expect(chooses([100, 317, 1_200])).toBe(true);
  expect(chooses([100, 300, 1_400])).toBe(true);
  expect(chooses([100, 300, 1_400], 1, "#card")).toBe(true);
  expect(chooses([100, 300, 1_200], 1, "#other")).toBe(true);
  expect(chooses([100, 300, 1_200], 0)).toBe(true);
});

it("hears a finger that goes on tapping after as long as one that waits", () => {
  const root = page(200);
  document.body.replaceChildren(root);
  const two = root.querySelector<HTMLInputElement>("#two");
  tapAt(root, "#one", [100, 300, 1_000]);
  tapAt(root, "#two", [100, 300, 1_200]);
  tapAt(root, "#two", [100, 300, 1_390]);
  expect(two?.checked).toBe(false);
  tapAt(root, "#two", [100, 300, 1_420]);
  expect(two?.checked).toBe(true);
});

/** A page whose second question must be answered and stands below the window, with the button onward. */
function behindText(required: boolean): HTMLElement {
  const root = page(450);
  root.querySelector("[part=bar]")?.classList.add("bar");
  root.querySelector("[part=bar]")?.insertAdjacentHTML("beforeend", '<button class="primary">Next</button>');
  const section = document.createElement("section");
  section.className = "page";
  section.append(...root.querySelectorAll(".question"));
  root.querySelector("[part=header]")?.after(section);
  if (required) {
    section
      .querySelectorAll(".question")[1]
      ?.insertAdjacentHTML("afterbegin", '<p class="label" id="title"></p><div aria-required="true"></div>');
  }
  document.body.replaceChildren(root);
  return root;
}

/** Whether pressing the button does what it says. */
function goesOn(root: HTMLElement): boolean {
  let heard = false;
  root.querySelector(".primary")?.addEventListener("click", () => {
    heard = true;
  });
  root.querySelector<HTMLElement>(".primary")?.click();
  return heard;
}

it("first brings what must be answered and was never in sight where the button onward is pressed", () => {
  const root = behindText(true);
  expect(goesOn(root)).toBe(false);
  expect(scrolls).toEqual([{ top: 650 - 312, behavior: "smooth" }]);
  // Its title, not its field: that would open the keyboard of a phone over what nobody has read.
  expect(document.activeElement?.id).toBe("title");
  // Now it is in sight, and the button says what is missing.
  place(root.querySelectorAll(".question")[1], 312, 512);
  expect(goesOn(root)).toBe(true);
  expect(scrolls).toHaveLength(1);
});

it.each([
  ["en", 1, "1 more question on this page"],
  ["en", 2, "2 more questions on this page"],
  ["pl", 2, "Jeszcze 2 pytania na tej stronie"],
  ["ar", 2, "سؤالان آخران في هذه الصفحة"],
])("says in the bar in %s that there are %i below, for a while", async (language, count, sentence) => {
  const root = behindText(true);
  root.lang = language;
  root.querySelector(".bar")?.insertAdjacentHTML("beforeend", '<p class="saved" id="draft">Saved</p>');
  if (count === 2) {
    const third = root.querySelectorAll(".question")[1]?.cloneNode(true) as Element;
    root.querySelector(".page")?.append(third);
    place(third, 850, 1050);
  }
  expect(goesOn(root)).toBe(false);
  const line = root.querySelector(".bar [role=status]");
  // It is live before it speaks.
  expect(line?.textContent).toBe("");
  await vi.waitFor(() => expect(line?.textContent).toBe(sentence));
  const draft = root.querySelector<HTMLElement>("#draft");
  expect(draft?.hidden).toBe(true);
  vi.advanceTimersByTime(8_000);
  expect([line?.isConnected, draft?.hidden]).toEqual([false, false]);
});

it("goes on where nothing is owed below, and for those who want no motion", () => {
  expect(goesOn(behindText(false))).toBe(true);
  const answered = behindText(true);
  (answered.querySelector("#two") as HTMLInputElement).checked = true;
  expect(goesOn(answered)).toBe(true);
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  expect(goesOn(behindText(true))).toBe(true);
  expect(scrolls).toEqual([]);
});

it("brings something once a page: at the second press the button leads on, wherever the page stands", () => {
  const root = behindText(true);
  expect(goesOn(root)).toBe(false);
  // The question is still out of sight: somebody has moved the page back.
  expect(goesOn(root)).toBe(true);
  expect(scrolls).toHaveLength(1);
  const page = root.querySelector(".page");
  const next = page?.cloneNode(true) as Element;
  const [one, two] = next.querySelectorAll(".question");
  place(one, 450, 650);
  place(two, 650, 850);
  page?.replaceWith(next);
  expect(goesOn(root)).toBe(false);
  expect(scrolls).toHaveLength(2);
});

it("makes no detour where the list of what is open has named what is below", () => {
  const root = behindText(true);
  root.querySelector(".page")?.insertAdjacentHTML("afterbegin", '<section class="open"><ol></ol></section>');
  expect(goesOn(root)).toBe(true);
  expect(scrolls).toEqual([]);
});
