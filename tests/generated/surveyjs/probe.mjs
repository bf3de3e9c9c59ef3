// Writes a survey for every member of every class of survey-core's own metadata: `node probe.mjs FILE`.
//
// Each line: the class, the member, a survey that works, and the same survey with that member.

import { writeFileSync } from "node:fs";

import { Serializer } from "survey-core";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: node probe.mjs FILE");

const CHOICES = ["a", "b", "c"];
const beside = [
  { type: "text", name: "n", inputType: "number" },
  {
    type: "paneldynamic",
    name: "d",
    templateElements: [
      { type: "text", name: "v" },
      { type: "text", name: "t" },
    ],
  },
  { type: "checkbox", name: "l", choices: ["a", "b", "e"] },
];

/** What makes an element of a type work. */
const NEEDS = {
  checkbox: { choices: CHOICES },
  radiogroup: { choices: CHOICES },
  dropdown: { choices: CHOICES },
  tagbox: { choices: CHOICES },
  ranking: { choices: CHOICES },
  buttongroup: { choices: CHOICES },
  imagepicker: { choices: CHOICES },
  matrix: { columns: ["x", "y"], rows: ["r1", "r2"] },
  matrixdropdown: { columns: [{ name: "x", cellType: "text" }, { name: "z" }], choices: CHOICES, rows: ["r1", "r2"] },
  matrixdynamic: { columns: [{ name: "x", cellType: "text" }, { name: "z" }], choices: CHOICES, rowCount: 1 },
  paneldynamic: { templateElements: [{ type: "text", name: "x" }], panelCount: 1 },
  multipletext: { items: [{ name: "x" }, { name: "y" }] },
  panel: { elements: [{ type: "text", name: "x" }] },
  expression: { expression: "{n} + 1" },
  html: { html: "Hello" },
  image: { imageLink: "a.png" },
};

const around = (element) => ({ showQuestionNumbers: "on", elements: [...beside, element] });
const element = (type, more = {}) => ({ type, name: "q", ...NEEDS[type], ...more });

/** For every class: a survey with an object of it, made from the members that it is given. */
const PLACES = {
  survey: (own) => ({ ...around(element("text")), ...own }),
  page: (own) => ({
    showQuestionNumbers: "onPage",
    pages: [
      { name: "p1", elements: beside },
      { name: "p2", elements: [element("text")], ...own },
    ],
  }),
  itemvalue: (own) => around(element("matrix", { rows: [{ value: "r1", ...own }, "r2"] })),
  choiceitem: (own) => around(element("radiogroup", { choices: [{ value: "a", ...own }, "b"] })),
  matrixcolumn: (own) => around(element("matrix", { columns: [{ value: "x", ...own }, "y"] })),
  ratingitem: (own) => around(element("rating", { rateValues: [{ value: 1, ...own }, 2] })),
  matrixdropdowncolumn: (own) =>
    around(element("matrixdynamic", { columns: [{ name: "x", cellType: "text", ...own }] })),
  "matrixdropdowncolumn@dropdown": (own) =>
    around(element("matrixdynamic", { columns: [{ name: "x", cellType: "dropdown", choices: CHOICES, ...own }] })),
  multipletextitem: (own) => around(element("multipletext", { items: [{ name: "x", ...own }, { name: "y" }] })),
  calculatedvalue: (own) => ({
    ...around(element("text")),
    calculatedValues: [{ name: "v", expression: "{n} + 1", ...own }],
  }),
};
for (const type of Object.keys(NEEDS).concat(
  "text",
  "comment",
  "rating",
  "slider",
  "boolean",
  "file",
  "signaturepad",
)) {
  PLACES[type] = (own) => around(element(type, own));
}
for (const type of ["numeric", "text", "answercount", "regex", "email", "expression"]) {
  const needs = { regex: { regex: "^a" }, expression: { expression: "{n} > 1" } }[type];
  PLACES[`${type}validator`] = (own) =>
    around(element(type === "answercount" ? "checkbox" : "text", { validators: [{ type, ...needs, ...own }] }));
}
for (const type of ["visible", "complete", "setvalue", "copyvalue", "skip", "runexpression"]) {
  const needs = {
    visible: { questions: ["q"] },
    setvalue: { setToName: "q", setValue: "x" },
    copyvalue: { setToName: "q", fromName: "n" },
    runexpression: { setToName: "q", runExpression: "{n} + 1" },
    skip: { gotoName: "q" },
  }[type];
  PLACES[`${type}trigger`] = (own) => ({
    ...around(element("text", { visible: type !== "visible" })),
    triggers: [{ type, expression: "{n} = 1", ...needs, ...own }],
  });
}

