/**
 * Keeps what is entered on a first page that `sealform build` has drawn, until the form is there: what stands in its fields
 * is read from them; what is pressed, and what controls answer that come on demand, is noted.
 *
 * Importing this module watches every such page in the document. It is small, and loads nothing.
 */

/** Something that happened to an element, and has no place in it. */
interface Noted {
  readonly element: Element;
  /** The event to repeat; `null` is a press. */
  readonly event: CustomEvent | null;
}

const FIELDS = "input, textarea, select";
/** Guidance opens by itself; links come with what somebody has looked for. */
const PRESSED = "button";
/** What a control answers that comes on demand. */
const ANSWERS = ["sealform-answer", "sealform-removal"];

/** A press that began and never ended here, as those that open a list of the system, is waited for no longer. */
const PRESS_MS = 1_000;

const noted = new WeakMap<Element, Noted[]>();
/** Whether a press, or a key, has begun whose click comes when it ends. */
let isPressed = false;
/** Whether a word is being composed. */
let isComposing = false;
const waiting: (() => void)[] = [];

/** The click comes right after the release. */
function release(): void {
  setTimeout(() => {
    isPressed = false;
    waiting.splice(0).forEach((go) => void go());
  });
}

/** Resolves when nothing is under way that another element could not end. */
async function quiet(): Promise<void> {
  const patience = setTimeout(release, PRESS_MS);
  while (isPressed || isComposing) {
    await new Promise<void>((go) => waiting.push(go));
  }
  clearTimeout(patience);
}

if (typeof document !== "undefined") {
  const on = (names: string, act: () => void): void => {
    for (const name of names.split(" ")) {
      addEventListener(name, act, true);
    }
  };
  on("pointerdown keydown", () => {
    isPressed = true;
  });
  on("pointerup pointercancel keyup change blur", release);
  on("compositionstart", () => {
    isComposing = true;
  });
  on("compositionend", () => {
    isComposing = false;
    release();
  });
  for (const form of document.querySelectorAll("sealform-form")) {
    const page = form.shadowRoot?.querySelector("[part=root] > div");
    if (page != null) {
      watchFirstPage(page);
    }
  }
}

/** Notes from now on what happens on a first page. */
export function watchFirstPage(page: Element): void {
  if (noted.has(page)) {
    return;
  }
  const notes: Noted[] = [];
  noted.set(page, notes);
  page.addEventListener("click", ({ target }) => {
    const element = (target as Element).closest(PRESSED);
    if (element !== null) {
      notes.push({ element, event: null });
    }
  });
  for (const name of ANSWERS) {
    page.addEventListener(name, (event) => {
      notes.push({ element: event.target as Element, event: event as CustomEvent });
    });
  }
}

/** What puts a form in the place of its first page. */
export interface Exchange {
  readonly page: HTMLElement;
  /** The form, which is not in the document yet. */
  readonly form: HTMLElement;
  /** Whether the form goes on with a draft: what stands in it already stays. */
  readonly isRestored: boolean;
  /** Whether the form has been taken away meanwhile. */
  hasEnded(): boolean;
  /** Puts the form there. */
  put(): void;
}

/** A form may write what was entered in its own way; a field that stays different is left at that. */
const TRIES = 3;

/**
 * Has everything done to the form that was done to its first page, and then puts it there: nobody sees one without the other.
 * What is entered meanwhile is entered as well, and between the last look and the exchange nothing can be.
 */
