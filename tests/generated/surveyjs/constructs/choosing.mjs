// What is chosen: lists, choices of other questions, scales, values that are shared.

import { arranged, choices, choiceValue, condition, conditions, question } from "../parts.mjs";
import { play } from "../play.mjs";
import { fitting } from "./values.mjs";

const at = (name) => `getQuestionByName(${JSON.stringify(name)})`;
const SELECTS = ["radiogroup", "dropdown", "checkbox", "tagbox"];

export function select(random) {
  const first = question(random, "q1");
  const type = random.pick([...SELECTS, "ranking", "imagepicker", "buttongroup"]);
  const made = { type, name: "q2", choices: choices(random) };
  const open = SELECTS.includes(type);
  Object.assign(
    made,
    random.members({
      showOtherItem: [open ? 0.3 : 0, true],
      showNoneItem: [open ? 0.2 : 0, true],
      showRefuseItem: [open ? 0.1 : 0, true],
      showDontKnowItem: [open ? 0.1 : 0, true],
      showCommentArea: [0.12, true],
      storeOthersAsComment: [0.12, false],
      choicesVisibleIf: [
        0.2,
        () =>
          random.pick(["{item} != 'item2'", "{q1} notempty", "{item} = {q1}", "{item} != 1", "{q1} contains {item}"]),
      ],
      choicesEnableIf: [0.1, () => random.pick(["{item} != 'item2'", "{q1} notempty"])],
      choicesOrder: [0.15, () => random.pick(["asc", "desc"])],
      isRequired: [0.2, true],
      visibleIf: [0.15, () => conditions(random, [first])],
      hideIfChoicesEmpty: [0.1, true],
    }),
  );
  if (type === "checkbox")
    Object.assign(
      made,
      random.members({
        maxSelectedChoices: [0.15, 2],
        minSelectedChoices: [0.15, 2],
        showSelectAllItem: [0.1, true],
        valuePropertyName: [0.1, "fruit"],
      }),
    );
  if (random.chance(0.2))
    made.choices[0] = { value: choiceValue(made.choices[0]), text: "Its text", visibleIf: condition(random, first) };
  if (random.chance(0.1)) made.choices[1] = { value: choiceValue(made.choices[1]), enableIf: condition(random, first) };
  if (random.chance(0.15)) made.defaultValue = random.chance(0.2) ? "not there" : fitting(random, made);
  const reads = [
    "value",
    "visibleChoices.length",
    "visibleChoices.0.value",
    "visibleChoices.1.value",
    "visibleChoices.0.text",
    "displayValue",
    "isOtherSelected",
    "comment",
    "otherValue",
    "errors.length",
    "isEmpty()",
    "renderedValue",
  ].map((word) => `${at("q2")}.${word}`);
  return play(
    { ...arranged(random, [first, made]), ...random.members({ storeOthersAsComment: [0.1, false] }) },
    random,
    { reads: [...reads, `getComment("q2")`] },
  );
}

/** Choices that are those or the answers of another question. */
export function carried(random) {
  const source = {
    type: random.pick(["checkbox", "radiogroup", "dropdown", "tagbox"]),
    name: "q1",
    choices: choices(random),
    ...random.members({ showOtherItem: [0.2, true], showNoneItem: [0.2, true] }),
  };
  const panel = {
    type: "paneldynamic",
    name: "panel",
    panelCount: 2,
    templateElements: [
      { type: "text", name: "name" },
      { type: "text", name: "title" },
    ],
  };
  const isPanel = random.chance(0.35);
  const taking = {
    type: random.pick(["checkbox", "radiogroup", "dropdown", "ranking"]),
    name: "q2",
    choicesFromQuestion: isPanel ? "panel" : "q1",
  };
  if (isPanel)
    Object.assign(
      taking,
      random.members({ choiceValuesFromQuestion: [0.8, "name"], choiceTextsFromQuestion: [0.4, "title"] }),
    );
  else
    Object.assign(
      taking,
      random.members({
        choicesFromQuestionMode: [0.7, () => random.pick(["selected", "unselected"])],
        choicesVisibleIf: [0.1, "{item} != 'item2'"],
        hideIfChoicesEmpty: [0.15, true],
      }),
    );
  const reads = ["visibleChoices.length", "visibleChoices.0.value", "visibleChoices.0.text", "value", "isVisible"].map(
    (word) => `${at("q2")}.${word}`,
  );
  return play({ elements: [isPanel ? panel : source, taking] }, random, { reads, actions: random.int(3, 6) });
}

