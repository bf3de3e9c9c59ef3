import { Form } from '@formio/js/form';
export { convert, ext } from './convert.mjs';

const q = ({ name }) => document.querySelector(`.formio-component-${name}`);

export async function mount(el, doc) {
  const form = new Form(el, JSON.parse(doc));
  await form.build();
}
// a hidden component leaves an empty <div>, so look for its field
export const shown = (item) => !!q(item)?.querySelector('textarea, input')?.offsetParent;
export const target = (item, value) =>
  q(item)?.querySelector(value ? `.form-check:has(input[value="${value}"]) label` : 'textarea, input');
export const text = (item) => q(item)?.querySelector('input')?.value;
