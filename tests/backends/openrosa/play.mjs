// Fills XForms with ODK Web Forms' engine, and writes down what was answered and the instance that came of it.
//
//   node play.mjs OUT.json FORM.xml...
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { load, RealDate, sent } from './engine.mjs';

/** What may be answered, by the type of the value; the first that no constraint forbids is taken. */
const ANSWERS = {
  string: ['Å & <b> "q"', 'abc', '12', 'a@b.no', '0712345678'],
  int: ['7', '20', '1', '0', '150', '2000', '60'],
  decimal: ['2.5', '37.2', '0.5', '120', '1'],
  date: ['2024-02-29', '2026-06-20', '1990-05-17'],
  time: ['14:05:00', '06:00:00'],
  dateTime: ['2024-02-29T14:05:00.000-07:00', '2026-06-20T08:00:00.000-07:00'],
  geopoint: ['59.91 10.75 5 3.5', '1.5 2.5 0 0'],
  geotrace: ['59.91 10.75 5 3.5; 59.92 10.76 5 3.5'],
  geoshape: ['1 1 0 0; 1 2 0 0; 2 2 0 0; 1 1 0 0'],
  barcode: ['4006381333931'],
  intent: [],
  boolean: [],
};

const LIMIT_MS = 8000;
const MOST_STEPS = 1500;
const [, , out, ...forms] = process.argv;

/** Fills one form in the order of its nodes. */
class Filling {
  steps = [];
  begun = RealDate.now();

  constructor(root) {
    this.root = root;
  }

  fill(node) {
    if (RealDate.now() - this.begun > LIMIT_MS || this.steps.length > MOST_STEPS) throw new Error('it takes too long');
    const state = node.currentState;
    if (!state.relevant) return;
    if (node.nodeType === 'repeat-range:uncontrolled' && this.depth(state.reference) < 3) {
      node.addInstances();
      this.steps.push({ do: 'new-repeat', ref: state.reference });
    }
    if (state.children) {
      for (const child of [...node.currentState.children]) this.fill(child);
    } else if (!state.readonly && !node.definition.bind.calculate) {
      this.answer(node);
    }
  }

  depth(reference) {
    return reference.split('[').length;
  }

  /** Gives the first answer that is allowed; takes it back where none is. */
  answer(node) {
    for (const candidate of this.candidates(node)) {
      candidate.give();
      if (node.validationState.constraint?.valid !== false) {
        this.steps.push({ do: 'answer', ref: node.currentState.reference, value: candidate.value });
        return;
      }
    }
  }

  candidates(node) {
    const options = () => node.currentState.valueOptions.map((option) => option.value);
    switch (node.nodeType) {
      case 'input':
        return (ANSWERS[node.valueType] ?? []).map((value) => ({ value, give: () => node.setValue(given(node.valueType, value)) }));
      case 'select':
        if (node.selectType === 'select') {
          const values = options().slice(0, 2);
          return values.length === 0 ? [] : [{ value: values, give: () => node.selectValues(values) }];
        }
        return options().map((value) => ({ value, give: () => node.selectValue(value) }));
      case 'rank':
        return [{ value: options().reverse(), give: () => node.setValues(options().reverse()) }];
      case 'range': {
        const value = String(node.definition.bodyElement?.bounds?.min ?? '');
        return value === '' ? [] : [{ value, give: () => node.setValue(value) }];
      }
      case 'trigger':
        return [{ value: true, give: () => node.setValue(true) }];
      default:
        return [];
    }
  }
}

function given(type, text) {
  if (type !== 'geopoint') return text;
  const [latitude, longitude, altitude, accuracy] = text.split(' ').map(Number);
  return { latitude, longitude, altitude, accuracy };
}

/** Names what a form offers that these answers say nothing about, or that is different at every play. */
function outOfReach(text) {
  const word = /\b(random|randomize)\(|jr:\/\/|query=|xforms-submission/.exec(text);
  if (/<bind\s[^>]*nodeset="[^/"]/.test(text)) return 'binds with relative paths, which the reference does not find';
  return word?.[1] ?? (word ? word[0] : undefined);
}

async function play(file) {
  const text = readFileSync(file, 'utf8');
  const beyond = outOfReach(text);
  if (beyond) return { skipped: `it has ${beyond}` };
  let root;
  try {
    root = await load(text);
  } catch (error) {
    return { skipped: `the reference does not load it: ${String(error.message ?? error).split('\n')[0].slice(0, 120)}` };
  }
  const filling = new Filling(root);
  try {
    filling.fill(root);
    return { form: text, steps: filling.steps, ...(await sent(root)) };
  } catch (error) {
    return { skipped: `the reference does not fill it: ${String(error.message ?? error).split('\n')[0].slice(0, 120)}` };
  }
}

const cases = [];
for (const file of forms) cases.push({ id: basename(file), ...(await play(file)) });
writeFileSync(out, `${JSON.stringify({ cases })}\n`);
