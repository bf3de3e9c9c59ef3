// What stands in rows and panels and speaks of them: indexes, neighbours, titles, totals, details, choices of others.

import { choices, condition, conditions, names, question } from "../parts.mjs";
import { play } from "../play.mjs";
import { fitting } from "./values.mjs";

const at = (name) => `getQuestionByName(${JSON.stringify(name)})`;

/** Words that only a panel knows. */
const panelWords = (first) => [
  "{panelIndex}",
  "{panelIndex} + 1",
  "{visiblePanelIndex}",
  "{prevPanel.a}",
  "{nextPanel.a}",
  "iif({panelIndex} = 0, 'first', 'later')",
  "{panel.a} + {prevPanel.a}",
  `displayValue('${first}')`,
  "{parentPanel.a}",
  "{panel.b} notempty",
];

/** Panels whose elements and titles speak of the panel that they stand in, and of those beside it. */
export function neighbours(random) {
  const first = question(random, "q", ["text", "radiogroup", "number"]);
  const panel = {
    type: "paneldynamic",
    name: "panel",
    panelCount: random.int(1, 3),
    templateElements: [
      { type: "text", name: "a", ...random.members({ inputType: [0.5, "number"] }) },
      {
        ...question(random, "b", ["text", "radiogroup", "checkbox", "dropdown", "boolean"]),
        ...random.members({
          title: [0.6, () => random.pick(["For {panel.a}", "No {panelIndex} of {q}", "{prevPanel.b} before"])],
          visibleIf: [
            0.4,
            () => random.pick(["{panelIndex} > 0", "{prevPanel.a} notempty", "{panel.a} = {q}", "{visiblePanelIndex} = 0"]),
          ],
        }),
      },
      { type: "expression", name: "e", expression: random.pick(panelWords("q")) },
    ],
    ...random.members({
      templateTitle: [0.4, () => random.pick(["{panelIndex}: {panel.a}", "{panel.b}", "{visiblePanelIndex}"])],
      templateVisibleIf: [0.15, "{panel.a} != 'b'"],
    }),
  };
  const inner = (index, word) => `${at("panel")}.panels.${index}.${word}`;
  const reads = [
    inner(0, `${at("e")}.value`),
    inner(1, `${at("e")}.value`),
    inner(0, `${at("b")}.isVisible`),
    inner(1, `${at("b")}.isVisible`),
    inner(1, `${at("b")}.locTitle.renderedHtml`),
    inner(0, "processedTitle"),
    inner(1, "processedTitle"),
    inner(0, "locTitle.renderedHtml"),
    `${at("panel")}.value`,
  ];
  return play({ elements: random.chance(0.5) ? [first, panel] : [panel, first] }, random, {
    reads,
    actions: random.int(3, 6),
  });
}

const rowWords = [
  "{rowIndex}",
  "{visibleRowIndex}",
  "{rowIndex} * 2",
  "{prevRow.a}",
  "{nextRow.a}",
  "{row.a} + {prevRow.e}",
  "{row.b}",
  "iif({rowIndex} = 1, 'first', 'later')",
  "{totalRow.a}",
  "{matrix-total.a}",
];

