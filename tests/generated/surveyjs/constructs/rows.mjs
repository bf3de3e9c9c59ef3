// What has rows: matrices of all kinds, dynamic panels, several texts.

import { choices, condition, conditions, formula, formulaFor, names, question, readingFor, rules } from "../parts.mjs";
import { play } from "../play.mjs";
import { fitting } from "./values.mjs";

const at = (name) => `getQuestionByName(${JSON.stringify(name)})`;
const CELLS = ["text", "text", "dropdown", "checkbox", "radiogroup", "boolean", "comment", "rating", "expression"];

/** A column; what it says of others is about those before it. */
function column(random, name, before, outside) {
  const cellType = random.pick(CELLS);
  const made = { name, cellType };
  if (["dropdown", "checkbox", "radiogroup"].includes(cellType)) made.choices = choices(random);
  if (cellType === "text" && random.chance(0.4)) made.inputType = "number";
  if (cellType === "expression")
    made.expression = before.length > 0 ? formula(random, before, "row.") : random.pick(["{rowIndex}", "1 + 1"]);
  const read = before.filter((one) => one.type !== "expression");
  if (read.length > 0 && random.chance(0.5)) Object.assign(made, rules(random, read, "row."));
  else if (random.chance(0.3)) Object.assign(made, rules(random, [outside]));
  Object.assign(
    made,
    random.members({
      totalType: [0.15, () => random.pick(["sum", "count", "min", "max", "avg"])],
      isUnique: [0.1, true],
    }),
  );
  if (cellType !== "expression") {
    Object.assign(made, random.members({ defaultValue: [0.12, () => fitting(random, { ...made, type: cellType })] }));
    if (read.length > 0)
      Object.assign(
        made,
        random.members({
          defaultValueExpression: [0.08, () => formulaFor(random, { ...made, type: cellType }, read, "row.")],
          setValueExpression: [0.08, () => readingFor(random, { ...made, type: cellType }, read, "row.")],
          resetValueIf: [0.08, () => conditions(random, read, "row.")],
        }),
      );
  }
  return made;
}

function columns(random, outside) {
  const made = [];
  for (let index = 1; index <= random.int(2, 3); index += 1) {
    const before = made.map((one) => ({ ...one, type: one.cellType }));
    made.push(column(random, random.chance(0.8) ? `col${index}` : `col ${index}`, before, outside));
  }
  return made;
}

const reader = (matrix) => [
  `${at(matrix)}.value`,
  `${at(matrix)}.visibleRows.length`,
  `${at(matrix)}.visibleRows.0.cells.1.question.value`,
  `${at(matrix)}.visibleRows.0.cells.1.question.isVisible`,
  `${at(matrix)}.isEmpty()`,
];

const around = (random, matrix, outside) => ({
  elements: random.chance(0.6) ? [outside, matrix] : [matrix, outside],
  ...random.members({
    clearInvisibleValues: [0.15, () => random.pick(["onHidden", "none"])],
    checkErrorsMode: [0.1, "onValueChanged"],
  }),
});

/** A text outside that reads what is inside. */
function reading(random, survey, expressions) {
  if (random.chance(0.5))
    survey.elements.push({ type: "expression", name: "outside", expression: random.pick(expressions) });
  return survey;
}

export function matrixdynamic(random) {
  const outside = question(random, "out");
  const matrix = {
    type: "matrixdynamic",
    name: "matrix",
    columns: columns(random, outside),
    ...random.members({
      rowCount: [0.8, () => random.int(0, 3)],
      minRowCount: [0.15, 1],
      maxRowCount: [0.15, 3],
      allowAddRows: [0.08, false],
      allowRemoveRows: [0.08, false],
      isRequired: [0.12, true],
      copyDefaultValueFromLastEntry: [0.12, true],
      keyName: [0.12, "col1"],
    }),
  };
  if (random.chance(0.15))
    matrix.rowsVisibleIf = condition(
      random,
      { ...matrix.columns[0], type: matrix.columns[0].cellType },
      `row.${matrix.columns[0].name}`,
    );
  const { name: firstName, cellType } = matrix.columns[0];
  const fits = () =>
    cellType === "expression" ? {} : { [firstName]: fitting(random, { ...matrix.columns[0], type: cellType }) };
  if (random.chance(0.12)) matrix.defaultValue = [fits(), fits()];
  if (random.chance(0.1)) matrix.defaultRowValue = fits();
  if (random.chance(0.2)) matrix.visibleIf = conditions(random, [outside]);
  const survey = reading(random, around(random, matrix, outside), [
    "{matrix.length}",
    "{matrix[0].col1}",
    "sumInArray({matrix}, 'col1')",
    "countInArray({matrix}, 'col2')",
    "{matrix[1].col2}",
    "{matrix-total.col1}",
    "{matrix} empty",
  ]);
  return play(survey, random, {
    reads: [...reader("matrix"), `${at("matrix")}.canAddRow`, `${at("outside")}.value`],
    actions: random.int(3, 7),
  });
}

