import { Form } from 'enketo-core';

export async function mount(el, doc) {
  const { form, model } = JSON.parse(doc);
  el.innerHTML = `<div class="main">${form}</div>`;
  const errors = new Form(el.querySelector('form.or'), { modelStr: model }, {}).init();
  if (errors.length) throw new Error(errors.join('; '));
}
const q = ({ name }) => document.querySelector(`[name$="/${name}"], [data-name$="/${name}"]`)?.closest('.question');
export const shown = (item) => !!q(item)?.offsetParent;
export const target = (item, value) =>
  q(item)?.querySelector(value ? `label:has(input[value="${value}"])` : 'textarea, input');
export const text = (item) => q(item)?.querySelector('.question-label')?.textContent.split(':').at(-1);
