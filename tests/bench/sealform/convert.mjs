// The harness's neutral form as a questionnaire: the same questions, conditions and computed values.
const CHOICES = [
  { name: 'yes', label: 'Yes' },
  { name: 'no', label: 'No' },
  { name: 'na', label: 'Not applicable', not_applicable: true },
];

function question(item) {
  const { name, label, required, showIf, minLength, shows } = item;
  const common = {
    name, label,
    ...(required && { required: true }),
    ...(showIf && { relevant: `\${${showIf.q}} = '${showIf.is}'` }),
  };
  switch (item.type) {
    case 'choice': return { type: 'select_one', choices: 'answers', ...common };
    case 'comment': return { type: 'text', appearance: 'multiline', ...common, ...(minLength && { min_chars: minLength }) };
    case 'number': return { type: 'integer', ...common };
    case 'note': return { type: 'decimal', readonly: true, calculation: `\${${shows}}`, ...common };
    default: throw new Error(`unsupported: ${item.type}`);
  }
}

function calculation({ name, count, add, plus }) {
  const terms = count ? count.map((q) => `if(\${${q}} = 'yes', 1, 0)`) : add ? add.map((c) => `\${${c}}`) : [`\${${plus[0]}}`, plus[1]];
  return { type: 'calculate', name, calculation: terms.join(' + ') };
}

const group = (name, label, children, more = {}) => ({ type: 'group', name, ...(label && { label }), ...more, children });

export function convert(form) {
  const pages = form.pages.map((page) =>
    group(page.name, page.title, page.sections.flatMap((section) => {
      const questions = section.items.map(question);
      return section.title ? [group(section.name, section.title, questions)] : questions;
    }), { appearance: 'page' }));
  return JSON.stringify({
    sealform: 1, id: form.id, version: '1', title: form.title, languages: ['en'],
    choices: { answers: CHOICES },
    survey: [...pages, ...form.calcs.map(calculation)],
  });
}

export const ext = 'json';
