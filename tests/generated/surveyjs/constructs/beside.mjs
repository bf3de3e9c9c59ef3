// What stands beside questions: values of the page, words of choices, rules of whole panels and matrices.

import { choices, choiceValue, condition, conditions, formula, question } from "../parts.mjs";
import { play } from "../play.mjs";
import { fitting } from "./values.mjs";

const at = (name) => `getQuestionByName(${JSON.stringify(name)})`;

/** Values that no question has: variables, and data under other names. */
export function variables(random) {
  const first = question(random, "q1", ["text", "number", "boolean", "radiogroup"]);
  const outside = { type: "text", name: "var1", ...random.members({ inputType: [0.5, "number"] }) };
  const elements = [
    first,
    { type: "text", name: "q2", visibleIf: conditions(random, [outside]) },
    {
      type: "text",
      name: "q3",
      ...random.members({
        defaultValueExpression: [0.4, () => random.pick(["{var1}", "{var1} + 1", "iif({var1} = 1, 'one', 'other')"])],
        enableIf: [0.4, () => random.pick(["{var1} notempty", "{var1} > {q1}", "{var1} = 'a' or {q1} notempty"])],
        requiredIf: [0.2, "{var1} = 1"],
      }),
    },
    { type: "expression", name: "e", expression: formula(random, [first, outside]) },
  ];
  const set = (value) => ({
    call: `${random.pick(["setVariable", "setVariable", "setValue"])}("var1", ${JSON.stringify(value)})`,
  });
  const values = [1, 2, 5, "a", "b", 10];
  const acts = [set(random.pick(values)), set(random.pick(values)), set(random.pick(values))];
  return play({ elements }, random, {
    first: random.chance(0.6) ? [set(random.pick(values))] : [],
    acts,
    reads: [
      `${at("q2")}.isVisible`,
      `${at("q3")}.value`,
      `${at("q3")}.isReadOnly`,
      `${at("e")}.value`,
      'getVariable("var1")',
      'getValue("q1")',
    ],
  });
}

/** Choices that ask for more where they are taken. */
export function asking(random) {
  const type = random.pick(["radiogroup", "dropdown", "checkbox", "tagbox"]);
  const list = choices(random).map((choice, index) => ({
    ...(typeof choice === "object" ? choice : { value: choice }),
    ...(index === 1
      ? {
          elements: [
            { type: "text", name: "in1", ...random.members({ isRequired: [0.3, true] }) },
            ...(random.chance(0.4) ? [{ type: "text", name: "in2", visibleIf: "{in1} notempty" }] : []),
          ],
        }
      : {}),
  }));
  const asked = choiceValue(list[1]);
  const taken = { set: `${at("q1")}.value`, value: ["checkbox", "tagbox"].includes(type) ? [asked] : asked };
  const elements = [
    { type, name: "q1", choices: list },
    { type: "text", name: "q2", visibleIf: "{in1} = 'a'" },
  ];
  const reads = [`${at("in1")}.value`, `${at("q2")}.isVisible`, "data", "validate()"];
  return play({ elements }, random, { first: [taken], acts: [taken, taken], reads });
}

/** Rules that speak of all that is in a panel or matrix. */
export function composites(random) {
  const outside = question(random, "out", ["number", "text", "boolean"]);
  const kind = random.pick(["paneldynamic", "matrixdynamic", "matrixdropdown", "multipletext", "panel", "slider"]);
  const list = ["a", "b", "c"];
  const inside = [
    { name: "x", choices: list },
    { name: "y", inputType: "number" },
  ];
  const cells = inside.map((one) => ({
    ...one,
    cellType: one.choices ? "dropdown" : "text",
    ...random.members({ isUnique: [0.15, true], requiredErrorText: [0.1, "Cell!"] }),
  }));
  const questions = inside.map((one) => ({ ...one, type: one.choices ? "dropdown" : "text" }));
  const many = {
    paneldynamic: { panelCount: 2, templateElements: questions },
    matrixdynamic: { rowCount: 2, columns: cells },
    matrixdropdown: {
      rows: ["r1", { value: "r2", ...random.members({ enableIf: [0.5, () => conditions(random, [outside])] }) }],
      columns: cells,
    },
    multipletext: { items: [{ name: "x" }, { name: "y", inputType: "number" }] },
    panel: { elements: questions },
    slider: {},
  }[kind];
  const isMany = kind === "paneldynamic" || kind === "matrixdynamic";
  const value = {
    paneldynamic: [{ x: "a", y: 1 }],
    matrixdynamic: [{ x: "a", y: 1 }, { x: "b" }],
    matrixdropdown: { r1: { x: "a" } },
    multipletext: { x: "a", y: 2 },
    slider: 20,
  }[kind];
  const made = {
    type: kind,
    name: "m",
    ...many,
    ...random.members({
      isRequired: [0.3, true],
      requiredErrorText: [0.3, "All of it!"],
      requiredIf: [0.15, () => conditions(random, [outside])],
      visibleIf: [0.15, () => conditions(random, [outside])],
      enableIf: [0.15, () => conditions(random, [outside])],
    }),
  };
  if (isMany)
    Object.assign(
      made,
      random.members({
        validators: [
          0.5,
          () => [
            {
              type: "expression",
              text: "Not so",
              expression: random.pick([
                "countInArray({m}, 'x', {x} = 'a') <= 1",
                "sumInArray({m}, 'y') < 10",
                "{m.length} > 1",
                "{out} notempty",
              ]),
            },
          ],
        ],
      }),
    );
  if (kind !== "panel") Object.assign(made, random.members({ defaultValue: [0.2, value], resetValueIf: [0.15, () => condition(random, outside)] }));
  if (kind === "slider")
    Object.assign(made, random.members({ minValueExpression: [0.3, "{out}"], maxValueExpression: [0.3, "{out} * 2"] }));
  const check = { call: "validate()", checked: true };
  const path = kind === "panel" ? 'getPanelByName("m")' : at("m");
  return play({ elements: [outside, made] }, random, {
    acts: [check, check, { set: `${at("out")}.value`, value: fitting(random, outside) }],
    reads: [
      `${path}.errors.length`,
      `${path}.isVisible`,
      `${path}.isReadOnly`,
      "data",
      ...(kind === "panel" ? [] : [`${path}.value`, `${path}.isEmpty()`]),
    ],
    last: [check, { read: `${path}.errors.length` }],
  });
}
