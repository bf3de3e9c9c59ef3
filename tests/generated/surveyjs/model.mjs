// Walks over survey-core's model by the same words that a case's steps are written in.

import { Model, settings } from "survey-core";

settings.animationEnabled = false;

const CLOCK = Date.parse("2026-06-15T09:30:00Z");

/** Sets the clock still: cases are played at one moment. */
export function stopClock() {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...parts) {
      super(...(parts.length === 0 ? [CLOCK] : parts));
    }

    static now() {
      return CLOCK;
    }
  };
}

export function open(survey) {
  return new Model(structuredClone(survey));
}

/** A value as cases write it. */
export function written(value) {
  if (value === undefined) return { $: "undefined" };
  if (value instanceof Date) return { $: "date", value: value.toISOString() };
  if (typeof value === "number" && !Number.isFinite(value)) return { $: "number", value: String(value) };
  return JSON.parse(JSON.stringify(value));
}

/** Every question that can be answered, with its path. */
export function leaves(survey) {
  const all = [];
  for (const question of survey.getAllQuestions()) {
    gather(question, `getQuestionByName(${JSON.stringify(question.name)})`, all);
  }
  return all;
}

function gather(question, path, all) {
  const type = question.getType();
  all.push({ question, path, type, isComposite: COMPOSITES.has(type) });
  if (type === "paneldynamic") {
    question.panels.forEach((panel, index) => {
      for (const inner of panel.questions) {
        gather(inner, `${path}.panels.${index}.getQuestionByName(${JSON.stringify(inner.name)})`, all);
      }
    });
  } else if (type === "matrixdynamic" || type === "matrixdropdown") {
    question.visibleRows.forEach((row, index) => {
      row.cells.forEach((cell, place) => {
        gather(cell.question, `${path}.visibleRows.${index}.cells.${place}.question`, all);
      });
      for (const inner of row.detailPanel?.questions ?? []) {
        const name = JSON.stringify(inner.name);
        gather(inner, `${path}.visibleRows.${index}.detailPanel.getQuestionByName(${name})`, all);
      }
    });
  } else if (type === "multipletext") {
    for (const [index, item] of question.items.entries()) gather(item.editor, `${path}.items.${index}.editor`, all);
  }
}

export const COMPOSITES = new Set(["paneldynamic", "matrixdynamic", "matrixdropdown", "multipletext", "matrix"]);
const SHOWN = new Set(["html", "image", "empty", "expression", "imagemap"]);

/** Whether a person gives its answer as one value. */
export const takesValue = (leaf) => !leaf.isComposite && !SHOWN.has(leaf.type);

/** Whether something that is not shown has a value. */
export function hidesValue(survey) {
  return leaves(survey).some(({ question }) => !question.isEmpty() && isHidden(question));
}

function isHidden(question) {
  for (let thing = question; thing; thing = thing.parent ?? thing.parentQuestion ?? thing.data?.matrix) {
    if (thing.isVisible === false) return true;
    if (thing.parent === undefined && thing.parentQuestion === undefined && thing.data?.matrix === undefined) break;
  }
  return false;
}

/** What a path stands for. */
export function at(survey, path) {
  let thing = survey;
  for (const { name, given } of words(path)) {
    const owner = thing;
    thing = owner[name];
    if (given !== undefined) thing = thing.apply(owner, given);
  }
  return thing;
}

export function set(survey, path, value) {
  const steps = words(path);
  const last = steps.pop();
  let thing = survey;
  for (const { name, given } of steps) thing = given === undefined ? thing[name] : thing[name](...given);
  thing[last.name] = structuredClone(value);
}

/** `a("x").b.0` as words with their arguments. */
function words(path) {
  const all = [];
  let rest = path;
  while (rest !== "") {
    const name = /^[^.(]+/.exec(rest)[0];
    rest = rest.slice(name.length);
    let given;
    if (rest.startsWith("(")) {
      const end = closing(rest);
      given = JSON.parse(`[${rest.slice(1, end)}]`);
      rest = rest.slice(end + 1);
    }
    all.push({ name, given });
    rest = rest.replace(/^\./, "");
  }
  return all;
}

function closing(text) {
  let depth = 0;
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    if (quoted && letter === "\\") place += 1;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === "(") depth += 1;
    else if (!quoted && letter === ")" && --depth === 0) return place;
  }
  throw new Error(`\`${text}\` does not close a bracket`);
}
