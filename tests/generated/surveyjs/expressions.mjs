// Expressions over typed values, and what survey-core's runner gives.

import { ConditionRunner, ExpressionRunner } from "survey-core";

import { written } from "./model.mjs";

const day = (text) => ({ $: "date", value: `${text}T00:00:00.000Z` });

/** Values by their type. */
const VALUES = {
  number: [0, 1, 2, 5, 10, 1.5, -3, 100, 1000000],
  numeric: ["0", "1", "5", "10", "2.5", "007", "-3", " 4 "],
  word: ["a", "A", "abc", "Hello World", "yes", " a ", "true", "x1", "10 m"],
  blank: [null, "", undefined],
  truth: [true, false],
  list: [["a", "b"], ["a"], [], [1, 2, 3], ["1", "2"], ["C", "b"]],
  date: [day("2026-02-28"), day("2024-02-29"), day("2026-06-15"), "2026-02-28", "2024-12-31", "2026-06-15T08:30:00"],
  rows: [
    [
      { x: 1, y: "a" },
      { x: 3, y: "b" },
    ],
    [{ x: 10 }, { y: "a" }, { x: 20 }],
    [{ x: "5" }, { x: 2 }],
    [],
  ],
  object: [{ x: 1, y: "a" }, { x: "5" }, {}],
};
const KINDS = Object.keys(VALUES);
const COMPARISONS = [
  "=",
  "==",
  "<>",
  "!=",
  ">",
  "<",
  ">=",
  "<=",
  "equal",
  "notequal",
  "greater",
  "less",
  "greaterorequal",
  "lessorequal",
];
const LITERALS = [
  "0",
  "1",
  "5",
  "10",
  "2.5",
  "'a'",
  "'A'",
  "'5'",
  "''",
  "'abc'",
  "true",
  "false",
  "'yes'",
  "'2026-02-28'",
  "'true'",
];
const NAMES = ["a", "b", "c", "long name", "x.y", "Æ"];

class Writer {
  values = {};
  kinds = {};

  constructor(random) {
    this.random = random;
  }

  /** A name whose value is of one of these kinds. */
  name(...kinds) {
    const { random } = this;
    const kind = random.pick(kinds.length > 0 ? kinds : KINDS);
    const known = Object.keys(this.kinds).filter((name) => this.kinds[name] === kind);
    if (known.length > 0 && random.chance(0.3)) return random.pick(known);
    const free = NAMES.filter((name) => !(name in this.kinds));
    if (free.length === 0) return "a";
    const name = random.chance(0.7) ? free[0] : random.pick(free);
    this.kinds[name] = kind;
    const value = random.pick(VALUES[kind]);
    if (value !== undefined) this.values[name] = structuredClone(value);
    return name;
  }

  variable(...kinds) {
    return `{${this.name(...kinds)}}`;
  }

  /** A value of any kind, mostly of a name. */
  operand(depth, ...kinds) {
    const { random } = this;
    if (depth > 0 && random.chance(0.2)) return `(${this.arithmetic(depth - 1)})`;
    return random.chance(0.65) ? this.variable(...kinds) : random.pick(LITERALS);
  }

  arithmetic(depth = 1) {
    const { random } = this;
    const kinds = random.chance(0.7)
      ? ["number", "numeric", "number", "blank"]
      : ["number", "word", "truth", "blank", "numeric", "list"];
    const sign = random.pick(["+", "+", "+", "-", "*", "/", "%", "^"]);
    return `${this.operand(depth, ...kinds)} ${sign} ${this.operand(depth, ...kinds)}`;
  }

  comparison(depth = 1) {
    const { random } = this;
    const pair = random.pick([
      ["number", "number"],
      ["number", "numeric"],
      ["word", "word"],
      ["truth", "truth"],
      ["blank", "number"],
      ["blank", "word"],
      ["numeric", "numeric"],
      ["truth", "word"],
      ["date", "date"],
      ["list", "list"],
      ["word", "number"],
      ["list", "word"],
    ]);
    return `${this.operand(depth, pair[0])} ${random.pick(COMPARISONS)} ${this.operand(depth, pair[1])}`;
  }

