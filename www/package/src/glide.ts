/**
 * On a phone the next question comes to where the answered one stood, so that one thumb goes on in one place. Only where it
 * is out of reach, only for what is answered with one tap, never while a finger is on the screen, and not for those who want
 * no motion. Where nothing was answered with one tap, as behind a text to read or to write, the button onward first brings
 * what must be answered and was not in sight yet, and the bar says that it did. The second tap of a double tap answers nothing
 * that has come under the finger meanwhile.
 */

import type { DeviceMessages } from "./messages.js";

/** Loads what is said of the device, where the bar has something to say. */
type Load = (language: string) => Promise<Pick<DeviceMessages, "below">>;

/** Where it is of use, and wanted. */
const TAPPED_THROUGH = "(pointer: coarse) and (max-width: 48em) and (prefers-reduced-motion: no-preference)";
/** By then the answer is drawn, with what it has opened. */
const DRAWN_MS = 120;
/** What came without a tap so short before came by the keyboard. */
const TAP_MS = 700;
/** So much of a question, in pixels, is in sight where somebody has seen it. */
const SEEN_PX = 120;
/** Between a question and what it stands beside. */
const GAP_PX = 8;
/** How long the bar says it. */
const SAYING_MS = 8_000;
/** What a question is answered with. */
const FIELDS = "input, textarea, select";
/** What is chosen by a tap. */
const CHOICES = ".card, .step, input[type=radio], input[type=checkbox]";
/** The taps of a double tap are no further apart, in pixels of the screen. */
const SPOT_PX = 16;
/** Nor in time. Whoever answers question after question in one place is slower: each has to be read. */
const DOUBLE_MS = 400;

/** A finger that was lifted: where on the screen, and when. */
interface Lifted {
  readonly x: number;
  readonly y: number;
  readonly at: number;
}