/** Rows whose cells speak of the row, of those beside it and of the totals. */
export function totals(random) {
  const outside = question(random, "out", ["number", "text", "radiogroup"]);
  const isDynamic = random.chance(0.6);
  const matrix = {
    type: isDynamic ? "matrixdynamic" : "matrixdropdown",
    name: "matrix",
    ...(isDynamic ? { rowCount: random.int(1, 3) } : { rows: ["r1", { value: "r2", text: "Second" }, "r3"] }),
    columns: [
      {
        name: "a",
        cellType: "text",
        inputType: "number",
        ...random.members({
          totalType: [0.8, () => random.pick(["sum", "count", "min", "max", "avg"])],
          totalExpression: [0.15, () => random.pick(["sumInArray({matrix}, 'a') + 1", "{out} + 1", "countInArray({matrix}, 'a')"])],
          totalFormat: [0.15, "Total: {0}"],
        }),
      },
      {
        ...question(random, "b", ["text", "dropdown", "boolean"]),
        type: undefined,
        ...random.members({
          visibleIf: [0.3, () => random.pick(["{row.a} > 2", "{rowIndex} > 1", "{prevRow.a} notempty"])],
        }),
      },
      { name: "e", cellType: "expression", expression: random.pick(isDynamic ? rowWords : [...rowWords, "{rowName}", "{rowValue}", "{rowTitle}"]) },
    ],
  };
  matrix.columns[1].cellType = matrix.columns[1].choices ? "dropdown" : random.pick(["text", "boolean"]);
  const survey = {
    elements: [
      outside,
      matrix,
      { type: "expression", name: "all", expression: random.pick(["{matrix-total.a}", "{matrix-total.a} > 5", "sumInArray({matrix}, 'a', {b} notempty)", "maxInArray({matrix}, 'a')"]) },
    ],
  };
  const cell = (row, place, word) => `${at("matrix")}.visibleRows.${row}.cells.${place}.question.${word}`;
  const reads = [
    `${at("matrix")}.visibleTotalRow.cells.0.question.value`,
    `${at("matrix")}.visibleTotalRow.cells.0.question.displayValue`,
    `${at("all")}.value`,
    cell(0, 2, "value"),
    cell(1, 2, "value"),
    cell(0, 1, "isVisible"),
    cell(1, 1, "isVisible"),
    `${at("matrix")}.value`,
  ];
  const number = (row) => ({ set: cell(row, 0, "value"), value: random.pick([1, 2, 5, 10]) });
  return play(survey, random, { reads, acts: [number(0), number(0), number(0)], actions: random.int(3, 6) });
}

/** What stands behind a row. */
export function details(random) {
  const outside = question(random, "out", ["text", "number"]);
  const matrix = {
    type: random.chance(0.6) ? "matrixdynamic" : "matrixdropdown",
    name: "matrix",
    detailPanelMode: "underRow",
    columns: [
      { name: "a", cellType: "text" },
      { name: "b", cellType: "dropdown", choices: choices(random) },
    ],
    detailElements: [
      { type: "text", name: "d1", ...random.members({ visibleIf: [0.5, "{row.a} = 'a'"], isRequired: [0.2, true] }) },
      {
        ...question(random, "d2", ["text", "number", "checkbox", "radiogroup"]),
        ...random.members({
          visibleIf: [0.4, () => random.pick(["{row.d1} notempty", "{out} notempty", "{rowIndex} > 1"])],
          defaultValueExpression: [0.1, "{row.a}"],
        }),
      },
    ],
  };
  if (matrix.type === "matrixdynamic") matrix.rowCount = 2;
  else matrix.rows = ["r1", "r2"];
  const detail = (row, name, word) => `${at("matrix")}.visibleRows.${row}.detailPanel.${at(name)}.${word}`;
  const show = (row) => ({ call: `${at("matrix")}.visibleRows.${row}.showDetailPanel()` });
  return play({ elements: [outside, matrix] }, random, {
    first: [show(0), show(1), { set: detail(0, "d1", "value"), value: random.pick(["x", "a"]) }],
    acts: [
      { set: `${at("matrix")}.visibleRows.0.cells.0.value`, value: random.pick(["a", "b"]) },
      { set: detail(0, "d1", "value"), value: "y" },
      { set: `${at("matrix")}.visibleRows.0.cells.0.value`, value: "a" },
    ],
    reads: [
      detail(0, "d1", "isVisible"),
      detail(0, "d2", "isVisible"),
      detail(1, "d2", "isVisible"),
      detail(0, "d1", "value"),
      `${at("matrix")}.value`,
      `${at("matrix")}.visibleRows.0.cells.0.value`,
    ],
    actions: random.int(2, 5),
  });
}

