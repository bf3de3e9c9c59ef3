/**
 * `?` shows the keys of a form from anywhere on its page, except where it is typed. Of several forms it asks the one that
 * was used last; before that, the one nearest to the middle of what is in sight. A page that has a meaning of its own for
 * the key calls `preventDefault()`.
 */

/** A form that can be asked. */
export interface Asked {
  readonly root: HTMLElement;
  readonly showKeys: () => unknown;
  /** When it had the focus last, in milliseconds since the page began; 0 where it never had. */
  used: number;
}

/** Where a question mark is one. */
const TYPED_INTO = "textarea, select, input:not([type=radio], [type=checkbox], [type=range], [type=file])";

/** Shows the keys of one of these forms, after the key was pressed at the target. */
export function ask(event: KeyboardEvent, target: EventTarget | undefined, forms: ReadonlySet<Asked>): void {
  const hasModifier = event.ctrlKey || event.altKey || event.metaKey;
  if (!hasModifier && !event.defaultPrevented && !isTyped(target)) {
    [...forms].sort((one, other) => other.used - one.used || distance(one) - distance(other))[0]?.showKeys();
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