/** Follows the answers of a form from now on. */
export function watchTaps(root: HTMLElement, load: Load): void {
  swallowSeconds(root);
  /** Pages on which the button onward has brought something: at the second tap it leads on. */
  const brought = new WeakSet<Element>();
  let fingers = 0;
  let tappedAt = Number.NEGATIVE_INFINITY;
  const on = (name: string, act: (event: Event) => void, passive = true): void =>
    root.addEventListener(name, act, { capture: true, passive });
  on("pointerdown", () => {
    fingers += 1;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    on(name, ({ timeStamp }) => {
      fingers = Math.max(0, fingers - 1);
      tappedAt = timeStamp;
    });
  }
  on("change", ({ target, timeStamp }) => {
    const isTapped = timeStamp - tappedAt < TAP_MS && matchMedia(TAPPED_THROUGH).matches;
    if (isTapped && target instanceof HTMLInputElement && isOneTap(target)) {
      setTimeout(() => {
        if (fingers === 0) {
          goOn(root, target.closest(".question"));
        }
      }, DRAWN_MS);
    }
  });
  on(
    "click",
    (event) => {
      const isOnward = (event.target as Element).closest(".bar .primary") !== null;
      // Where the list of what is open is shown, it has named what is below, and the button leads on.
      const leadsOn = !isOnward || root.querySelector(".page .open") !== null;
      const below = !leadsOn && matchMedia(TAPPED_THROUGH).matches ? allUnseen(root) : [];
      const [unseen] = below;
      const page = unseen?.closest(".page");
      if (unseen !== undefined && page != null && !brought.has(page)) {
        brought.add(page);
        event.preventDefault();
        event.stopPropagation();
        glide(root, unseen, 0);
        // So it is read out. In its field the keyboard of a phone would open over what nobody has read yet.
        const title = unseen.querySelector<HTMLElement>(".label, legend") ?? (unseen as HTMLElement);
        title.tabIndex = -1;
        title.focus({ preventScroll: true });
        tellBelow(root, below.length, load).catch(() => undefined);
      }
    },
    false,
  );
}

/** Takes away the second tap of a double tap where what was tapped has made room for a choice of another question. */
function swallowSeconds(root: HTMLElement): void {
  let lifted: Lifted | null = null;
  let last: (Lifted & { readonly question: Element | null }) | null = null;
  root.addEventListener(
    "pointerup",
    ({ clientX: x, clientY: y, timeStamp: at }) => {
      lifted = { x, y, at };
    },
    { capture: true, passive: true },
  );
  root.addEventListener(
    "click",
    (event) => {
      // What no pointer has made, as a key or what reads the screen, is always meant.
      if (event.detail === 0 || lifted === null || event.timeStamp - lifted.at > TAP_MS) {
        return;
      }
      const target = event.target as Element;
      const question = target.closest(".question");
      const isSecond =
        last !== null &&
        last.question !== question &&
        lifted.at - last.at < DOUBLE_MS &&
        Math.hypot(lifted.x - last.x, lifted.y - last.y) <= SPOT_PX;
      const mayGlide = matchMedia(TAPPED_THROUGH).matches;
      if (mayGlide && isSecond && question !== null && target.closest(CHOICES) !== null) {
        // It does not count as a tap: whoever goes on tapping there is heard after the same time.
        event.preventDefault();
        event.stopImmediatePropagation();
      } else {
        last = { ...lifted, question };
      }
    },
    { capture: true },
  );
}

/** Whether a tap answers the whole question: a radio button, or a box that is alone. */
function isOneTap(input: HTMLInputElement): boolean {
  return (
    input.type === "radio" ||
    (input.type === "checkbox" && input.closest(".question")?.querySelectorAll(FIELDS).length === 1)
  );
}

function edge(root: HTMLElement, part: "header" | "bar", side: "top" | "bottom", otherwise: number): number {
  return root.querySelector(`[part~=${part}]`)?.getBoundingClientRect()[side] ?? otherwise;
}

/** Where what is in sight ends. */
function floor(root: HTMLElement): number {
  return Math.min(edge(root, "bar", "top", innerHeight), innerHeight);
}

/** Moves the page to the question behind an answered one, where that is not in sight as a whole. */
function goOn(root: HTMLElement, answered: Element | null): void {
  if (answered === null) {
    return;
  }
  const rest = blankBelow(root, answered);
  if (rest !== undefined) {
    glide(root, rest, 0);
    return;
  }
  const all = [...root.querySelectorAll(".question")];
  const next = all[all.indexOf(answered) + 1];
  // What is wrong, or asked for beside the answer, comes first.
  if (next === undefined || answered.querySelector(".comment, .error, .warning") !== null) {
    return;
  }
  if (next.getBoundingClientRect().bottom > floor(root)) {
    glide(root, next, answered.getBoundingClientRect().top);
  }
}

/** A field of an answered question that is out of sight and still blank, as the waiting time of an attempt may be. */
function blankBelow(root: HTMLElement, question: Element): Element | undefined {
  const lowest = floor(root);
  return [...question.querySelectorAll<HTMLInputElement>(FIELDS)].find(
    (field) =>
      !["radio", "checkbox"].includes(field.type) &&
      field.value === "" &&
      field.closest(".comment") === null &&
      field.getBoundingClientRect().bottom > lowest,
  );
}

/** Moves the page so that something stands at a height, or higher where only then all of it is in sight. */
function glide(root: HTMLElement, what: Element, height: number): void {
  const { top, bottom } = what.getBoundingClientRect();
  const place = Math.min(height > 0 ? height : top, floor(root) - GAP_PX - (bottom - top));
  const highest = Math.max(edge(root, "header", "bottom", 0), 0);
  scrollBy({ top: top - Math.max(place, highest), behavior: "smooth" });
}

/** The questions that must be answered, are not, and have not come into sight from below. */
function allUnseen(root: HTMLElement): readonly Element[] {
  const lowest = floor(root);
  return [...root.querySelectorAll(".page .question")].filter((question) => {
    const { top, bottom } = question.getBoundingClientRect();
    return Math.min(bottom, top + SEEN_PX) > lowest && isOwed(question);
  });
}

/** Says in the bar, for a while, why the button did not lead on: so many questions were below. */
async function tellBelow(root: HTMLElement, count: number, load: Load): Promise<void> {
  const bar = root.querySelector(".bar");
  const saved = bar?.querySelector<HTMLElement>(".saved");
  if (bar === null || saved == null) {
    return;
  }
  const line = document.createElement("p");
  line.className = "saved said";
  line.setAttribute("part", "saved");
  // What is live is read out when its text comes, and has to be there before.
  line.setAttribute("role", "status");
  bar.append(line);
  const language = bar.closest<HTMLElement>("[lang]")?.lang ?? "";
  const { below } = await load(language);
  const forms: Readonly<Record<string, string>> = below;
  const form = forms[new Intl.PluralRules(language || undefined).select(count)] ?? below.other;
  line.textContent = form.replace("{0}", String(count));
  // In the place of what is said of the draft: the bar does not grow over the question.
  saved.hidden = true;
  setTimeout(() => {
    line.remove();
    saved.hidden = false;
  }, SAYING_MS);
}

function isOwed(question: Element): boolean {
  const fields = [...question.querySelectorAll<HTMLInputElement>(FIELDS)];
  const isFilled = ({ type, checked, value }: HTMLInputElement): boolean =>
    type === "radio" || type === "checkbox" ? checked : value !== "";
  const isRequired = question.querySelector("[aria-required=true]") !== null;
  return isRequired && fields.length > 0 && !fields.some(isFilled);
}