export function matrixdropdown(random) {
  const outside = question(random, "out");
  const rows = random.pick([
    ["row1", "row2"],
    [{ value: "row1", text: "First" }, "row2"],
    ["Row 1", "Row 2", "Row 3"],
    [1, 2],
  ]);
  const matrix = {
    type: "matrixdropdown",
    name: "matrix",
    rows: structuredClone(rows),
    columns: columns(random, outside),
    ...random.members({
      isRequired: [0.12, true],
      eachRowRequired: [0.1, true],
      choices: [0.3, () => choices(random)],
    }),
  };
  if (random.chance(0.15)) matrix.rows[0] = { value: "row1", visibleIf: conditions(random, [outside]) };
  if (random.chance(0.1)) matrix.rowsVisibleIf = `{item} != ${random.pick(["'row1'", "'Row 2'", "{out}"])}`;
  if (random.chance(0.2)) matrix.visibleIf = conditions(random, [outside]);
  const survey = reading(random, around(random, matrix, outside), [
    "{matrix.row1.col1}",
    "{matrix.row2.col2} + 1",
    "sumInArray({matrix}, 'col1')",
    "{matrix-total.col1}",
    "{matrix.Row 1.col1}",
    "{matrix} notempty",
  ]);
  return play(survey, random, { reads: [...reader("matrix"), `${at("outside")}.value`], actions: random.int(3, 7) });
}

export function matrix(random) {
  const outside = question(random, "out");
  const cells = random.pick([
    ["col1", "col2", "col3"],
    [1, 2, 3],
    [
      { value: 1, text: "Good" },
      { value: 2, text: "Bad" },
    ],
  ]);
  const rows = random.pick([
    ["row1", "row2"],
    [{ value: "row1", text: "First" }, "row2", "row3"],
    ["row1", "row2"],
  ]);
  const made = {
    type: "matrix",
    name: "matrix",
    columns: structuredClone(cells),
    rows: structuredClone(rows),
    ...random.members({
      isRequired: [0.15, true],
      eachRowRequired: [0.2, true],
      eachRowUnique: [0.15, true],
      cellType: [0.15, "checkbox"],
      defaultValue: [0.15, () => ({ [String(rows[1]?.value ?? rows[1])]: cells[0]?.value ?? cells[0] })],
    }),
  };
  if (random.chance(0.25))
    made.rows[0] = {
      value: "row1",
      ...random.members({
        visibleIf: [0.7, () => conditions(random, [outside])],
        enableIf: [0.3, () => conditions(random, [outside])],
      }),
    };
  if (random.chance(0.2))
    made.rowsVisibleIf = random.pick(["{item} != 'row1'", "{out} notempty", "{out} = 'a' or {item} = 'row2'"]);
  if (random.chance(0.12)) made.columnsVisibleIf = random.pick(["{item} != 'col2'", "{item} > 1", "{out} notempty"]);
  const cell = (index, value) => ({ set: `${at("matrix")}.visibleRows.${index}.value`, value });
  const value = () => {
    const one = random.pick(cells);
    return one?.value ?? one;
  };
  const survey = reading(random, around(random, made, outside), [
    "{matrix.row1}",
    "{matrix.row2} + {matrix.row1}",
    "{matrix} notempty",
    "{matrix.1} = 1",
  ]);
  const shows = !made.rowsVisibleIf && !made.rows[0]?.visibleIf && made.cellType !== "checkbox";
  const acts = shows
    ? [cell(0, value()), cell(1, value()), cell(0, value()), cell(1, value())]
    : [{ set: `${at("matrix")}.value`, value: { row2: value() } }];
  return play(survey, random, {
    acts: [...acts, ...acts],
    reads: [
      `${at("matrix")}.value`,
      `${at("matrix")}.visibleRows.length`,
      `${at("matrix")}.isEmpty()`,
      `${at("matrix")}.errors.length`,
      `${at("outside")}.value`,
    ],
    actions: random.int(3, 6),
  });
}

/** Elements of a dynamic panel; what they say of others is about those before. */
function panelElements(random, outside, depth) {
  const made = [];
  for (const name of names(random, random.int(2, 3)).map((name) => `${name}${depth > 0 ? "_in" : ""}`)) {
    const one = question(random, name);
    if (made.length > 0 && random.chance(0.55)) Object.assign(one, rules(random, made, "panel."));
    else if (random.chance(0.25)) Object.assign(one, rules(random, [outside]));
    Object.assign(one, random.members({ defaultValue: [0.12, () => fitting(random, one)] }));
    if (made.length > 0)
      Object.assign(
        one,
        random.members({
          defaultValueExpression: [0.08, () => formulaFor(random, one, made, "panel.")],
          setValueExpression: [depth > 0 ? 0 : 0.07, () => readingFor(random, one, made, "panel.")],
          setValueIf: [0.07, () => conditions(random, made, "panel.")],
          resetValueIf: [0.1, () => conditions(random, made, "panel.")],
        }),
      );
    made.push(one);
  }
  if (random.chance(0.3))
    made.push({
      type: "expression",
      name: "calc",
      expression: random.chance(0.3) ? "{panelIndex}" : formula(random, made, "panel."),
    });
  return made;
}