export function scales(random) {
  const rating = {
    type: "rating",
    name: "q1",
    ...random.members({
      rateMin: [0.2, 0],
      rateMax: [0.4, () => random.int(3, 10)],
      rateStep: [0.15, 2],
      rateValues: [
        0.2,
        () =>
          random.pick([
            [1, 2, 3],
            ["low", "high"],
            [{ value: 1, text: "Bad" }, 2],
          ]),
      ],
      isRequired: [0.2, true],
      defaultValue: [0.15, 3],
    }),
  };
  const slider = {
    type: "slider",
    name: "q2",
    ...random.members({
      min: [0.3, 10],
      max: [0.3, 50],
      step: [0.2, 5],
      sliderType: [0.4, () => random.pick(["single", "range"])],
      isRequired: [0.15, true],
      minValueExpression: [0.1, "{q1}"],
      allowClear: [0.1, true],
    }),
  };
  if (random.chance(0.25)) slider.defaultValue = slider.sliderType === "range" ? [20, 40] : 25;
  const boolean = {
    type: "boolean",
    name: "q3",
    ...random.members({
      valueTrue: [0.25, "yes"],
      valueFalse: [0.25, "no"],
      defaultValue: [0.25, () => random.pick([true, false, "true", "indeterminate"])],
      labelTrue: [0.2, "Sure"],
      swapOrder: [0.1, true],
      isRequired: [0.2, true],
    }),
  };
  const last = {
    type: "text",
    name: "q4",
    visibleIf: random.pick([
      "{q1} > 2",
      "{q2} >= 20",
      "{q3} = true",
      "{q3} = 'yes'",
      "{q3}",
      "{q3} empty",
      "{q1} = 'low'",
      slider.sliderType === "range" ? "{q2[0]} > 15" : "{q2} > 15",
      "{q1} + {q2} > 20",
    ]),
  };
  const reads = ["q1", "q2", "q3"].flatMap((name) => [
    `${at(name)}.value`,
    `${at(name)}.displayValue`,
    `${at(name)}.isEmpty()`,
  ]);
  return play({ elements: [rating, slider, boolean, last] }, random, {
    reads: [...reads, `${at("q1")}.visibleRateValues.length`, `${at("q4")}.isVisible`],
  });
}

/** Elements that share a value. */
export function shared(random) {
  const type = random.pick(["text", "radiogroup", "checkbox", "paneldynamic", "matrixdynamic"]);
  const read = { type: "boolean", name: "q0" };
  // Mostly one of them is shown: what is asked for twice is one question here.
  const apart = random.chance(0.7);
  const one = (name, all) => {
    const made = {
      type,
      name,
      valueName: "shared",
      ...random.members({
        title: [0.4, `Title of ${name}`],
        visibleIf: [
          apart ? 1 : 0.4,
          () => (apart ? `{q0} ${name === "q1" ? "=" : "!="} true` : conditions(random, [read])),
        ],
      }),
    };
    if (type === "radiogroup" || type === "checkbox") made.choices = all;
    if (type === "paneldynamic")
      Object.assign(made, {
        panelCount: 1,
        templateElements: [
          { type: "text", name: "a" },
          { type: "text", name: name === "q1" ? "b" : "c" },
        ],
      });
    if (type === "matrixdynamic")
      Object.assign(made, {
        rowCount: 1,
        columns: [
          { name: "a", cellType: "text" },
          { name: name === "q1" ? "b" : "c", cellType: "text" },
        ],
      });
    return made;
  };
  const survey = {
    elements: [
      read,
      one("q1", ["a", "b", "c"]),
      one("q2", random.chance(0.5) ? ["a", "b", "c"] : ["c", "d"]),
      {
        type: "expression",
        name: "e",
        expression: random.pick([
          ...(type.endsWith("dynamic") ? ["{shared.length}"] : ["{shared}", "{shared} = 'a'"]),
          "{shared} notempty",
          "{q1}",
        ]),
      },
    ],
  };
  const reads = [`${at("q1")}.value`, `${at("q2")}.value`, `${at("e")}.value`, "data"];
  const of = (name) => [
    { read: `${at(name)}.title` },
    ...(type === "radiogroup" || type === "checkbox" ? [{ read: `${at(name)}.visibleChoices.length` }] : []),
  ];
  const turned = apart
    ? [{ set: `${at("q0")}.value`, value: true }, ...of("q1"), { set: `${at("q0")}.value`, value: false }, ...of("q2")]
    : [];
  return play(survey, random, { reads, last: turned });
}
