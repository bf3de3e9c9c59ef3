// The harness's neutral form as a questionnaire, and its score as a scoring key: the same questions, conditions and
// computed values.
const CHOICES = [
  { name: 'yes', label: 'Yes' },
  { name: 'no', label: 'No' },
  { name: 'na', label: 'Not applicable', not_applicable: true },
];

function question(item) {
  const { name, label, required, showIf, minLength, shows } = item;
  const common = {
    name,
    label,
    ...(required && { required: true }),
    ...(showIf && { relevant: `\${${showIf.q}} = '${showIf.is}'` }),
  };
  switch (item.type) {
    case 'choice':
      return { type: 'select_one', choices: 'answers', ...common };
    case 'comment':
      return { type: 'text', appearance: 'multiline', ...common, ...(minLength && { min_chars: minLength }) };
    case 'number':
      return { type: 'integer', ...common };
    case 'note':
      return { type: 'decimal', readonly: true, calculation: `\${${shows}}`, ...common };
    default:
      throw new Error(`unsupported: ${item.type}`);
  }
}

function calculation({ name, count, add, plus }) {
  const terms = count
    ? count.map((q) => `if(\${${q}} = 'yes', 1, 0)`)
    : add
      ? add.map((c) => `\${${c}}`)
      : [`\${${plus[0]}}`, plus[1]];
  return { type: 'calculate', name, calculation: terms.join(' + ') };
}

// Where the key adds up, there is nothing to show in the form.
const withoutSum = (entry) =>
  entry.type === 'decimal' ? { type: 'note', name: entry.name, label: entry.label } : entry;

const group = (name, label, children, more = {}) => ({
  type: 'group',
  name,
  ...(label && { label }),
  ...more,
  children,
});

function questionnaire(form, calculations) {
  const hasSums = calculations.length === form.calcs.length;
  const pages = form.pages.map((page) =>
    group(
      page.name,
      page.title,
      page.sections.flatMap((section) => {
        const questions = section.items.map(question).map((entry) => (hasSums ? entry : withoutSum(entry)));
        return section.title ? [group(section.name, section.title, questions)] : questions;
      }),
      { appearance: 'page' },
    ),
  );
  return {
    sealform: 1,
    id: form.id,
    version: '1',
    title: form.title,
    languages: ['en'],
    choices: { answers: CHOICES },
    survey: [...pages, ...calculations.map(calculation)],
  };
}

// One section for each sum of the neutral form; a "yes" earns one point.
function key(form) {
  const paths = new Map(
    form.pages.flatMap((page) =>
      page.sections.flatMap((section) =>
        section.items.map((item) => [
          item.name,
          [page.name, ...(section.title ? [section.name] : []), item.name].join('/'),
        ]),
      ),
    ),
  );
  const counts = form.calcs.filter((calc) => calc.count);
  return {
    sealform_key: 1,
    questionnaire: { id: form.id, version: '1' },
    show: 'live',
    sections: counts.map(({ name, count }) => ({ name, label: name, questions: count.map((q) => paths.get(q)) })),
    questions: Object.fromEntries(
      counts.flatMap(({ count }) => count.map((q) => [paths.get(q), { points: { yes: 1, no: 0 } }])),
    ),
  };
}

const isScore = (calc) => Boolean(calc.count || calc.add);

/** The questionnaire of a page, which shows the score: all sums are calculations of the form. */
export const documentOf = (form) => questionnaire(form, form.calcs);

/** For a page, which shows the score: all sums are calculations of the form. Compiled ahead, in base64, as a page would have it. */
export async function convert(form) {
  const { Engine, load } = await import('./sealform/engine.js');
  await load();
  return Buffer.from(Engine.build(documentOf(form))).toString('base64');
}

/** For the engine alone: sums of answers are the key's business. Two documents, one a line. */
export function convertWithKey(form) {
  const rest = form.calcs.filter((calc) => !isScore(calc));
  const documents = [questionnaire(form, rest), ...(form.calcs.some(isScore) ? [key(form)] : [])];
  return documents.map((document) => JSON.stringify(document)).join('\n');
}

export const ext = 'json';
