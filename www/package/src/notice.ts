/** What stands in the shadow root while there is no form. Built node by node: no markup is ever parsed. */

/** Something that the person can do about it. */
export interface Offer {
  readonly label: string;
  readonly action: () => void;
}

/** Shows that something is on its way. */
export function showLoading(into: HTMLElement, text: string): void {
  const line = element("p", "none", text);
  line.setAttribute("role", "status");
  show(into, line);
}

/** Shows what went wrong, and what can be done. */
export function showNotice(
  into: HTMLElement,
  text: string,
  more: readonly string[],
  ...offers: readonly Offer[]
): void {
  show(into, notice(text, more, offers));
}

/** Something that must be said above a form that goes on. */
export interface Strip {
  readonly text: string;
  /** Lines below it. */
  readonly more?: readonly string[];
  readonly offers: readonly Offer[];
  /** Nothing is wrong: it is worth knowing. */
  readonly isCalm?: boolean;
}

/** Says all of these, or nothing. */
export function showStrips(into: HTMLElement, strips: readonly Strip[]): void {
  if (strips.length === 0) {
    into.replaceChildren();
  } else {
    show(into, ...strips.map(({ text, more = [], offers, isCalm }) => notice(text, more, offers, isCalm)));
  }
}

export function notice(text: string, more: readonly string[], offers: readonly Offer[], isCalm = false): HTMLElement {
  const box = isCalm ? calmBox(text) : alertBox(text);
  box.append(...more.map((line) => element("p", "why", line)));
  const buttons = offers.map(({ label, action }, index) => {
    const classes = index === 0 ? "button primary" : "button";
    const button = element("button", classes, label);
    button.type = "button";
    button.setAttribute("part", classes);
    button.addEventListener("click", action);
    return button;
  });
  if (buttons.length > 0) {
    const row = element("div", "buttons");
    row.append(...buttons);
    box.append(row);
  }
  return box;
}

/** In the same frame as a form, so that it has its colours and its spacing. */
export function show(into: HTMLElement, ...content: readonly HTMLElement[]): void {
  const frame = element("div", "sealform");
  frame.setAttribute("part", "form");
  const page = element("div", "middle page");
  page.append(...content);
  frame.append(page);
  into.replaceChildren(frame);
}

export function alertBox(text: string): HTMLElement {
  const box = element("div", "fault");
  box.setAttribute("part", "notice");
  box.setAttribute("role", "alert");
  const line = element("p", "");
  line.append(element("strong", "", text));
  box.append(line);
  return box;
}

function calmBox(text: string): HTMLElement {
  const box = element("div", "note");
  box.setAttribute("part", "notice");
  box.setAttribute("role", "status");
  box.append(element("p", "", text));
  return box;
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  classes: string,
  text?: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (classes !== "") {
    made.className = classes;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}