/** What metadata calls the objects of a place. */
const classOf = (place) => {
  const [name] = place.split("@");
  return { matrixcolumn: "itemvalue", ratingitem: "itemvalue" }[name] ?? name;
};

/** Members whose values are of a form of their own. */
const VALUES = {
  name: undefined,
  type: undefined,
  value: undefined,
  expression: "{n} = 2",
  min: 3,
  max: 40,
  choicesOrder: "desc",
  choicesMax: 9,
  showQuestionNumbers: "off",
  questionStartIndex: "5",
  choiceValuesFromQuestion: "t",
  choiceTextsFromQuestion: "t",
  elements: [{ type: "text", name: "added" }],
  templateElements: undefined,
  detailElements: [{ type: "text", name: "added" }],
  columns: undefined,
  rows: undefined,
  items: undefined,
  areas: undefined,
  pages: undefined,
  choices: ["a", "b", "c", "d"],
  rateValues: [1, 2, 3],
  validators: [{ type: "expression", expression: "{n} > 3" }],
  triggers: [{ type: "setvalue", expression: "{n} = 1", setToName: "q", setValue: "x" }],
  calculatedValues: [{ name: "v", expression: "{n} + 1" }],
  choicesByUrl: { url: "https://example.org/list.json" },
  choicesFromQuestion: "l",
  carryForwardChoices: "l",
  bindings: { rowCount: "n", panelCount: "n" },
  valueName: "other",
  defaultValue: "a",
  defaultRowValue: { x: "a" },
  defaultPanelValue: { x: "a" },
  correctAnswer: "a",
  inputType: "number",
  cellType: "comment",
  requiredErrorText: "Please answer",
  keyName: "x",
  regex: "^b",
  setToName: "n",
  fromName: "l",
  gotoName: "n",
  html: "Bye",
  questions: ["n"],
  operator: "notequal",
  locale: "de",
  fieldName: "n",
  navigateToUrlOnCondition: [{ expression: "{n} = 1", url: "https://example.org" }],
  completedHtmlOnCondition: [{ expression: "{n} = 1", html: "Bye" }],
};

