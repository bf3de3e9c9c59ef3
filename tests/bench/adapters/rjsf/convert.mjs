// RJSF: JSON Schema + uiSchema. Conditions are schema `dependencies` with oneOf (RJSF's documented way).
// RJSF has no computed values and no pages: the score is a few lines of app code (score.mjs), and a
// paged form is one long form.
import { CHOICES } from '../../forms/generate.mjs';

const values = CHOICES.map(([v]) => v);

function field(it) {
  if (it.type === 'choice') return { type: 'string', title: it.label, enum: values };
  if (it.type === 'number') return { type: 'number', title: it.label };
  if (it.type === 'note') return { type: 'number', title: it.label, readOnly: true };
  return { type: 'string', title: it.label, ...(it.minLength ? { minLength: it.minLength } : {}) };
}

function section(title, items) {
  const properties = {},
    required = [],
    byTrigger = new Map();
  for (const it of items) {
    if (it.showIf) {
      const key = `${it.showIf.q}=${it.showIf.is}`;
      byTrigger.set(key, [...(byTrigger.get(key) ?? []), it]);
      continue;
    }
    properties[it.name] = field(it);
    if (it.required) required.push(it.name);
  }
  const dependencies = {};
  for (const shown of byTrigger.values()) {
    const { q, is } = shown[0].showIf;
    dependencies[q] = {
      oneOf: [
        { properties: { [q]: { enum: values.filter((v) => v !== is) } } },
        {
          properties: { [q]: { enum: [is] }, ...Object.fromEntries(shown.map((it) => [it.name, field(it)])) },
          required: shown.filter((it) => it.required).map((it) => it.name),
        },
      ],
    };
  }
  return { type: 'object', title, properties, required, ...(byTrigger.size ? { dependencies } : {}) };
}

const ui = (items) => ({
  'ui:order': items.map((it) => it.name),
  ...Object.fromEntries(
    items
      .filter((it) => it.type === 'choice' || it.type === 'comment')
      .map((it) => [
        it.name,
        it.type === 'choice'
          ? { 'ui:widget': 'radio', 'ui:enumNames': CHOICES.map(([, t]) => t) }
          : { 'ui:widget': 'textarea' },
      ]),
  ),
});

export function convert(form) {
  if (form.calcs.some((c) => c.plus)) throw new Error('unsupported: RJSF has no computed values');
  const sections = form.pages.flatMap((p) => p.sections);
  let schema,
    uiSchema,
    where = {};
  if (form.paged || sections.length === 1) {
    const items = sections.flatMap((s) => s.items);
    schema = section(form.title, items);
    uiSchema = ui(items);
  } else {
    schema = { type: 'object', title: form.title, properties: {} };
    uiSchema = {};
    for (const s of sections) {
      schema.properties[s.name] = section(s.title, s.items);
      uiSchema[s.name] = ui(s.items);
      for (const it of s.items) where[it.name] = s.name;
    }
  }
  return JSON.stringify({
    schema,
    uiSchema,
    where,
    scoreField: sections.at(-1).items.find((it) => it.type === 'note')?.name,
  });
}
export const ext = 'json';
