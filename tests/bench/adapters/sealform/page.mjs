// The element, as a page would use it: its parts are found in the open shadow root.
import './sealform/index.js';
import { remembered } from '../../harness/remembered.mjs';

export const ext = 'txt';

// The harness looks before the element is there.
const root = () => document.querySelector('sealform-form')?.shadowRoot;
const field = remembered(({ name }) => root()?.querySelector(`[data-path$="/${name}"], [data-path="${name}"]`));
const words = { yes: 'Yes', no: 'No', na: 'Not applicable' };

export async function mount(el, doc) {
  const form = document.createElement('sealform-form');
  form.program = Uint8Array.from(atob(doc), (letter) => letter.charCodeAt(0));
  const ready = new Promise((resolve) => form.addEventListener('sealform-ready', resolve, { once: true }));
  el.append(form);
  await ready;
}

export const shown = (item) => Boolean(field(item)?.offsetParent);

export function target(item, value) {
  const question = field(item);
  if (!value) return question?.querySelector('textarea, input');
  const choices = [...(question?.querySelectorAll('label') ?? [])];
  return choices.find((choice) => choice.textContent.trim() === words[value]);
}

export const text = (item) => {
  const question = field(item);
  const control = question?.querySelector('output, input');
  // Far down a long page there is the label alone, until somebody comes near.
  if (!control) question?.scrollIntoView({ block: 'center', behavior: 'instant' });
  return control?.value;
};
