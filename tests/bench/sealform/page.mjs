// The element, as a page would use it: its parts are found in the open shadow root.
import './sealform/index.js';

export { convert, ext } from './convert.mjs';

const root = () => document.querySelector('sealform-form').shadowRoot;
const field = ({ name }) => root().querySelector(`[data-path$="/${name}"], [data-path="${name}"]`);

export async function mount(el, doc) {
  const form = document.createElement('sealform-form');
  form.questionnaire = doc;
  const ready = new Promise((resolve) => form.addEventListener('sealform-ready', resolve, { once: true }));
  el.append(form);
  await ready;
}

export const shown = (item) => Boolean(field(item)?.offsetParent);

export function target(item, value) {
  const question = field(item);
  const input = value && question?.querySelector(`input[value="${value}"]`);
  return value ? input?.labels[0] ?? input : question?.querySelector('textarea, input');
}

export const text = (item) => field(item)?.querySelector('output, input')?.value;
