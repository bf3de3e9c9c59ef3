// Expressions over typed values, and what survey-core's runner gives.

import { ConditionRunner, ConditionsParser, ExpressionRunner } from "survey-core";

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
    [{ x: "abc" }, { x: 4, ok: true }, { x: 0, ok: false }],
    [],
  ],
  object: [{ x: 1, y: "a" }, { x: "5" }, {}, { deep: { x: 2 }, list: [{ x: 4 }, { x: "b" }] }],
  numbers: [[1, 2, 3], [2.5, 0.5], ["2", "5"], [4, 2, 5]],
  keyed: [
    { row1: { x: 1, y: "a" }, row2: { x: 3 }, row3: { y: "b", x: 2 } },
    { "Row 1": { x: 10 }, "Row 2": { x: 20 } },
  ],
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
      () => `${this.inside()} ${random.pick(COMPARISONS)} ${random.pick(LITERALS)}`,
      () => `${this.inside()} ${random.pick(["empty", "notempty"])}`,
      () => `${this.variable("date")} ${random.pick(COMPARISONS)} ${this.date()}`,
      () => `${this.variable("list")} ${random.pick(["contains", "notcontains", "anyof", "allof", "=", "<>"])} ${this.variable("list", "word")}`,
      () => `${this.arithmetic(0)} ${random.pick(COMPARISONS)} ${this.number()}`,
    );
  }

  /** A number, mostly; sometimes a text of digits or nothing. */
  number() {
    const { random } = this;
    return random.oneOf(
      () => this.variable("number", "numeric"),
      () => this.variable("number"),
      () => this.variable("number", "blank"),
      () => random.pick(["1", "2.567", "10", "-2.5", "0.005", "1234.5678"]),
    );
  }

  /** A day, mostly of a name. */
  date() {
    const { random } = this;
    return random.oneOf(
      () => this.variable("date"),
      () => this.variable("date"),
      () => this.variable("date", "blank"),
      () => random.pick(["'2026-02-28'", "'2024-12-31'", "'2026-06-15T08:30:00'", "today()", "getDate('2025-03-30')"]),
    );
  }

  /** One item of a list, row or object. */
  inside() {
    const { random } = this;
    return random.oneOf(
      () => `{${this.name("rows")}[${random.pick([0, 0, 1, -1, 5])}].${random.pick(["x", "x", "y", "z"])}}`,
      () => `{${this.name("list")}[${random.pick([0, 1, -1])}]}`,
      () => `{${this.name("object")}.${random.pick(["x", "y", "deep.x", "X"])}}`,
      () => `{${this.name("object")}.list[${random.pick([0, 1])}].x}`,
      () => `{#${this.name("numeric", "word", "number", "truth")}}`,
      () => `{${this.name("word", "number").toUpperCase()}}`,
      () => `{${this.name("list", "rows", "word")}.length}`,
    );
  }

  /** An argument of any kind. */
  any() {
    const { random } = this;
    return random.oneOf(
      () => this.operand(0),
      () => this.number(),
      () => this.date(),
      () => this.inside(),
      () => random.pick(["'abc'", "null", "''", "[1, 2]", "['a', 'b']"]),
    );
  }

  /** Arguments as a function takes them; sometimes one of another kind, or one is missing. */
  given(...makers) {
    const { random } = this;
    const all = makers.map((make) => (random.chance(0.06) ? this.any() : make()));
    if (all.length > 0 && random.chance(0.04)) all.pop();
    return all.join(", ");
  }

  /** A condition on the members of each row. */
  onRows() {
    const { random } = this;
    return random.pick(["{x} > 2", "{y} = 'a'", "{x} notempty", "{x} <> 3 and {y} empty", "{ok} = true", "{x} < 5"]);
  }

  inArray() {
    const { random } = this;
    const name = random.pick(["sumInArray", "avgInArray", "countInArray", "minInArray", "maxInArray"]);
    const given = [this.variable("rows", "rows", "rows", "keyed"), `'${random.pick(["x", "x", "y", "none"])}'`];
    if (random.chance(0.15) && name.startsWith("m")) given.push("'y'");
    if (random.chance(0.45)) given.push(random.chance(0.85) ? this.onRows() : "'{x} > 2'");
    return `${name}(${given.join(", ")})`;
  }

  call(depth = 1) {
    const { random } = this;
    const number = () => this.number();
    const date = () => this.date();
    const whole = () => random.pick(["0", "1", "2", "3", this.variable("number")]);
    const unit = () => random.pick(["'days'", "'months'", "'years'", "'hours'", "'minutes'", "'seconds'"]);
    const some = () => Array.from({ length: random.int(1, 4) }, number);
    return random.oneOf(
      () => `iif(${this.given(() => this.condition(0), () => this.operand(0), () => this.operand(0))})`,
      () => `iif(${this.condition(0)}, 'yes', 'no')`,
      () =>
        depth > 0
          ? `iif(${this.condition(0)}, ${this.call(0)}, iif(${this.condition(0)}, ${this.arithmetic(0)}, ${this.operand(0)}))`
          : `iif(${this.variable("truth")}, 'high', 'low')`,
      () => `${random.pick(["sum", "min", "max", "avg", "count"])}(${some().join(", ")})`,
      () => `${random.pick(["sum", "min", "max", "avg", "count"])}(${this.given(() => this.variable("list", "numbers", "number"), number)})`,
      () => `${random.pick(["sum", "min", "max", "avg", "count"])}([${some().join(", ")}])`,
      () => `${random.pick(["round", "trunc"])}(${this.given(number, ...(random.chance(0.6) ? [whole] : []))})`,
      () => `${random.pick(["round", "trunc"])}(${this.arithmetic(0)}, ${whole()})`,
      () => `${random.pick(["year", "month", "day", "weekday", "getYear"])}(${this.given(date)})`,
      () => `${random.pick(["currentYear", "today", "currentDate", "year", "month", "day", "weekday"])}()`,
      () => `dateAdd(${this.given(date, () => random.pick(["1", "-1", "12", "30", this.variable("number")]), unit)})`,
      () => `dateDiff(${this.given(date, date, unit)})`,
      () => `diffDays(${this.given(date, date)})`,
      () => `age(${this.given(date, ...(random.chance(0.2) ? [unit] : []))})`,
      () => this.inArray(),
      () => this.inArray(),
      () =>
        `substring(${this.given(() => this.variable("word", "word", "numeric", "blank"), () => String(random.int(0, 2)), ...(random.chance(0.6) ? [() => String(random.int(1, 4))] : []))})`,
      () => `getDate(${this.given(date)})`,
      () => `today(${random.pick(["1", "-5", this.variable("number")])})`,
      () => `${this.call(0)} ${random.pick(["+", "-", ">", "="])} ${this.operand(0, "number")}`,
    );
  }
}