/** Members that say something only beside others. */
const BESIDE = {
  hideIfChoicesEmpty: { choicesVisibleIf: "{l} contains {item}" },
  choiceValuesFromQuestion: { choicesFromQuestion: "d" },
  choiceTextsFromQuestion: { choicesFromQuestion: "d", choiceValuesFromQuestion: "v" },
  choicesFromQuestionMode: { choicesFromQuestion: "l" },
  choicesMin: { choicesMax: 9 },
  choicesStep: { choicesMax: 9 },
  commentText: { showCommentArea: true },
  otherText: { showOtherItem: true },
  otherErrorText: { showOtherItem: true },
  noneText: { showNoneItem: true },
  refuseText: { showRefuseItem: true },
  dontKnowText: { showDontKnowItem: true },
  keyDuplicationError: { keyName: "x" },
  "rating.rateCount": { rateMax: 8 },
  "text.min": { inputType: "number" },
  "text.max": { inputType: "number" },
  "text.step": { inputType: "number" },
  minErrorText: { inputType: "number", min: 3 },
  maxErrorText: { inputType: "number", max: 9 },
  "textvalidator.text": { minLength: 2 },
  "textvalidator.notificationType": { minLength: 2 },
  "answercountvalidator.text": { minCount: 2 },
  "answercountvalidator.notificationType": { minCount: 2 },
  "setvaluetrigger.operator": { expression: undefined, name: "n", value: 1 },
  "copyvaluetrigger.operator": { expression: undefined, name: "n", value: 1 },
  "runexpressiontrigger.operator": { expression: undefined, name: "n", value: 1 },
  "visibletrigger.operator": { expression: undefined, name: "n", value: 1 },
  "completetrigger.operator": { expression: undefined, name: "n", value: 1 },
  "paneldynamic.questionStartIndex": { showQuestionNumbers: "onPanel" },
  requiredErrorText: { isRequired: true },
  "panel.showNumber": { title: "P" },
  "panel.questionStartIndex": { showQuestionNumbers: "onpanel" },
  precision: { expression: "{n} / 3" },
  isCommentRequired: { showCommentArea: true },
  hideIfRowsEmpty: { rowsVisibleIf: "{l} contains {item}" },
  currency: { displayStyle: "currency" },
  minimumFractionDigits: { displayStyle: "decimal" },
  maximumFractionDigits: { displayStyle: "decimal" },
  useGrouping: { displayStyle: "decimal" },
  totalFormat: { totalType: "sum" },
  totalDisplayStyle: { totalType: "sum" },
  totalCurrency: { totalType: "sum", totalDisplayStyle: "currency" },
  totalMinimumFractionDigits: { totalType: "sum", totalDisplayStyle: "decimal" },
  totalMaximumFractionDigits: { totalType: "sum", totalDisplayStyle: "decimal" },
};

/** Classes whose values are objects or lists. */
const CELL_TYPES = { matrix: "checkbox" };
const OWN = { "paneldynamic.showQuestionNumbers": "recursive" };
const WHOLE = {
  matrix: { r1: "x" },
  matrixdropdown: { r1: { x: "a" } },
  matrixdynamic: [{ x: "a" }],
  paneldynamic: [{ x: "a" }],
  multipletext: { x: "a" },
  rating: 3,
  slider: 30,
  boolean: true,
};

/** A value that is not the usual one. */
function unusual(property) {
  const { name, type } = property;
  if (name in VALUES) return VALUES[name];
  const usual = property.defaultValue;
  if (type === "boolean" || type === "switch") return usual !== true;
  if (type === "condition") return "{n} = 1";
  if (type === "expression") return "{n} + 2";
  if (type === "number") return usual === 2 ? 3 : 2;
  if (type === "itemvalues" || type === "choiceitems") return ["a", "b", "d"];
  const choices = property.hasChoices ? property.choices : [];
  const other = choices
    .map((choice) => choice?.value ?? choice)
    .find((choice) => choice !== usual && choice !== "default");
  return other ?? "Some words";
}

const lines = [];
for (const [place, make] of Object.entries(PLACES)) {
  for (const property of Serializer.getProperties(classOf(place))) {
    if (property.isSerializable === false) continue;
    const value = unusual(property);
    if (value === undefined) continue;
    const { name } = property;
    const whole =
      name === "defaultValue" && WHOLE[classOf(place)] !== undefined
        ? WHOLE[classOf(place)]
        : `${place}.${name}` in OWN
          ? OWN[`${place}.${name}`]
          : name === "cellType"
            ? (CELL_TYPES[place] ?? value)
            : value;
    const other = BESIDE[`${place}.${name}`] ?? BESIDE[name] ?? {};
    lines.push(
      JSON.stringify({ class: place, member: name, before: make(other), after: make({ ...other, [name]: whole }) }),
    );
  }
}
writeFileSync(file, `${lines.join("\n")}\n`);
process.stdout.write(`${lines.length} members of ${Object.keys(PLACES).length} classes\n`);
