// Plays random steps on a survey and writes down what survey-core gives.

import { answerFor } from "./answers.mjs";
import { at, hidesValue, leaves, open, set, takesValue, written } from "./model.mjs";

/** The longest a case may be: later steps only repeat what earlier ones say. */
const MOST_STEPS = 30;

/** A case: the survey and steps with what is expected. `script` may do and read what the construct is about. */
export function play(survey, random, script = {}) {
  const player = new Player(survey, random);
  for (const step of script.first ?? []) player.take(step);
  player.look(script.reads);
  const actions = script.actions ?? random.int(2, 6);
  for (let action = 0; action < actions && player.steps.length < MOST_STEPS; action += 1) {
    player.act(script.acts);
    player.look(script.reads);
  }
  for (const step of script.last ?? []) player.take(step);
  player.read("data");
  return { survey, steps: player.steps };
}

class Player {
  steps = [];
  isCleared = false;

  constructor(survey, random) {
    this.model = open(survey);
    // Rows come to be when somebody looks at them.
    leaves(this.model);
    this.random = random;
  }

  read(path) {
    const expected = written(at(this.model, path));
    this.steps.push({ read: path, expected, ...this.tags() });
  }

  call(path, isChecked) {
    const given = at(this.model, path);
    this.isCleared ||= path.endsWith("clearValue()");
    this.steps.push(isChecked ? { call: path, expected: written(given), ...this.tags() } : { call: path });
  }

  /** What is peculiar now: it says why a difference is one. */
  tags() {
    const tags = [...(hidesValue(this.model) ? ["hidden"] : []), ...(this.isCleared ? ["cleared"] : [])];
    return tags.length > 0 ? { tags } : {};
  }

  set(path, value) {
    set(this.model, path, value);
    this.isCleared ||= Array.isArray(value) && value.length === 0;
    this.steps.push({ set: path, value: written(value) });
  }

  take(step) {
    if (step.read) this.read(step.read);
    else if (step.call) this.call(step.call, step.checked);
    else this.set(step.set, step.value);
  }

  /** One thing that a person or a page does. */
  act(extra = []) {
    const { random } = this;
    const acts = [
      this.answer,
      this.answer,
      this.answer,
      this.answer,
      this.clear,
      this.addOrRemove,
      this.addOrRemove,
      this.validate,
    ];
    for (const step of extra) acts.push(() => this.take(step));
    random.pick(acts).call(this);
  }

  answer() {
    const open = leaves(this.model).filter(
      (leaf) => takesValue(leaf) && leaf.question.isVisible && !leaf.question.isReadOnly,
    );
    if (open.length === 0) return;
    const { question, path } = this.random.pick(open);
    const value = answerFor(question, this.random);
    if (value !== undefined) this.set(`${path}.value`, value);
    if (value === "other" && this.random.chance(0.7))
      this.set(`${path}.otherValue`, this.random.pick(["mine", "Some words"]));
  }

  clear() {
    const filled = leaves(this.model).filter(
      (leaf) => takesValue(leaf) && !leaf.question.isEmpty() && leaf.question.isVisible,
    );
    if (filled.length > 0) this.call(`${this.random.pick(filled).path}.clearValue()`);
  }

  addOrRemove() {
    const growing = leaves(this.model).filter(
      ({ type, question }) => (type === "paneldynamic" || type === "matrixdynamic") && question.isVisible,
    );
    if (growing.length === 0) return this.answer();
    const { question, path, type } = this.random.pick(growing);
    const isPanel = type === "paneldynamic";
    const count = isPanel ? question.panels.length : question.visibleRows.length;
    const mayAdd = isPanel ? question.canAddPanel : question.canAddRow;
    const mayRemove = count > 0 && (isPanel ? question.canRemovePanel : question.canRemoveRows);
    if (mayRemove && this.random.chance(0.4)) {
      this.call(`${path}.${isPanel ? "removePanel" : "removeRow"}(${this.random.int(0, count - 1)})`);
    } else if (mayAdd) {
      this.call(`${path}.${isPanel ? "addPanel" : "addRow"}()`);
    }
  }

  validate() {
    if (this.random.chance(0.6)) return this.call("validate()", true);
    const visible = leaves(this.model).filter((leaf) => leaf.question.isVisible);
    if (visible.length > 0) this.call(`${this.random.pick(visible).path}.validate()`, true);
  }

  /** Reads a few things: those of the construct, and those that every question has. */
  look(reads = []) {
    const { random } = this;
    for (const path of random.some(reads, 0.5)) {
      if (exists(this.model, path)) this.read(path);
    }
    const all = leaves(this.model);
    for (let count = random.int(1, 2); count > 0 && all.length > 0; count -= 1) {
      const { path, type, question } = random.pick(all);
      const words = ["value", "isVisible", "isEmpty()"];
      if (takesValue({ type })) words.push("value", "isReadOnly", "isRequired", "errors.length", "displayValue");
      if (type === "paneldynamic") words.push("panelCount", "panels.length");
      if (type === "matrixdynamic") words.push("visibleRows.length");
      if (question.visibleChoices !== undefined && type !== "rating") words.push("visibleChoices.length");
      this.read(`${path}.${random.pick(words)}`);
    }
  }
}

/** Whether a path leads somewhere: rows and panels come and go. */
function exists(model, path) {
  try {
    at(model, path);
    return true;
  } catch {
    return false;
  }
}
