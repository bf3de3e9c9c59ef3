// SurveyJS JSON: visibleIf / isRequired / calculatedValues.
import { CHOICES } from '../../forms/generate.mjs';

const choices = CHOICES.map(([value, text]) => ({ value, text }));

function element(it) {
  const e = { name: it.name, title: it.label };
  if (it.required) e.isRequired = true;
  if (it.showIf) e.visibleIf = `{${it.showIf.q}} = '${it.showIf.is}'`;
  if (it.type === 'choice') return { type: 'radiogroup', ...e, choices };
  if (it.type === 'number') return { type: 'text', inputType: 'number', ...e };
  if (it.type === 'note') return { type: 'expression', ...e, expression: `{${it.shows}}` };
  if (it.minLength) e.validators = [{ type: 'text', minLength: it.minLength }];
  return { type: 'comment', ...e };
}

const expression = (c) =>
  c.count
    ? c.count.map((n) => `iif({${n}} = 'yes', 1, 0)`).join(' + ')
    : c.add
      ? c.add.map((n) => `{${n}}`).join(' + ')
      : `{${c.plus[0]}} + ${c.plus[1]}`;

export function convert(form) {
  return JSON.stringify({
    title: form.title,
    pages: form.pages.map((p) => ({
      name: p.name,
      title: p.title,
      elements: p.sections.flatMap((s) =>
        s.title
          ? [{ type: 'panel', name: s.name, title: s.title, elements: s.items.map(element) }]
          : s.items.map(element),
      ),
    })),
    calculatedValues: form.calcs.map((c) => ({ name: c.name, expression: expression(c), includeIntoResult: true })),
  });
}
export const ext = 'json';
