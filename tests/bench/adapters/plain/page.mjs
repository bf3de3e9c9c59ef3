import { open } from './engine.mjs';
export { convert, ext } from './engine.mjs';

const q = (name) => document.getElementById(`f-${name}`);
const CHOICES = [
  ['yes', 'Yes'],
  ['no', 'No'],
  ['na', 'Not applicable'],
];
const make = (tag, props, ...children) => {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...children);
  return e;
};

export async function mount(el, doc) {
  const s = open(doc);
  const field = (it) => {
    const changed = (value) => {
      s.set(it.name, value);
      for (const d of s.dependants(it.name)) if (q(d.name)) q(d.name).hidden = !s.visible(d.name);
      const score = q('score_shown');
      if (score) score.lastChild.textContent = s.get('score');
    };
    const control =
      it.type === 'choice'
        ? CHOICES.map(([v, t]) =>
            make('label', {}, make('input', { type: 'radio', name: it.name, value: v, onchange: () => changed(v) }), t),
          )
        : it.type === 'note'
          ? [make('output', {}, String(s.get(it.shows)))]
          : [make('textarea', { oninput: (e) => changed(e.target.value) })];
    return make(
      'fieldset',
      { id: `f-${it.name}`, hidden: !s.visible(it.name) },
      make('legend', {}, it.label),
      ...control,
    );
  };
  for (const sec of s.form.pages[0].sections)
    el.append(make('section', {}, make('h2', {}, sec.title ?? ''), ...sec.items.map(field)));
}
export const shown = ({ name }) => !!q(name)?.offsetParent;
export const target = ({ name }, value) =>
  q(name)?.querySelector(value ? `label:has(input[value="${value}"])` : 'textarea');
export const text = ({ name }) => q(name)?.querySelector('output')?.textContent;
