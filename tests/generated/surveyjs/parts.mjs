// Parts of surveys: questions of every type, and conditions on other questions.

/** Names of questions: plain, with blanks, with points, beyond ASCII. */
const NAMES = ["q", "question", "first name", "a.b", "Größe", "имя", "q-1", "Q_x"];

/** Names that differ from one another, in a survey of its own. */
export function names(random, count) {
  const plain = random.chance(0.7);
  return Array.from({ length: count }, (_, index) => (plain ? `q${index + 1}` : `${random.pick(NAMES)}${index + 1}`));
}

export const WORD_CHOICES = ["item1", "item2", "item3", "item4"];
const CHOICE_SETS = [
  WORD_CHOICES,
  ["a", "b", "c"],
  [1, 2, 3],
  [10, 20, 30, 40],
  ["very good", "so so", "bad"],
  [
    { value: 1, text: "One" },
    { value: 2, text: "Two" },
    { value: 3, text: "Three" },
  ],
  [{ value: "x", text: "The x" }, "y", { value: "z", text: "Z" }],
  ["1", "2", "10"],
];

export const choices = (random) => structuredClone(random.pick(CHOICE_SETS));
export const choiceValue = (choice) => (typeof choice === "object" ? choice.value : choice);

const SELECTS = ["radiogroup", "dropdown", "checkbox", "tagbox"];
const TYPES = [
  "text",
  "text",
  "text",
  "number",
  "number",
  "comment",
  "boolean",
  "radiogroup",
  "dropdown",
  "checkbox",
  "rating",
];

/** A question of some type, with little said about it. */
export function question(random, name, types = TYPES) {
  const type = random.pick(types);
  if (type === "number") return { type: "text", name, inputType: "number" };
  if (type === "date") return { type: "text", name, inputType: "date" };
  const made = { type, name };
  if (SELECTS.includes(type) || type === "ranking") made.choices = choices(random);
  if (type === "checkbox" && random.chance(0.2)) made.showNoneItem = true;
  if (type === "radiogroup" && random.chance(0.15)) made.showOtherItem = true;
  return made;
}

/** A value that answers might be compared with. */
export function literal(random, element) {
  if (element.choices) return JSON.stringify(choiceValue(random.pick(element.choices)));
  switch (element.type) {
    case "boolean":
      return random.pick(["true", "false"]);
    case "rating":
      return String(random.int(1, 5));
    default:
      if (element.inputType === "number") return String(random.pick([1, 2, 5, 10]));
      if (element.inputType === "date") return "'2026-02-28'";
      return random.pick(["'a'", "'b'", "'test'", "1", "'12'"]);
  }
}

/** A condition on an element, whose value is called `reference`. */
export function condition(random, element, reference = element.name) {
  const value = literal(random, element);
  const name = `{${reference}}`;
  if (element.type === "checkbox" || element.type === "tagbox") {
    return random.oneOf(
      () => `${name} ${random.pick(["contains", "notcontains"])} ${value}`,
      () => `${name} ${random.pick(["anyof", "allof", "noneof"])} [${value}]`,
      () => `${name} ${random.pick(["empty", "notempty"])}`,
      () => `${name}.length > 1`.replace("}.length", ".length}"),
    );
  }
  return random.oneOf(
    () => `${name} = ${value}`,
    () => `${name} ${random.pick(["=", "!=", "<>"])} ${value}`,
    () => `${name} ${random.pick([">", "<", ">=", "<="])} ${value}`,
    () => `${name} ${random.pick(["empty", "notempty"])}`,
    () => `${name} ${random.pick(["=", "anyof"])} [${value}]`.replace("= [", "anyof ["),
    () => `!(${name} = ${value})`,
  );
}

/** One or two conditions. */
export function conditions(random, elements, prefix = "") {
  const one = () => {
    const element = random.pick(elements);
    return condition(random, element, `${prefix}${element.name}`);
  };
  return random.chance(0.25) ? `${one()} ${random.pick(["and", "or"])} ${one()}` : one();
}

const isNumber = ({ type, inputType, choices: offered }) =>
  type === "rating" ||
  inputType === "number" ||
  (["radiogroup", "dropdown"].includes(type) && offered?.every((choice) => typeof choiceValue(choice) === "number"));

/** A formula whose value is of the kind that an element takes. */
export function formulaFor(random, target, elements, prefix = "") {
  const name = (all) => `{${prefix}${random.pick(all).name}}`;
  if (target.choices || target.type === "boolean") {
    const value = () => literal(random, target);
    return random.oneOf(() => `iif(${conditions(random, elements, prefix)}, ${value()}, ${value()})`);
  }
  if (target.inputType === "date") return random.pick(["'2026-02-28'", "today()"]);
  if (target.type === "rating")
    return `iif(${conditions(random, elements, prefix)}, ${random.int(1, 5)}, ${random.int(1, 5)})`;
  const numbers = elements.filter(isNumber);
  if (target.inputType === "number") {
    const number = () => (numbers.length > 0 && random.chance(0.7) ? name(numbers) : random.pick(["1", "2", "3"]));
    return random.oneOf(
      number,
      () => `${number()} + ${number()}`,
      () => `iif(${conditions(random, elements, prefix)}, ${number()}, ${number()})`,
    );
  }
  return formula(random, elements, prefix);
}

/** Likewise, one that reads something: what is always the same is written at the next change of anything. */
export function readingFor(random, target, elements, prefix = "") {
  const made = formulaFor(random, target, elements, prefix);
  return made.includes("{") ? made : `iif({${prefix}${elements[0].name}} empty, ${made}, ${made})`;
}

/** A formula over elements. */
export function formula(random, elements, prefix = "") {
  const name = () => `{${prefix}${random.pick(elements).name}}`;
  const numbers = elements.filter(isNumber);
  const number = () => (numbers.length > 0 ? `{${prefix}${random.pick(numbers).name}}` : random.pick(["3", "10"]));
  return random.oneOf(
    name,
    () => `${number()} + ${number()}`,
    () => `${number()} ${random.pick(["+", "-", "*", "/"])} ${random.pick([1, 2, 10])}`,
    () => `iif(${conditions(random, elements, prefix)}, 'yes', 'no')`,
    () => `iif(${conditions(random, elements, prefix)}, ${name()}, ${random.pick(["''", "0", name()])})`,
    () => `sum(${number()}, ${number()})`,
    () => `${random.pick(["min", "max", "avg", "count"])}(${number()}, ${number()})`,
    () => `'v: ' + ${name()}`,
  );
}

/** Puts elements into panels and pages in some way. */
export function arranged(random, elements) {
  const kept = elements.length;
  if (random.chance(0.5) || kept < 2) return { elements };
  const cut = random.int(1, kept - 1);
  const [before, behind] = [elements.slice(0, cut), elements.slice(cut)];
  if (random.chance(0.5))
    return {
      pages: [
        { name: "page1", elements: before },
        { name: "page2", elements: behind },
      ],
    };
  return { elements: [...before, { type: "panel", name: "panel1", elements: behind }] };
}

/** Members that say when something is shown, must be answered or may be changed. */
export function rules(random, elements, prefix = "") {
  return random.members({
    visibleIf: [0.5, () => conditions(random, elements, prefix)],
    requiredIf: [0.15, () => conditions(random, elements, prefix)],
    enableIf: [0.15, () => conditions(random, elements, prefix)],
    isRequired: [0.15, true],
  });
}
