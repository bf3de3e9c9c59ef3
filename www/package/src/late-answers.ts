/**
 * Answers of controls that were taken off the screen while they were still at work: a photo that is being made smaller when
 * the person turns the page. They go to the form itself, for an element that is nowhere reaches nobody.
 */

/** Takes the answer of a question, as JSON text. */
export type TakeAnswer = (path: string, value: string) => void;

/** What a form is to the controls that stand in it. */
interface Form {
  readonly take: TakeAnswer;
  /** Under what its drafts are found; empty where it is not open. */
  readonly filed: () => readonly string[];
}

const forms = new WeakMap<Element, Form>();
/** What is still at work on an answer, by form, with what has it done sooner. */
const works = new WeakMap<Element, Map<Promise<unknown>, () => void>>();

/** Says who takes the late answers of the form in this element, and under what its drafts are found. */
export function takeLateAnswers(form: Element, take: TakeAnswer, filed: () => readonly string[]): void {
  forms.set(form, { take, filed });
}

/** Under what the drafts of a form are found; empty outside of one. */
export function filedUnder(form: Element | undefined): readonly string[] {
  return (form === undefined ? undefined : forms.get(form))?.filed() ?? [];
}

/** Who takes late answers of what stands in this element's tree; `undefined` outside of a form. */
export function lateAnswers(element: Element): TakeAnswer | undefined {
  const form = formOf(element);
  return form === undefined ? undefined : forms.get(form)?.take;
}

/** The form that an element stands in; `undefined` outside of one, and once the element is taken away. */
export function formOf(element: Element): Element | undefined {
  const tree = element.getRootNode();
  return tree instanceof ShadowRoot ? tree.host : undefined;
}

/**
 * A control in a form is at work on an answer: the person does not come to the next screen, and the form is not sealed, before it
 * is done. What waits for more input hurries when somebody waits for it.
 */
export function atWork(form: Element | undefined, work: Promise<unknown>, hurry: () => void = () => undefined): void {
  if (form === undefined) {
    return;
  }
  const all = works.get(form) ?? new Map();
  works.set(form, all.set(work, hurry));
  const done = (): void => void all.delete(work);
  work.then(done, done);
}

/** Resolves when nothing in a form is at work any more; what fails says so in its place. */
export async function settled(form: Element): Promise<void> {
  for (let all = works.get(form); all !== undefined && all.size > 0; ) {
    for (const hurry of [...all.values()]) {
      hurry();
    }
    await Promise.allSettled(all.keys());
  }
}

/** The same where something is at work now; `undefined` where nothing is. */
export function working(form: Element): Promise<void> | undefined {
  return (works.get(form)?.size ?? 0) > 0 ? settled(form) : undefined;
}
