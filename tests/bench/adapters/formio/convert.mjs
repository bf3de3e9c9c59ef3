// Form.io JSON: panels (wizard pages when paged), simple conditionals, calculateValue.
import { CHOICES } from '../../forms/generate.mjs';

const values = CHOICES.map(([value, label]) => ({ value, label }));

function component(it) {
  const c = { key: it.name, label: it.label, input: true, validate: { required: !!it.required } };
  if (it.showIf)
    c.conditional = {
      show: true,
      conjunction: 'all',
      conditions: [{ component: it.showIf.q, operator: 'isEqual', value: it.showIf.is }],
    };
  if (it.type === 'choice') return { type: 'radio', ...c, values };
  if (it.type === 'number') return { type: 'number', ...c };
  if (it.type === 'note') return { type: 'number', ...c, disabled: true, calculateValue: `value = data.${it.shows}` };
  if (it.minLength) c.validate.minLength = it.minLength;
  return { type: 'textarea', ...c, rows: 3 };
}

const calculateValue = (c) =>
  'value = ' +
  (c.count
    ? c.count.map((n) => `(data.${n} === 'yes' ? 1 : 0)`).join(' + ')
    : c.add
      ? c.add.map((n) => `data.${n}`).join(' + ')
      : `data.${c.plus[0]} + ${c.plus[1]}`);

export function convert(form) {
  const panels = form.pages.flatMap((p) =>
    p.sections.map((s) => ({
      type: 'panel',
      key: s.name,
      title: s.title ?? p.title,
      input: false,
      components: s.items.map(component),
    })),
  );
  const calcs = form.calcs.map((c) => ({
    type: 'hidden',
    key: c.name,
    input: true,
    calculateValue: calculateValue(c),
  }));
  // A wizard shows only what is inside its panels, so the calculated values go in the last one;
  // otherwise before the closing panel, which shows the score.
  if (form.paged) panels.at(-1).components.push(...calcs);
  else panels.splice(panels.length > 1 ? -1 : panels.length, 0, ...calcs);
  return JSON.stringify({ title: form.title, display: form.paged ? 'wizard' : 'form', components: panels });
}
export const ext = 'json';
