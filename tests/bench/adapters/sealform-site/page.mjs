// The folder that `sealform build` writes: the page comes with its first page drawn. Beside it stands only what the harness asks.
import { remembered } from '../../harness/remembered.mjs';

export const ext = 'json';

const root = () => document.querySelector('sealform-form')?.shadowRoot;
const field = remembered(({ name }) => root()?.querySelector(`[data-path$="/${name}"], [data-path="${name}"]`));
const words = { yes: 'Yes', no: 'No', na: 'Not applicable' };

/** There is nothing to do: the page is a page. */
export async function mount() {}

export const shown = (item) => Boolean(field(item)?.offsetParent);

export function target(item, value) {
  const question = field(item);
  if (!value) return question?.querySelector('textarea, input');
  const choices = [...(question?.querySelectorAll('label') ?? [])];
  return choices.find((choice) => choice.textContent.trim() === words[value]);
}

export const text = (item) => field(item)?.querySelector('output, input')?.value;

/** Whether the runtime has taken over. */
export function takenOver() {
  const form = document.querySelector('sealform-form');
  return form?.exportDraft?.() != null && !root().querySelector('[part=root]').hidden;
}

/** What was answered must stand then. */
export function checkTaken(item, value) {
  const answers = JSON.parse(document.querySelector('sealform-form').exportDraft()).answers;
  const path = field(item).dataset.path;
  if (answers[path] !== value || !target(item, value).querySelector('input').checked) {
    throw new Error(`${path}: the answer is gone, there is ${JSON.stringify(answers)}`);
  }
}
