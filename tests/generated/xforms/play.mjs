// Fills forms with ODK Web Forms' engine and writes down what it gives: `node play.mjs FORMS CASES [PART PARTS]`.
//
// Each line of FORMS is a form, as `generate.mjs` and `convert.py` write it; each line of CASES a case: the form, steps,
// and after each step what is different now. With PART and PARTS it takes each form of that number.

import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

import { load, sent } from "../../backends/openrosa/engine.mjs";
import { Random } from "../surveyjs/random.mjs";
import { answers } from "./answers.mjs";
import { changes, nodes, observed } from "./observe.mjs";

const [forms, cases, part, parts] = process.argv.slice(2);
if (cases === undefined) throw new Error("usage: node play.mjs FORMS CASES [PART PARTS]");
console.warn = console.error = console.log = () => {};

const out = createWriteStream(cases);
const failed = [];
let index = 0;
let all = 0;
for await (const line of createInterface({ input: createReadStream(forms) })) {
  index += 1;
  if (index % Number(parts ?? 1) !== Number(part ?? 0)) continue;
  all += 1;
  const form = JSON.parse(line);
  const played = form.form === undefined ? form : await playedOf(form);
  if (played.skipped) failed.push(`${form.id}: ${played.skipped}`);
  else if (!out.write(`${JSON.stringify(played)}\n`)) await once(out, "drain");
}
out.end();
await finished(out);
process.stdout.write(`${failed.length} of ${all} could not be played\n`);
for (const why of failed) process.stdout.write(`${why}\n`);

async function playedOf(form) {
  const { seed, ...case_ } = form;
  try {
    return { ...case_, steps: await steps(form.form, new Random(seed)) };
  } catch (fault) {
    return { skipped: String(fault.message ?? fault).split("\n")[0] };
  }
}

async function steps(form, random) {
  const root = await load(form);
  const steps = [];
  let before = {};
  const look = () => {
    const now = observed(root);
    steps.push({ check: "state", nodes: changes(before, now) });
    before = now;
  };
  look();
  for (let count = random.int(2, 7); count > 0; count -= 1) {
    const step = act(root, random);
    if (step === undefined) continue;
    steps.push(step);
    look();
  }
  const { valid, instance } = await sent(root);
  steps.push({ check: "instance", valid, expected: instance });
  return steps;
}

/** Does something that a person may do now. */
function act(root, random) {
  const open = [...nodes(root)].filter((node) => node.currentState.relevant);
  const repeats = open.filter((node) => node.nodeType === "repeat-range:uncontrolled");
  if (repeats.length > 0 && random.chance(0.25)) {
    const repeat = random.pick(repeats);
    const count = repeat.currentState.children.length;
    if (count > 0 && random.chance(0.25)) {
      const at = random.int(0, count - 1);
      const { reference } = repeat.currentState.children[at].currentState;
      repeat.removeInstances(at);
      return { do: "remove-repeat", ref: reference };
    }
    if (count >= 4) return undefined;
    const step = { do: "new-repeat", ref: repeat.currentState.reference };
    repeat.addInstances();
    return step;
  }
  const languages = root.languages.length;
  if (languages > 1 && random.chance(0.1)) {
    const language = random.pick(root.languages);
    root.setLanguage(language);
    return { do: "language", name: language.language };
  }
  const asked = open.filter(takesAnswer);
  if (asked.length === 0) return undefined;
  const node = random.pick(asked);
  const reference = node.currentState.reference;
  const answer = answers(node, random);
  if (answer === undefined) return undefined;
  answer.give();
  return { do: "answer", ref: reference, value: answer.value };
}

/** Whether a person may answer. What is calculated is calculated again. */
function takesAnswer(node) {
  const { bodyElement, bind } = node.definition;
  const { children, readonly } = node.currentState;
  return bodyElement != null && children == null && !readonly && !bind.calculate;
}
