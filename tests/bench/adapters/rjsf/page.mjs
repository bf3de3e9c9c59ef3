import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';
import Form from '@rjsf/core';
import validator from '@rjsf/validator-ajv8';
import { score } from './score.mjs';
export { convert, ext } from './convert.mjs';

const q = ({ name }) => document.querySelector(`[id$="_${name}"]`)?.closest('.rjsf-field');

function App({ schema, uiSchema, where, scoreField }) {
  const [data, setData] = useState({});
  const onChange = ({ formData }) => {
    if (scoreField) {
      // the score, by app code
      const s = where[scoreField],
        { [scoreField]: _, ...rest } = s ? (formData[s] ?? {}) : formData;
      const total = score(s ? { ...formData, [s]: rest } : rest);
      formData = s
        ? { ...formData, [s]: { ...formData[s], [scoreField]: total } }
        : { ...formData, [scoreField]: total };
    }
    setData(formData);
  };
  return createElement(Form, { schema, uiSchema, validator, formData: data, onChange });
}

export async function mount(el, doc) {
  createRoot(el).render(createElement(App, JSON.parse(doc)));
}
export const shown = (item) => !!q(item)?.offsetParent;
export const target = (item, value) =>
  value
    ? q(item)?.querySelectorAll('label:has(input)')[['yes', 'no', 'na'].indexOf(value)]
    : q(item)?.querySelector('textarea, input');
export const text = (item) => q(item)?.querySelector('input')?.value;
