/**
 * Answers of controls that were taken off the screen while they were still at work: a photo that is being made smaller when
 * the person turns the page. They go to the form itself, for an element that is nowhere reaches nobody.
 */

/** Takes the answer of a question, as JSON text. */
export type TakeAnswer = (path: string, value: string) => void;

const forms = new WeakMap<Element, TakeAnswer>();
/** What is still at work on an answer, by form. */
const works = new WeakMap<Element, Set<Promise<unknown>>>();

/** Says who takes the late answers of the form in this element. */
export function takeLateAnswers(form: Element, take: TakeAnswer): void {
  forms.set(form, take);
}

/** Who takes late answers of what stands in this element's tree; `undefined` outside of a form. */
export function lateAnswers(element: Element): TakeAnswer | undefined {
  const form = formOf(element);
  return form === undefined ? undefined : forms.get(form);
}

function formOf(element: Element): Element | undefined {
  const tree = element.getRootNode();
  return tree instanceof ShadowRoot ? tree.host : undefined;
}

/** A control in this element is at work on an answer: the form is not sealed before it is done. */
export function atWork(element: Element, work: Promise<unknown>): void {
  const form = formOf(element);
  if (form === undefined) {
    return;
  }
  const all = works.get(form) ?? new Set();
  works.set(form, all.add(work));
  const done = (): void => void all.delete(work);
  work.then(done, done);
}

/** Resolves when nothing in a form is at work any more; what fails says so in its place. */
export async function settled(form: Element): Promise<void> {
  for (let all = works.get(form); all !== undefined && all.size > 0; ) {
    await Promise.allSettled(all);
  }
}
