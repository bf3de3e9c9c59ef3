// One neutral description per form; every adapter's convert() turns it into the peer's own format.
//
// form  = { id, title, pages: [page], calcs: [calc], paged: bool }
// page  = { name, title, sections: [{ name, title|null, items: [item] }] }
// item  = { name, type: 'choice'|'comment'|'number'|'note', label, required, showIf?: {q, is}, minLength?, shows? }
//         choice = yes / no / not applicable; note shows a calc read-only
// calc  = { name, count: [names] }   how many of these answers are 'yes'
//       | { name, add: [names] }     sum of other calcs
//       | { name, plus: [name, k] }  another value plus a constant
//
// Hidden questions are never answered by the harness, so the peers' different rules for
// values of hidden questions do not change the score.

export const CHOICES = [
  ['yes', 'Yes'],
  ['no', 'No'],
  ['na', 'Not applicable'],
];

const choice = (name, label, more = {}) => ({ name, type: 'choice', label, required: true, ...more });

/** (a) 40 observations in 5 sections on one page, a comment required on 'no', 3 mandatory comments, score. */
export function ksp() {
  const sections = [],
    calcs = [];
  for (let s = 0; s < 5; s++) {
    const items = [],
      names = [];
    for (let i = 1; i <= 8; i++) {
      const n = `q${s * 8 + i}`;
      names.push(n);
      items.push(choice(n, `${s + 1}.${i} The operator checks item ${s * 8 + i} before work starts and records it`));
      items.push({
        name: `${n}_c`,
        type: 'comment',
        label: `Why was ${s + 1}.${i} not observed?`,
        required: true,
        showIf: { q: n, is: 'no' },
      });
    }
    sections.push({ name: `s${s + 1}`, title: `Section ${s + 1}`, items });
    calcs.push({ name: `score_s${s + 1}`, count: names });
  }
  calcs.push({ name: 'score', add: calcs.map((c) => c.name) });
  sections.push({
    name: 's6',
    title: 'Closing comments',
    items: [
      ...['Strengths', 'Points to improve', 'Agreed actions'].map((label, i) => ({
        name: `m${i + 1}`,
        type: 'comment',
        label,
        required: true,
        minLength: 20,
      })),
      { name: 'score_shown', type: 'note', label: 'Score', shows: 'score' },
    ],
  });
  return {
    id: 'ksp',
    title: 'Observation checklist',
    pages: [{ name: 'p1', title: 'Checklist', sections }],
    calcs,
    paged: false,
  };
}

/** (b) n questions, 20 a page; each third is visible only when the one before it is 'yes'; total score. */
export function wide(n) {
  const pages = [],
    calcs = [];
  for (let p = 0; p * 20 < n; p++) {
    const items = [],
      names = [];
    for (let i = p * 20; i < Math.min(n, p * 20 + 20); i++) {
      names.push(`q${i + 1}`);
      items.push(
        choice(
          `q${i + 1}`,
          `Question ${i + 1}: is this in place?`,
          i % 3 === 2 ? { showIf: { q: `q${i}`, is: 'yes' } } : {},
        ),
      );
    }
    pages.push({ name: `p${p + 1}`, title: `Page ${p + 1}`, sections: [{ name: `p${p + 1}s`, title: null, items }] });
    calcs.push({ name: `score_p${p + 1}`, count: names });
  }
  calcs.push({ name: 'score', add: calcs.map((c) => c.name) });
  return { id: `wide-${n}`, title: `Wide ${n}`, pages, calcs, paged: true };
}

/** (c) c1 = a + 1, c2 = c1 + 1, ... */
export function chain(n) {
  const calcs = [];
  for (let i = 1; i <= n; i++) calcs.push({ name: `c${i}`, plus: [i === 1 ? 'a' : `c${i - 1}`, 1] });
  const items = [{ name: 'a', type: 'number', label: 'Start value', required: false }];
  return {
    id: `chain-${n}`,
    title: `Chain ${n}`,
    pages: [{ name: 'p1', title: 'Page 1', sections: [{ name: 'p1s', title: null, items }] }],
    calcs,
    paged: false,
  };
}

/** (d) one answer decides the visibility of n questions. */
export function fan(n) {
  const items = [choice('gate', 'Does this apply?')];
  for (let i = 1; i <= n; i++) items.push(choice(`q${i}`, `Question ${i}`, { showIf: { q: 'gate', is: 'yes' } }));
  return {
    id: `fan-${n}`,
    title: `Fan ${n}`,
    pages: [{ name: 'p1', title: 'Page 1', sections: [{ name: 'p1s', title: null, items }] }],
    calcs: [],
    paged: false,
  };
}

export function byId(id) {
  if (id === 'ksp') return ksp();
  const [kind, n] = id.split('-');
  return { wide, chain, fan }[kind](Number(n));
}

export const allItems = (form) => form.pages.flatMap((p) => p.sections.flatMap((s) => s.items));