/** Values of rows and panels that are set as a whole, and how many there are. */
export function wholes(random) {
  const [first, second] = names(random, 2);
  const isPanel = random.chance(0.6);
  const inside = [question(random, first), { ...question(random, second), visibleIf: `{${isPanel ? "panel" : "row"}.${first}} notempty` }];
  const element = isPanel
    ? {
        type: "paneldynamic",
        name: "many",
        templateElements: inside,
        ...random.members({ panelCount: [0.6, () => random.int(0, 3)], minPanelCount: [0.2, 1], maxPanelCount: [0.2, 3] }),
      }
    : {
        type: "matrixdynamic",
        name: "many",
        columns: inside.map(({ type, ...column }) => ({ ...column, cellType: type === "tagbox" ? "checkbox" : type })),
        ...random.members({ rowCount: [0.6, () => random.int(0, 3)], minRowCount: [0.2, 1], maxRowCount: [0.2, 3] }),
      };
  const row = () => ({ [first]: fitting(random, inside[0]), ...random.members({ [second]: [0.5, () => fitting(random, inside[1])] }) });
  const count = isPanel ? "panelCount" : "rowCount";
  const survey = {
    elements: [element, { type: "expression", name: "e", expression: random.pick(["{many.length}", `{many[0].${first}}`, `countInArray({many}, '${first}')`]) }],
  };
  return play(survey, random, {
    acts: [
      { set: `${at("many")}.value`, value: [row(), row()] },
      { set: "data", value: { many: [row()] } },
      { call: `setValue("many", ${JSON.stringify([row(), row()])})` },
      { set: `${at("many")}.${count}`, value: random.int(0, 3) },
    ],
    reads: [
      `${at("many")}.value`,
      `${at("many")}.${isPanel ? "panels" : "visibleRows"}.length`,
      `${at("many")}.${count}`,
      `${at("e")}.value`,
      `${at("many")}.${isPanel ? "canAddPanel" : "canAddRow"}`,
      `${at("many")}.${isPanel ? "canRemovePanel" : "canRemoveRows"}`,
      "data",
    ],
    actions: random.int(4, 7),
  });
}

/** Choices and rows that others leave. */
export function mutual(random) {
  const list = ["a", "b", "c", "d"];
  const isSeveral = random.chance(0.3);
  const other = (name) => (isSeveral ? `{${name}} notcontains {item}` : `{item} != {${name}}`);
  const make = (name, others) => ({
    type: isSeveral ? "checkbox" : random.pick(["dropdown", "radiogroup"]),
    name,
    choices: [...list],
    choicesVisibleIf: others.map(other).join(" and "),
  });
  const kind = random.pick(["questions", "rows", "panels", "columns"]);
  const reads = [];
  const elements = [];
  if (kind === "questions") {
    elements.push(make("x", ["y"]), make("y", random.chance(0.5) ? ["x"] : ["x", "z"]), make("z", ["x"]));
    for (const name of ["x", "y", "z"]) reads.push(`${at(name)}.visibleChoices.length`, `${at(name)}.value`);
  } else if (kind === "panels") {
    elements.push({
      type: "paneldynamic",
      name: "p",
      panelCount: 2,
      templateElements: [make("x", ["panel.y"]), make("y", ["panel.x"])],
    });
    reads.push(`${at("p")}.panels.0.${at("y")}.visibleChoices.length`, `${at("p")}.panels.1.${at("x")}.visibleChoices.length`);
  } else if (kind === "columns") {
    const column = (name, others) => {
      const { type, ...rest } = make(name, others);
      return { ...rest, cellType: type };
    };
    elements.push({ type: "matrixdropdown", name: "m", rows: ["r1", "r2"], columns: [column("x", ["row.y"]), column("y", ["row.x"])] });
    reads.push(`${at("m")}.visibleRows.0.cells.1.question.visibleChoices.length`, `${at("m")}.value`);
  } else {
    elements.push(
      { type: "checkbox", name: "x", choices: [...list] },
      {
        type: random.pick(["matrix", "matrixdropdown"]),
        name: "m",
        rows: [...list],
        columns: ["c1", "c2"].map((name) => ({ name, value: name, cellType: "text" })),
        rowsVisibleIf: random.pick(["{x} contains {item}", "{x} notcontains {item}", "{x} empty or {x} contains {item}"]),
      },
    );
    if (elements[1].type === "matrix") elements[1].columns = ["c1", "c2"];
    reads.push(`${at("m")}.visibleRows.length`, `${at("x")}.value`);
  }
  return play({ elements }, random, { reads, actions: random.int(3, 6) });
}

