// What is demanded of answers: inputs, validators, what is required.

import { arranged, choices, condition, conditions, names, question, rules } from "../parts.mjs";
import { play } from "../play.mjs";
import { fitting } from "./values.mjs";

const at = (name) => `getQuestionByName(${JSON.stringify(name)})`;

export function inputs(random) {
  const first = question(random, "q1", ["number", "text", "date"]);
  const inputType = random.pick([
    "number",
    "number",
    "text",
    "date",
    "email",
    "time",
    "datetime-local",
    "month",
    "range",
    "tel",
    "url",
  ]);
  const made = { type: "text", name: "q2", inputType };
  if (inputType === "number")
    Object.assign(
      made,
      random.members({
        min: [0.3, () => random.int(0, 5)],
        max: [0.3, () => random.int(6, 15)],
        step: [0.15, 5],
        minValueExpression: [0.15, "{q1} + 1"],
        maxValueExpression: [0.15, "{q1} * 2"],
      }),
    );
  if (inputType === "date")
    Object.assign(
      made,
      random.members({
        min: [0.3, "2024-01-01"],
        max: [0.3, "2026-06-01"],
        minValueExpression: [0.2, () => random.pick(["today()", "{q1}"])],
      }),
    );
  if (inputType === "text") Object.assign(made, random.members({ maxLength: [0.4, 3] }));
  Object.assign(
    made,
    random.members({
      isRequired: [0.3, true],
      requiredErrorText: [0.1, "Please!"],
      visibleIf: [0.15, () => conditions(random, [first])],
      defaultValue: [0.15, () => fitting(random, made)],
      resetValueIf: [0.1, () => condition(random, first)],
    }),
  );
  const comment = {
    type: "comment",
    name: "q3",
    ...random.members({ maxLength: [0.3, 4], isRequired: [0.3, true], minLength: [0.1, 2] }),
  };
  const reads = ["value", "isEmpty()", "errors.length", "displayValue"].map((word) => `${at("q2")}.${word}`);
  return play(arranged(random, [first, made, comment]), random, {
    reads,
    acts: [
      { call: `${at("q2")}.validate()`, checked: true },
      { call: "validate()", checked: true },
    ],
  });
}

export function validators(random) {
  const first = question(random, "q1", ["number", "text"]);
  const make = () =>
    random.oneOf(
      () => ({ type: "numeric", ...random.members({ minValue: [0.7, 2], maxValue: [0.5, 10] }) }),
      () => ({
        type: "text",
        ...random.members({ minLength: [0.6, 2], maxLength: [0.5, 4], allowDigits: [0.3, false] }),
      }),
      () => ({ type: "email" }),
      () => ({
        type: "regex",
        regex: random.pick(["^a", "[0-9]+", "^\\d{2}$"]),
        ...random.members({ caseInsensitive: [0.2, true] }),
      }),
      () => ({
        type: "expression",
        expression: random.pick([
          "{q1} > 2",
          "{q2} = {q1}",
          "{q2} notempty",
          "{q1} = 'a' or {q2} = 'a'",
          "{q1} + {q2} < 10",
        ]),
      }),
      () => ({ type: "expression", expression: "{q1} notempty", notificationType: random.pick(["warning", "info"]) }),
    );
  const made = {
    type: "text",
    name: "q2",
    ...random.members({
      inputType: [0.3, "number"],
      isRequired: [0.2, true],
      visibleIf: [0.15, () => conditions(random, [first])],
    }),
    validators: Array.from({ length: random.int(1, 2) }, make),
  };
  const several = {
    type: "checkbox",
    name: "q3",
    choices: choices(random),
    validators: [{ type: "answercount", ...random.members({ minCount: [0.7, 2], maxCount: [0.5, 2] }) }],
  };
  const survey = {
    elements: random.chance(0.5)
      ? [first, made, several]
      : [first, { type: "panel", name: "panel", elements: [made, several] }],
    ...random.members({ checkErrorsMode: [0.3, () => random.pick(["onValueChanged", "onComplete", "onNextPage"])] }),
  };
  const reads = [`${at("q2")}.errors.length`, `${at("q3")}.errors.length`];
  const check = [
    { call: "validate()", checked: true },
    { call: `${at("q2")}.validate()`, checked: true },
  ];
  return play(survey, random, {
    reads,
    acts: check,
    last: [check[0], ...reads.map((read) => ({ read })), { call: "tryComplete()", checked: true }, { read: "state" }],
  });
}

export function required(random) {
  const read = question(random, "q1");
  const made = names(random, 3).map((name) => ({
    ...question(random, `r${name}`),
    ...rules(random, [read]),
    ...random.members({ isRequired: [0.4, true] }),
  }));
  const panel = {
    type: "panel",
    name: "panel1",
    elements: made.slice(1),
    ...random.members({
      isRequired: [0.3, true],
      visibleIf: [0.3, () => conditions(random, [read])],
      requiredIf: [0.15, () => conditions(random, [read])],
      enableIf: [0.15, () => conditions(random, [read])],
    }),
  };
  const survey = { elements: [read, made[0], panel], ...random.members({ checkErrorsMode: [0.2, "onValueChanged"] }) };
  const reads = [
    ...made.map(({ name }) => `${at(name)}.errors.length`),
    'getPanelByName("panel1").errors.length',
    'getPanelByName("panel1").isVisible',
    ...made.map(({ name }) => `${at(name)}.isReadOnly`),
  ];
  return play(survey, random, {
    reads,
    acts: [
      { call: "validate()", checked: true },
      { call: 'getPanelByName("panel1").validate()', checked: true },
    ],
    last: [{ call: "tryComplete()", checked: true }, { read: "state" }],
  });
}
