/**
 * `?` shows the keys of a form from anywhere on its page, except where it is typed. Of several forms it asks the one that
 * was used last; before that, the one nearest to the middle of what is in sight. A page that has a meaning of its own for
 * the key calls `preventDefault()`.
 */

/** A form that can be asked. */
export interface Asked {
  readonly root: HTMLElement;
  readonly showKeys: () => unknown;
}

/** Where a question mark is one. */
const TYPED_INTO = "textarea, select, input:not([type=radio], [type=checkbox], [type=range], [type=file])";

const forms = new Set<Asked>();
let used: Asked | undefined;

/** A form is on the page. */
export function answersKeys(form: Asked): void {
  forms.add(form);
  // The same listener again is none.
  document.addEventListener("keydown", ask);
  for (const name of ["focusin", "pointerdown"]) {
    document.addEventListener(name, noteUse, true);
  }
}

/** It is gone. */
export function leavesKeys(form: Asked): void {
  forms.delete(form);
  if (used === form) {
    used = undefined;
  }
}

function noteUse(event: Event): void {
  const path = event.composedPath();
  used = [...forms].find(({ root }) => path.includes(root)) ?? used;
}

function ask(event: KeyboardEvent): void {
  const hasModifier = event.ctrlKey || event.altKey || event.metaKey;
  if (event.key === "?" && !hasModifier && !event.defaultPrevented && !isTyped(event.composedPath()[0])) {
    const form = used ?? [...forms].sort((one, other) => distance(one) - distance(other))[0];
    form?.showKeys();
  }
}

/** What lies in a closed shadow root of somebody else may be a field. */
function isTyped(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches(TYPED_INTO) ||
      (target.localName.includes("-") && target.shadowRoot === null))
  );
}

/** How far a form is from the middle of what is in sight, in pixels. */
function distance({ root }: Asked): number {
  const { top, bottom } = root.getBoundingClientRect();
  const middle = innerHeight / 2;
  return Math.max(top - middle, middle - bottom, 0);
}