/** Choices that come from a question or a panel beside, also inside panels. */
export function carriedInside(random) {
  const source = { type: "checkbox", name: "s", choices: choices(random) };
  const rows = random.pick(["paneldynamic", "matrixdynamic"]);
  const many =
    rows === "paneldynamic"
      ? { type: rows, name: "m", panelCount: 2, templateElements: [{ type: "text", name: "v" }, { type: "text", name: "t" }] }
      : { type: rows, name: "m", rowCount: 2, columns: [{ name: "v", cellType: "text" }, { name: "t", cellType: "text" }] };
  const taking = (from) => ({
    type: random.pick(["checkbox", "dropdown", "radiogroup"]),
    name: "k",
    choicesFromQuestion: from,
    ...(from === "m" ? random.members({ choiceValuesFromQuestion: [0.9, "v"], choiceTextsFromQuestion: [0.5, "t"] }) : random.members({ choicesFromQuestionMode: [0.7, () => random.pick(["selected", "unselected"])] })),
  });
  const from = random.pick(["s", "m"]);
  const inPanel = random.chance(0.5);
  const elements = [
    from === "s" ? source : many,
    inPanel ? { type: "paneldynamic", name: "p", panelCount: 1, templateElements: [taking(from), { type: "text", name: "w", visibleIf: "{panel.k} notempty" }] } : taking(from),
  ];
  const path = inPanel ? `${at("p")}.panels.0.${at("k")}` : at("k");
  return play({ elements }, random, {
    reads: ["visibleChoices.length", "visibleChoices.0.value", "visibleChoices.0.text", "displayValue"].map((word) => `${path}.${word}`),
    actions: random.int(3, 6),
  });
}

/** What is said where something is wrong. */
export function messages(random) {
  const read = question(random, "q1", ["text", "number"]);
  const required = () => ({ isRequired: true, ...random.members({ requiredErrorText: [0.6, () => random.pick(["Please!", "Say it"])] }) });
  const kinds = [
    () => ({ type: "text", name: "q2", ...required() }),
    () => ({ type: "text", name: "q2", validators: [{ type: "expression", expression: condition(random, read), text: "Look at that" }] }),
    () => ({ type: "text", name: "q2", validators: [{ type: "text", minLength: 3, text: "Too short" }] }),
    () => ({ type: "paneldynamic", name: "q2", panelCount: 1, templateElements: [{ type: "text", name: "in", ...required() }] }),
    () => ({ type: "checkbox", name: "q2", choices: ["a", "b"], ...required() }),
  ];
  const made = { ...random.pick(kinds)(), ...random.members({ visibleIf: [0.2, () => conditions(random, [read])] }) };
  const path = made.type === "paneldynamic" ? `${at("q2")}.panels.0.${at("in")}` : at("q2");
  const check = { call: "validate()", checked: true };
  return play({ elements: [read, made] }, random, {
    first: random.chance(0.5) ? [check] : [],
    acts: [check, check],
    reads: [`${path}.errors.length`, `${path}.errors.0.text`],
    last: [check, { read: `${path}.errors.length` }],
  });
}
