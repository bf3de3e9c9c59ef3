import { createApp, h } from 'vue';
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';
import { remembered } from '../../harness/remembered.mjs';

export { convert, ext } from './convert.mjs';
export async function mount(el, doc) {
  createApp({
    render: () =>
      h(OdkWebForm, {
        formXml: doc,
        fetchFormAttachment: () => {
          throw new Error('no attachments');
        },
      }),
  })
    .use(webFormsPlugin)
    .mount(el);
}

// Web Forms puts no question names in the page: find the question by its label.
const q = remembered(({ label }) =>
  [...document.querySelectorAll('.question-container')].find((e) =>
    e.querySelector('label, .control-text, .note-control')?.textContent.trim().startsWith(label),
  ),
);
export const shown = (item) => !!q(item)?.offsetParent;
export const target = (item, value) =>
  q(item)?.querySelector(value ? `label:has(input[value="${value}"])` : 'textarea, input');
export const text = (item) => q(item)?.textContent.split(':').at(-1);
