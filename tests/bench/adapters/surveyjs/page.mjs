import { Model } from 'survey-core';
import 'survey-js-ui';
export { convert, ext } from './convert.mjs';
export { shown, target, text } from './dom.mjs';

export async function mount(el, doc) {
  new Model(JSON.parse(doc)).render(el);
}