export function paneldynamic(random) {
  const outside = question(random, "out");
  const elements = panelElements(random, outside, 0);
  const panel = {
    type: "paneldynamic",
    name: "panel",
    templateElements: elements,
    ...random.members({
      panelCount: [0.8, () => random.int(0, 3)],
      minPanelCount: [0.15, 1],
      maxPanelCount: [0.15, 3],
      allowAddPanel: [0.08, false],
      allowRemovePanel: [0.08, false],
      isRequired: [0.1, true],
      copyDefaultValueFromLastEntry: [0.12, true],
      keyName: [0.1, elements[0].name],
      templateTitle: [0.15, () => random.pick([`Panel {panelIndex}`, `{panel.${elements[0].name}} is it`])],
      displayMode: [0.1, "tab"],
    }),
  };
  if (random.chance(0.12)) panel.defaultPanelValue = { [elements[0].name]: fitting(random, elements[0]) };
  if (random.chance(0.12)) panel.defaultValue = [{ [elements[0].name]: fitting(random, elements[0]) }, {}];
  if (random.chance(0.12)) panel.templateVisibleIf = condition(random, elements[0], `panel.${elements[0].name}`);
  if (random.chance(0.2)) panel.visibleIf = conditions(random, [outside]);
  const first = elements[0].name;
  const survey = reading(random, around(random, panel, outside), [
    "{panel.length}",
    `{panel[0].${first}}`,
    `sumInArray({panel}, '${first}')`,
    `countInArray({panel}, '${first}')`,
    `{panel[1].${first}} = {panel[0].${first}}`,
    "{panel} notempty",
  ]);
  const reads = [
    `${at("panel")}.value`,
    `${at("panel")}.panelCount`,
    `${at("panel")}.isEmpty()`,
    `${at("panel")}.canAddPanel`,
    `${at("panel")}.panels.0.locTitle.renderedHtml`,
    `${at("outside")}.value`,
    `${at("panel")}.visiblePanelCount`,
  ];
  return play(survey, random, { reads, actions: random.int(3, 7) });
}

/** Panels and matrices inside panels. */
export function nested(random) {
  const outside = question(random, "out");
  const upper = question(random, "up", ["text", "number", "checkbox", "radiogroup"]);
  const inner = random.chance(0.5)
    ? {
        type: "paneldynamic",
        name: "inner",
        panelCount: 1,
        templateElements: [
          ...panelElements(random, outside, 1),
          {
            type: "text",
            name: "deep",
            ...random.members({ visibleIf: [0.6, () => conditions(random, [upper], "parentPanel.")] }),
          },
        ],
      }
    : { type: "matrixdynamic", name: "inner", rowCount: random.int(1, 2), columns: columns(random, outside) };
  if (random.chance(0.25)) inner.visibleIf = condition(random, upper, "panel.up");
  const wrapped = random.chance(0.3)
    ? {
        type: "panel",
        name: "wrap",
        elements: [inner],
        ...random.members({ visibleIf: [0.4, () => condition(random, upper, "panel.up")] }),
      }
    : inner;
  const panel = {
    type: "paneldynamic",
    name: "panel",
    panelCount: random.int(1, 2),
    templateElements: [upper, wrapped],
  };
  const survey = around(random, panel, outside);
  const reads = [
    `${at("panel")}.value`,
    `${at("panel")}.panels.0.${at("inner")}.value`,
    `${at("panel")}.panels.1.${at("inner")}.isVisible`,
  ];
  return play(survey, random, { reads, actions: random.int(3, 7) });
}

export function multipletext(random) {
  const outside = question(random, "out");
  const items = ["item1", "item2", "item 3"].slice(0, random.int(2, 3)).map((name) => ({
    name,
    ...random.members({
      inputType: [0.3, () => random.pick(["number", "date", "email"])],
      isRequired: [0.2, true],
      title: [0.2, "Title"],
      validators: [0.15, () => [{ type: "text", minLength: 2 }]],
      minValueExpression: [0.1, "{texts.item1}"],
    }),
  }));
  const made = {
    type: "multipletext",
    name: "texts",
    items,
    ...random.members({
      isRequired: [0.15, true],
      visibleIf: [0.2, () => conditions(random, [outside])],
      defaultValue: [0.15, { item1: "a" }],
    }),
  };
  const survey = reading(random, around(random, made, outside), [
    "{texts.item1}",
    "{texts.item1} + {texts.item2}",
    "{texts.item1} = 'a'",
    "{texts} notempty",
  ]);
  return play(survey, random, {
    reads: [
      `${at("texts")}.value`,
      `${at("texts")}.isEmpty()`,
      `${at("outside")}.value`,
      `${at("texts")}.items.0.value`,
    ],
  });
}
