import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Model } from 'survey-core'; // an alias of survey-core 3.0.0, which survey-react-ui 3.0.0 asks for
import { Survey } from 'survey-react-ui';
export { convert, ext } from '../surveyjs/convert.mjs';
export { shown, target, text } from '../surveyjs/dom.mjs';

export async function mount(el, doc) {
  createRoot(el).render(createElement(Survey, { model: new Model(JSON.parse(doc)) }));
}
