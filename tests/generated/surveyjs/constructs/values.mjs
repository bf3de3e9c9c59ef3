// Where values come from: defaults, expressions, conditions, triggers, calculated values.

import {
  arranged,
  condition,
  conditions,
  formula,
  formulaFor,
  names,
  question,
  readingFor,
  choiceValue,
} from "../parts.mjs";
import { play } from "../play.mjs";

const at = (name) => `getQuestionByName(${JSON.stringify(name)})`;

/** A default that fits an element, as text of JSON. */
export function fitting(random, element) {
  if (element.choices) {
    const value = choiceValue(random.pick(element.choices));
    return element.type === "checkbox" || element.type === "tagbox" ? [value] : value;
  }
  if (element.type === "boolean") return random.chance(0.5);
  if (element.type === "rating") return random.int(1, 5);
  if (element.inputType === "number") return random.pick([1, 2, 10, 0]);
  if (element.inputType === "date") return "2026-02-28";
  if (element.inputType && element.inputType !== "text")
    return (
      { time: "08:30", month: "2026-02", email: "a@b.org", "datetime-local": "2026-02-28T10:20", range: 10 }[
        element.inputType
      ] ?? "abc"
    );
  return random.pick(["a", "abc", "Some text", 5, "7"]);
}

export function conditionsOf(random) {
  const all = names(random, random.int(3, 5));
  const read = all.slice(0, 2).map((name) => question(random, name));
  const ruled = all.slice(2).map((name) => ({
    ...question(random, name),
    ...random.members({
      visibleIf: [0.6, () => conditions(random, read)],
      enableIf: [0.25, () => conditions(random, read)],
      requiredIf: [0.25, () => conditions(random, read)],
      defaultValue: [0.2, 0],
    }),
  }));
  for (const element of ruled) if ("defaultValue" in element) element.defaultValue = fitting(random, element);
  const reads = ruled.flatMap(({ name }) =>
    ["isVisible", "isRequired", "isReadOnly", "value"].map((word) => `${at(name)}.${word}`),
  );
  return play(arranged(random, [...read, ...ruled]), random, { reads, actions: random.int(3, 6) });
}

export function defaults(random) {
  const all = names(random, random.int(3, 4));
  const types = [
    "text",
    "number",
    "date",
    "boolean",
    "radiogroup",
    "dropdown",
    "checkbox",
    "rating",
    "comment",
    "ranking",
  ];
  const elements = all.map((name) => question(random, name, types));
  elements.forEach((element, index) => {
    if (index === 0 || element.type === "ranking" || random.chance(0.4)) element.defaultValue = fitting(random, element);
    else
      Object.assign(
        element,
        random.members({
          defaultValueExpression: [0.7, () => formulaFor(random, element, elements.slice(0, index))],
          visibleIf: [0.2, () => conditions(random, elements.slice(0, index))],
        }),
      );
  });
  const reads = all.map((name) => `${at(name)}.value`);
  return play(arranged(random, elements), random, { reads });
}

export function writing(random) {
  const all = names(random, 4);
  const read = all.slice(0, 2).map((name) => question(random, name));
  const targets = all
    .slice(2)
    .map((name) => question(random, name, ["text", "number", "comment", "radiogroup", "boolean"]));
  const written = targets.map((target) => ({
    ...target,
    ...random.members({
      setValueExpression: [0.6, () => readingFor(random, target, read)],
      setValueIf: [0.5, () => conditions(random, read)],
      resetValueIf: [0.4, () => conditions(random, read)],
      defaultValue: [0.2, 0],
    }),
  }));
  for (const element of written) if ("defaultValue" in element) element.defaultValue = fitting(random, element);
  const reads = all.map((name) => `${at(name)}.value`);
  return play(arranged(random, [...read, ...written]), random, { reads, actions: random.int(3, 7) });
}

