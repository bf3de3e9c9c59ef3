// What is shown: numbers, titles, pages, and what becomes of what is hidden.

import { conditions, question, rules } from "../parts.mjs";
import { play } from "../play.mjs";
import { fitting } from "./values.mjs";

const at = (name) => `getQuestionByName(${JSON.stringify(name)})`;

/** Numbers before titles. */
export function numbers(random) {
  const word = () => random.pick(["on", "onPage", "onpanel", "off", "recursive", true]);
  const first = { type: "text", name: "q1" };
  const text = (name) => ({
    type: "text",
    name,
    ...random.members({
      visibleIf: [0.2, "{q1} = 'a'"],
      visible: [0.08, false],
      hideNumber: [0.08, true],
      showNumber: [0.05, false],
      titleLocation: [0.08, "hidden"],
    }),
  });
  const panel = {
    type: "panel",
    name: "panel1",
    elements: [text("q3"), text("q4")],
    ...random.members({
      title: [0.6, "Panel"],
      showNumber: [0.5, true],
      showQuestionNumbers: [0.4, () => random.pick(["default", "onpanel", "off", "recursive"])],
      questionStartIndex: [0.2, () => random.pick(["a.", "5", "#1"])],
      visibleIf: [0.2, "{q1} = 'a'"],
    }),
  };
  const rows = {
    type: "paneldynamic",
    name: "rows",
    panelCount: 2,
    templateElements: [text("q5"), text("q6")],
    ...random.members({ showQuestionNumbers: [0.5, () => random.pick(["onPanel", "onSurvey", "off", "recursive"])] }),
  };
  const elements = [
    first,
    text("q2"),
    panel,
    ...(random.chance(0.4) ? [rows] : []),
    { type: "html", name: "h", html: "x" },
    text("q7"),
  ];
  const survey = random.chance(0.6)
    ? { elements }
    : {
        pages: [
          { name: "page1", elements: elements.slice(0, 2) },
          { name: "page2", elements: elements.slice(2) },
        ],
      };
  Object.assign(
    survey,
    random.members({
      showQuestionNumbers: [0.9, word],
      questionStartIndex: [0.3, () => random.pick(["5", "A", "a)", "#1.", "1.1", "(1)"])],
    }),
  );
  const reads = ["q1", "q2", "q3", "q4", "q7"].map((name) => `${at(name)}.no`);
  const inner = elements.includes(rows)
    ? [`${at("rows")}.no`, `${at("rows")}.panels.0.${at("q5")}.no`, `${at("rows")}.panels.1.${at("q6")}.no`]
    : [];
  return play(survey, random, {
    reads: [...reads, 'getPanelByName("panel1").no', ...inner],
    acts: [
      { set: `${at("q1")}.value`, value: "a" },
      { set: `${at("q1")}.value`, value: "b" },
    ],
    last: reads.map((read) => ({ read })),
  });
}

/** Texts with answers inserted, in several languages. */
export function titles(random) {
  const read = question(random, "q1", ["text", "number", "radiogroup", "checkbox", "dropdown", "boolean", "date"]);
  const worded = () =>
    random.pick([
      "Hello {q1}!",
      "It is {q1}",
      "No {unknown} here",
      { default: "Hi {q1}", de: "Hallo {q1}" },
      { default: "Plain", de: "Einfach", fr: "Simple" },
      "Sum {sum}",
      undefined,
    ]);
  const titled = (name) => ({
    type: "text",
    name,
    ...random.members({ title: [0.8, worded], description: [0.3, worded] }),
  });
  const survey = {
    ...random.members({ title: [0.5, worded], description: [0.2, worded] }),
    pages: [
      { name: "page1", ...random.members({ title: [0.4, worded] }), elements: [read, titled("q2")] },
      {
        name: "page2",
        elements: [
          { type: "panel", name: "panel1", ...random.members({ title: [0.6, worded] }), elements: [titled("q3")] },
          {
            type: "checkbox",
            name: "q4",
            choices: [{ value: 1, text: random.pick(["One", { default: "One", de: "Eins" }, "The {q1}"]) }, 2],
          },
        ],
      },
    ],
    calculatedValues: [{ name: "sum", expression: read.inputType === "number" ? "{q1} + 1" : "1 + 1" }],
  };
  const reads = [
    `${at("q2")}.processedTitle`,
    `${at("q3")}.processedTitle`,
    `${at("q2")}.locTitle.renderedHtml`,
    'getPanelByName("panel1").processedTitle',
    "processedTitle",
    "pages.0.processedTitle",
    `${at("q4")}.visibleChoices.0.text`,
    `${at("q4")}.choices.0.text`,
    `${at("q2")}.title`,
    `${at("q2")}.locDescription.renderedHtml`,
  ];
  return play(survey, random, {
    reads,
    acts: random.chance(0.5)
      ? [
          { set: "locale", value: "de" },
          { set: "locale", value: "" },
        ]
      : [],
  });
}

/** Pages: which are shown, and turning them. */
export function pages(random) {
  const read = question(random, "q1");
  const made = (name) => ({ ...question(random, name), ...rules(random, [read]) });
  const survey = {
    pages: [
      { name: "page1", elements: [read, made("q2")] },
      {
        name: "page2",
        elements: [made("q3")],
        ...random.members({ visibleIf: [0.4, () => conditions(random, [read])], isRequired: [0.1, true] }),
      },
      {
        name: "page3",
        elements: [made("q4"), made("q5")],
        ...random.members({
          visibleIf: [0.3, () => conditions(random, [read])],
          enableIf: [0.1, () => conditions(random, [read])],
        }),
      },
    ],
    ...random.members({
      checkErrorsMode: [0.2, () => random.pick(["onComplete", "onValueChanged"])],
      goNextPageAutomatic: [0.05, true],
    }),
  };
  const acts = [
    { call: "nextPage()", checked: true },
    { call: "nextPage()", checked: true },
    { call: "prevPage()", checked: true },
  ];
  const reads = [
    "currentPageNo",
    "visiblePageCount",
    "isFirstPage",
    "isLastPage",
    "currentPage.name",
    "pages.1.isVisible",
    "pages.2.isVisible",
    "visiblePages.length",
    "state",
  ];
  return play(survey, random, {
    reads,
    acts: [...acts, ...acts],
    last: [{ call: "tryComplete()", checked: true }, { read: "state" }],
    actions: random.int(4, 7),
  });
}

/** What becomes of values that are hidden. */
export function hiding(random) {
  const read = question(random, "q1", ["boolean", "number", "text", "radiogroup"]);
  const mode = () => random.pick(["onHidden", "onHiddenContainer", "onComplete", "none"]);
  const inner = {
    ...question(random, "q2"),
    ...random.members({
      visibleIf: [0.6, () => conditions(random, [read])],
      clearIfInvisible: [0.3, mode],
      defaultValue: [0.2, 0],
    }),
  };
  if ("defaultValue" in inner) inner.defaultValue = fitting(random, inner);
  const panel = { type: "panel", name: "panel1", elements: [inner], visibleIf: conditions(random, [read]) };
  const last = {
    type: "text",
    name: "q3",
    visibleIf: random.pick(["{q2} notempty", "{q2} empty", "{q2} = 'a'", "{q2} = 1"]),
  };
  const survey = {
    elements: [read, random.chance(0.5) ? panel : inner, last],
    ...random.members({ clearInvisibleValues: [0.7, mode] }),
  };
  return play(survey, random, {
    reads: ["data", `${at("q2")}.value`, `${at("q3")}.isVisible`],
    last: [{ call: "doComplete()" }],
    actions: random.int(3, 6),
  });
}