  condition(depth = 1) {
    const { random } = this;
    const item = () => random.pick(["'a'", "'b'", "1", "'1'", "2", "'C'", "'abc'"]);
    return random.oneOf(
      () => this.comparison(depth),
      () => this.comparison(depth),
      () => `${this.variable()} ${random.pick(["empty", "notempty"])}`,
      () =>
        `${this.variable("list", "word", "blank", "numeric")} ${random.pick(["contains", "notcontains", "contain"])} ${item()}`,
      () =>
        `${this.variable("list", "word", "blank", "number")} ${random.pick(["anyof", "allof", "noneof"])} [${random.chance(0.5) ? item() : `${item()}, ${item()}`}]`,
      () => `${random.pick(["!", "negate "])}(${this.comparison(0)})`,
      () =>
        depth > 0
          ? `${this.condition(depth - 1)} ${random.pick(["and", "or", "&&", "||"])} ${this.condition(depth - 1)}`
          : this.comparison(0),
      () => `{${this.name("list", "rows", "word")}.length} ${random.pick([">", "=", "<"])} ${random.int(0, 2)}`,
      () => `${this.variable("truth", "number", "word", "blank")}`,
      () => this.variable("object").replace("}", ".x} = ") + random.pick(["1", "'a'", "5"]),
    );
  }

  call() {
    const { random } = this;
    const number = () =>
      random.pick([
        this.variable("number", "numeric"),
        this.variable("number", "blank"),
        random.pick(["1", "2.567", "10", "-2.5"]),
      ]);
    const date = () => random.pick([this.variable("date"), this.variable("date"), this.variable("date", "blank")]);
    return random.oneOf(
      () => `iif(${this.condition(0)}, ${this.operand(0)}, ${this.operand(0)})`,
      () => `iif(${this.condition(0)}, 'yes', 'no')`,
      () =>
        `${random.pick(["sum", "min", "max", "avg", "count"])}(${[number(), number(), ...(random.chance(0.3) ? [number()] : [])].join(", ")})`,
      () => `${random.pick(["sum", "min", "max", "avg", "count"])}(${this.variable("list", "number")})`,
      () =>
        `${random.pick(["round", "trunc"])}(${number()}${random.chance(0.6) ? `, ${random.pick(["0", "1", "2", number()])}` : ""})`,
      () => `${random.pick(["year", "month", "day", "weekday", "getYear"])}(${date()})`,
      () => `${random.pick(["currentYear", "today", "currentDate"])}()`,
      () =>
        `dateAdd(${date()}, ${random.pick(["1", "-1", "12", "30"])}, '${random.pick(["days", "months", "years", "hours", "minutes", "seconds"])}')`,
      () =>
        `dateDiff(${date()}, ${date()}, '${random.pick(["days", "months", "years", "hours", "minutes", "seconds"])}')`,
      () => `diffDays(${date()}, ${date()})`,
      () => `age(${date()}${random.chance(0.2) ? ", 'months'" : ""})`,
      () =>
        `${random.pick(["sumInArray", "avgInArray", "countInArray", "minInArray", "maxInArray"])}(${this.variable("rows")}, 'x'${random.chance(0.3) ? ", {x} > 2" : ""})`,
      () =>
        `substring(${this.variable("word", "numeric", "blank")}, ${random.int(0, 2)}${random.chance(0.6) ? `, ${random.int(1, 4)}` : ""})`,
      () => `getDate(${date()})`,
      () => `today(${random.pick(["1", "-5"])})`,
    );
  }
}

/** A case of `surveyjs-expressions`. */
export function expression(random) {
  const writer = new Writer(random);
  const kind = random.pick(["condition", "value", "value"]);
  const made = () =>
    random.oneOf(
      () => writer.arithmetic(),
      () => writer.call(),
      () => writer.call(),
      () => writer.condition(),
    );
  const expr = kind === "condition" ? writer.condition() : made();
  const values = revived(writer.values);
  const runner = kind === "condition" ? new ConditionRunner(expr) : new ExpressionRunner(expr);
  const expected = runner.runValues(values);
  const case_ = { kind, expr, values: writer.values, expected: expected === undefined ? null : written(expected) };
  return { ...case_, group: groupOf(expr) };
}

/** Values as the runner takes them. */
function revived(values) {
  const one = (value) => (value?.$ === "date" ? new Date(value.value) : value);
  return Object.fromEntries(Object.entries(structuredClone(values)).map(([name, value]) => [name, one(value)]));
}

/** What an expression is mostly made of. */
function groupOf(expr) {
  const call = /([a-zA-Z]+)\(/.exec(expr);
  if (call && !["not", "negate"].includes(call[1])) return `expr-${call[1]}`;
  if (/\b(contains?|notcontains|anyof|allof|noneof|empty|notempty)\b|length/.test(expr)) return "expr-sets";
  return /[<>=]|equal|greater|less/.test(expr) ? "expr-comparison" : "expr-arithmetic";
}