export function triggers(random) {
  const all = names(random, 4);
  const elements = all.map((name) => question(random, name));
  const made = Array.from({ length: random.int(1, 2) }, () => {
    const on = random.pick(elements.slice(0, 2));
    const target = random.pick(elements.slice(2));
    const when = random.chance(0.8)
      ? { expression: condition(random, on) }
      : { name: on.name, operator: random.pick(["equal", "notequal"]), value: [fitting(random, on)].flat()[0] };
    return random.oneOf(
      () => ({ type: "setvalue", ...when, setToName: target.name, setValue: fitting(random, target) }),
      () =>
        target.type === "text" || target.type === "comment"
          ? { type: "copyvalue", ...when, setToName: target.name, fromName: on.name }
          : { type: "setvalue", ...when, setToName: target.name, setValue: fitting(random, target) },
      () => ({
        type: "runexpression",
        ...when,
        setToName: target.name,
        runExpression: formulaFor(random, target, elements.slice(0, 2)),
      }),
      () => ({ type: "complete", ...when }),
    );
  });
  const reads = [...all.map((name) => `${at(name)}.value`), "state"];
  const survey = arranged(random, elements);
  return play({ ...survey, triggers: made }, random, {
    reads,
    actions: random.int(3, 6),
    last: [{ call: "tryComplete()", checked: true }, { read: "state" }],
  });
}

export function calculated(random) {
  const all = names(random, 4);
  const elements = all.map((name) => question(random, name, ["text", "number", "number", "checkbox", "radiogroup"]));
  const values = ["var1", "var2"].map((name, index) => ({
    name,
    expression:
      index === 1 && random.chance(0.5) ? `{var1} + ${random.pick([1, 2])}` : formula(random, elements.slice(0, 2)),
    ...random.members({ includeIntoResult: [0.6, true] }),
  }));
  const shown = { type: "expression", name: "shown", expression: random.pick(["{var1}", "{var2}", "{var1} + {var2}"]) };
  const seen = {
    type: "text",
    name: "seen",
    visibleIf: random.pick(["{var1} > 2", "{var1} = 'yes'", "{var2} notempty", "{var1} = {q1}"]),
  };
  const survey = arranged(random, [...elements, shown, seen]);
  const reads = [`${at("shown")}.value`, `${at("seen")}.isVisible`, "data"];
  return play({ ...survey, calculatedValues: random.chance(0.5) ? values : values.reverse() }, random, { reads });
}

export function expressions(random) {
  const all = names(random, 3);
  const elements = all.map((name) =>
    question(random, name, ["text", "number", "number", "date", "boolean", "checkbox", "rating", "radiogroup"]),
  );
  const made = ["e1", "e2"].map((name, index) => ({
    type: "expression",
    name,
    expression:
      index === 1 && random.chance(0.4) ? `{e1} ${random.pick(["+", "*", "-"])} 2` : formula(random, elements),
    ...random.members({
      precision: [0.2, 2],
      displayStyle: [0.2, () => random.pick(["decimal", "percent", "currency"])],
      format: [0.15, "is {0}!"],
    }),
  }));
  const reads = made.flatMap(({ name }) => [`${at(name)}.value`, `${at(name)}.formatedValue`]);
  return play(arranged(random, [...elements, ...made]), random, { reads });
}

/** Data that is set from outside, also under names that no question has. */
export function data(random) {
  const all = names(random, 3);
  const elements = all.map((name) => question(random, name));
  elements[2].visibleIf = conditions(random, elements.slice(0, 2));
  const given = Object.fromEntries(elements.map((element) => [element.name, fitting(random, element)]));
  const other = random.chance(0.06) ? { unknown: 5 } : {};
  const acts = [
    { set: "data", value: { ...given, ...other } },
    { call: `setValue(${JSON.stringify(all[0])}, ${JSON.stringify(fitting(random, elements[0]))})` },
    { call: `clearValue(${JSON.stringify(all[1])})` },
    { call: `mergeData(${JSON.stringify({ [all[1]]: given[all[1]] })})` },
  ];
  const reads = ["data", ...all.map((name) => `getValue(${JSON.stringify(name)})`)];
  const survey = {
    ...arranged(random, elements),
    ...random.members({
      clearInvisibleValues: [0.4, () => random.pick(["onHidden", "none", "onComplete", "onHiddenContainer"])],
    }),
  };
  return play(survey, random, {
    first: random.chance(0.6) ? [acts[0]] : [],
    acts: [...acts, ...acts],
    reads,
    last: random.chance(0.5) ? [{ call: "doComplete()" }] : [],
  });
}