export async function exchange({ page, form, isRestored, hasEnded, put }: Exchange): Promise<void> {
  watchFirstPage(page);
  const notes = noted.get(page) ?? [];
  const tries = new Map<Field, number>();
  /** Questions that had no answer in the form. */
  const open = new Set<string | undefined>();
  const isOpen = (to: Element): boolean =>
    !isRestored || open.has(pathOf(to)) || (!isFilled(to, form) && open.add(pathOf(to)) !== undefined);
  const enterNext = (): boolean => {
    for (const field of page.querySelectorAll<Field>(FIELDS)) {
      const to = isChanged(field) ? counterpart(field, page, form) : null;
      const tried = tries.get(field) ?? 0;
      if (to !== null && isOther(field, to) && tried < TRIES && isOpen(to)) {
        tries.set(field, tried + 1);
        enter(field, to);
        return true;
      }
    }
    return false;
  };
  const repeatNext = (): boolean => {
    const note = notes.shift();
    const to = note && counterpart(note.element, page, form);
    if (to && note.event === null && !isRestored) {
      (to as HTMLElement).click();
    } else if (to && note.event !== null && isOpen(to)) {
      to.dispatchEvent(new CustomEvent(note.event.type, { detail: note.event.detail, bubbles: true }));
    }
    return note !== undefined;
  };
  for (await quiet(); !hasEnded() && (enterNext() || repeatNext()); await quiet()) {
    // The form draws what follows from it before the next one.
    await new Promise((go) => setTimeout(go));
  }
  if (hasEnded()) {
    return;
  }
  const active = (page.getRootNode() as ShadowRoot).activeElement;
  const focus = active !== null && page.contains(active) ? counterpart(active, page, form) : null;
  for (const details of page.querySelectorAll("details")) {
    counterpart(details, page, form)?.toggleAttribute("open", details.open);
  }
  put();
  if (active !== null && focus !== null) {
    giveFocus(active, focus as HTMLElement);
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function isTicked(field: Element): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox");
}

/** Whether a field was drawn otherwise. Those of controls that come on demand answer by themselves. */
function isChanged(field: Field): boolean {
  if (field.closest("sealform-widget") !== null) {
    return false;
  }
  if (isTicked(field)) {
    // Of radio buttons, the one that was taken says it all.
    return field.checked !== field.defaultChecked && (field.checked || field.type !== "radio");
  }
  return field instanceof HTMLSelectElement
    ? [...field.options].some(({ selected, defaultSelected }) => selected !== defaultSelected)
    : field.value !== field.defaultValue;
}

/** Whether what was entered before stands in a place. */
function isFilled(place: Element, form: Element): boolean {
  const view = place.getAttribute("view");
  if (view !== null) {
    return (JSON.parse(view) as { readonly value?: unknown }).value != null;
  }
  const box = place.closest("[data-path]") ?? form;
  return isTicked(place) ? box.querySelector("input:checked") !== null : (place as Field).value !== "";
}

function isOther(one: Field, other: Field): boolean {
  return isTicked(one) ? one.checked !== (other as HTMLInputElement).checked : one.value !== other.value;
}

function enter(from: Field, to: Field): void {
  if (isTicked(from)) {
    (to as HTMLInputElement).checked = from.checked;
  } else {
    to.value = from.value;
  }
  to.dispatchEvent(new Event("input", { bubbles: true }));
  to.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The question that an element stands in. */
function pathOf(element: Element): string | undefined {
  return element.closest<HTMLElement>("[data-path]")?.dataset["path"];
}

/** What tells elements of one question apart: what they are called by the form, or what is read on them. */
function nameOf(element: Element): string {
  const part = element.id.replace(/^q\d+/, "");
  const said = isTicked(element) ? element.value : element.matches(PRESSED) ? element.textContent : "";
  return `${part} ${said}`;
}

/** The same element of the form: the one of the same question that is alike. */
function counterpart<Found extends Element>(element: Found, page: Element, form: Element): Found | null {
  const [path, name] = [pathOf(element), nameOf(element)];
  const alike = (tree: Element): Element[] =>
    [...tree.querySelectorAll(element.localName)].filter((one) => pathOf(one) === path && nameOf(one) === name);
  return (alike(form)[alike(page).indexOf(element)] as Found | undefined) ?? null;
}

/** Focus and selection go on where they were. */
function giveFocus(from: Element, to: HTMLElement): void {
  to.focus({ preventScroll: true });
  if ("selectionStart" in from && "setSelectionRange" in to) {
    const { selectionStart, selectionEnd, selectionDirection } = from as HTMLInputElement;
    // Fields of some types have none.
    if (selectionStart !== null) {
      (to as HTMLInputElement).setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? "none");
    }
  }
}