/** A case of `surveyjs-expressions`. */
export function expression(random) {
  const writer = new Writer(random);
  const kind = random.pick(["condition", "value", "value"]);
  if (random.chance(0.04)) return printed(writer);
  const made = () =>
    random.oneOf(
      () => writer.arithmetic(),
      () => writer.call(),
      () => writer.call(),
      () => writer.call(),
      () => writer.condition(),
      () => writer.inside(),
    );
  const expr = kind === "condition" ? writer.condition() : made();
  const values = revived(writer.values);
  const runner = kind === "condition" ? new ConditionRunner(expr) : new ExpressionRunner(expr);
  const expected = runner.runValues(values);
  const case_ = { kind, expr, values: writer.values, expected: expected === undefined ? null : written(expected) };
  return { ...case_, group: groupOf(expr) };
}

/** How an expression is written by the engine itself. */
function printed(writer) {
  const expr = writer.random.chance(0.6) ? writer.condition(2) : writer.call();
  const tree = new ConditionsParser().parseExpression(expr);
  return { kind: "printed", expr, expected: tree.toString(), group: "expr-printed" };
}

/** Values as the runner takes them. */
function revived(values) {
  const one = (value) => (value?.$ === "date" ? new Date(value.value) : value);
  return Object.fromEntries(Object.entries(structuredClone(values)).map(([name, value]) => [name, one(value)]));
}

/** What an expression is mostly made of. */
function groupOf(expr) {
  const call = /^!?\(?([a-zA-Z]+)\(/.exec(expr) ?? /([a-zA-Z]+)\(/.exec(expr);
  if (call && !["not", "negate"].includes(call[1])) return `expr-${call[1]}`;
  if (/\b(contains?|notcontains|anyof|allof|noneof|empty|notempty)\b|length/.test(expr)) return "expr-sets";
  if (/^\{[^}]*\}$/.test(expr)) return "expr-name";
  return /[<>=]|equal|greater|less/.test(expr) ? "expr-comparison" : "expr-arithmetic";
}
