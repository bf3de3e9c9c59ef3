/**
 * Answers of controls that were taken off the screen while they were still at work: a photo that is being made smaller when
 * the person turns the page. They go to the form itself, for an element that is nowhere reaches nobody.
 */

/** Takes the answer of a question, as JSON text. */
export type TakeAnswer = (path: string, value: string) => void;

const forms = new WeakMap<Element, TakeAnswer>();

/** Says who takes the late answers of the form in this element. */
export function takeLateAnswers(form: Element, take: TakeAnswer): void {
  forms.set(form, take);
}

/** Who takes late answers of what stands in this element's tree; `undefined` outside of a form. */
export function lateAnswers(element: Element): TakeAnswer | undefined {
  const tree = element.getRootNode();
  return tree instanceof ShadowRoot ? forms.get(tree.host) : undefined;
}
