// Random expressions over the questions of a form.

const TEXTS = ["'a'", "'abc'", "''", "'yes'", "'10'"];
const NUMBERS = ["0", "1", "2", "3", "10", "2.5", "-1"];
const DAYS = ["'2024-02-29'", "'2026-06-15'", "'1999-12-31'"];

export class Writer {
  /** `here` is the node that the expression belongs to; only what stands before it is read, unless `all` is set. */
  constructor(form, here, all = false) {
    this.form = form;
    this.random = form.random;
    this.here = here;
    const at = form.fields.indexOf(here);
    const open = all || at < 0 ? form.fields : form.fields.slice(0, at);
    this.fields = open.filter((field) => field.kind !== undefined && field !== here);
    this.repeats = open.filter((field) => field.type === "repeat");
  }

  #isAround(field) {
    const around = this.here?.type === "repeat" ? this.here.repeats : (this.here?.repeats ?? []);
    return field.repeats.every((repeat, index) => around[index] === repeat);
  }

  /** A question of one of these kinds that is one from here. */
  #one(...kinds) {
    const found = this.fields.filter((field) => kinds.includes(field.kind) && this.#isAround(field));
    return found.length > 0 ? this.random.pick(found) : undefined;
  }

  /** A question that is many from here. */
  #many(...kinds) {
    const found = this.fields.filter((field) => kinds.includes(field.kind) && !this.#isAround(field));
    return found.length > 0 ? this.random.pick(found) : undefined;
  }

  #first(makers, otherwise) {
    const random = this.random;
    for (let tries = 0; tries < 4; tries += 1) {
      const made = random.pick(makers)();
      if (made !== undefined) return made;
    }
    return otherwise();
  }

  #of(field, make) {
    return field === undefined ? undefined : make(`\${${field.name}}`, field);
  }

  number(depth = 1) {
    const { random } = this;
    const literal = () => random.pick(NUMBERS);
    const one = () => this.#of(this.#one("number"), (ref) => ref);
    const inner = () => (depth > 0 ? this.number(depth - 1) : (one() ?? literal()));
    const counted = random.pick(this.repeats.filter((repeat) => this.#isAround(repeat)));
    return this.#first(
      [
        one,
        one,
        one,
        () => `${inner()} ${random.pick(["+", "-", "*", "div", "mod"])} ${inner()}`,
        () => `(${inner()} ${random.pick(["+", "-"])} ${inner()}) * 2`,
        () => this.#of(this.#one("text"), (ref) => `string-length(${ref})`),
        () => this.#of(this.#one("text", "one"), (ref) => `number(${ref})`),
        () => this.#of(this.#one("many"), (ref) => `count-selected(${ref})`),
        () =>
          this.#of(
            this.#many("number"),
            (ref) => `${random.pick(["sum", "count", "max", "min", "count-non-empty"])}(${ref})`,
          ),
        () => counted && `count(\${${counted.name}})`,
        () => `round(${inner()}, ${random.pick(["0", "1", "2"])})`,
        () => `${random.pick(["int", "abs", "floor", "ceiling"])}(${inner()})`,
        () => `coalesce(${one() ?? "''"}, ${literal()})`,
        () => `if(${this.condition(0)}, ${inner()}, ${inner()})`,
        () => `${random.pick(["min", "max"])}(${inner()}, ${inner()})`,
        () => `pow(${inner()}, 2)`,
        () => (this.here?.repeats.length > 0 && this.here.type !== "repeat" ? "position(..)" : undefined),
        () => this.#of(this.#one("date"), (ref) => `decimal-date-time(${ref})`),
        () => this.#of(this.#one("date"), (ref) => `int(format-date(${ref}, '%m'))`),
        () => this.#indexed("number"),
      ],
      literal,
    );
  }

  text(depth = 1) {
    const { random } = this;
    const literal = () => random.pick(TEXTS);
    const one = () => this.#of(this.#one("text", "one"), (ref) => ref);
    const inner = () => (depth > 0 ? this.text(depth - 1) : (one() ?? literal()));
    return this.#first(
      [
        one,
        one,
        () => `concat(${inner()}, ${inner()})`,
        () => `concat(${inner()}, '-', ${this.number(0)})`,
        () => `substr(${inner()}, ${random.int(0, 2)}${random.chance(0.5) ? `, ${random.int(1, 4)}` : ""})`,
        () => `if(${this.condition(0)}, ${inner()}, ${inner()})`,
        () => this.#of(this.#one("many"), (ref) => `selected-at(${ref}, ${random.int(0, 2)})`),
        () => this.#of(this.#many("text", "one", "number"), (ref) => `join(', ', ${ref})`),
        () =>
          this.#of(
            this.#one("date"),
            (ref) => `format-date(${ref}, ${random.pick(["'%Y-%m'", "'%d.%m.%y'", "'%e %b %Y'", "'%a'"])})`,
          ),
        () => this.#of(this.#one("one"), (ref, field) => (field.list ? `jr:choice-name(${ref}, '${ref}')` : undefined)),
        () => `coalesce(${inner()}, ${literal()})`,
        () => `string(${this.number(0)})`,
        () => `translate(${inner()}, 'abc', 'xyz')`,
        () => `${random.pick(["substring-before", "substring-after"])}(${inner()}, 'b')`,
        () => `normalize-space(${inner()})`,
        () => this.#indexed("text", "one"),
        () => this.#of(this.#many("text", "number", "one"), (ref) => `string(${ref})`),
      ],
      literal,
    );
  }

  date() {
    const { random } = this;
    const literal = () => `date(${random.pick(DAYS)})`;
    return this.#first(
      [
        () => this.#of(this.#one("date"), (ref) => ref),
        () => this.#of(this.#one("date"), (ref) => `if(${ref} = '', today(), date(${ref} + ${random.int(1, 40)}))`),
        () => "today()",
        () => `date(today() - ${random.int(1, 400)})`,
      ],
      literal,
    );
  }

  #indexed(...kinds) {
    const field = this.#many(...kinds);
    if (field === undefined || this.here?.repeats.length > 0 || field.repeats.length !== 1) return undefined;
    return `indexed-repeat(\${${field.name}}, \${${field.repeats[0]}}, ${this.random.int(1, 2)})`;
  }

  condition(depth = 1) {
    const { random, form } = this;
    const compared = () => random.pick(["=", "!=", ">", "<", ">=", "<="]);
    const choiceOf = (field) => (field.list ? random.pick(form.lists[field.list]).name : "a");
    return this.#first(
      [
        () => this.#of(this.#one("one"), (ref, field) => `${ref} ${random.pick(["=", "!="])} '${choiceOf(field)}'`),
        () => this.#of(this.#one("many"), (ref, field) => `selected(${ref}, '${choiceOf(field)}')`),
        () => this.#of(this.#one("one"), (ref, field) => `selected(${ref}, '${choiceOf(field)}')`),
        () => this.#of(this.#one("number"), (ref) => `${ref} ${compared()} ${random.pick(NUMBERS)}`),
        () =>
          this.#of(
            this.#one("number", "text", "one", "date", "many", "any"),
            (ref) => `${ref} ${random.pick(["=", "!="])} ''`,
          ),
        () => this.#of(this.#one("text"), (ref) => `${ref} ${random.pick(["=", "!="])} ${random.pick(TEXTS)}`),
        () => this.#of(this.#one("text"), (ref) => `regex(${ref}, '^[a-c]+$')`),
        () =>
          this.#of(this.#one("text"), (ref) => `${random.pick(["starts-with", "contains", "ends-with"])}(${ref}, 'b')`),
        () => this.#of(this.#one("date"), (ref) => `${ref} ${compared()} ${this.date()}`),
        () => `${this.number(0)} ${compared()} ${this.number(0)}`,
        () =>
          depth > 0
            ? `${this.condition(depth - 1)} ${random.pick(["and", "or"])} ${this.condition(depth - 1)}`
            : undefined,
        () => (depth > 0 ? `not(${this.condition(depth - 1)})` : undefined),
        () => (depth > 0 ? `(${this.condition(depth - 1)}) or ${this.condition(0)}` : undefined),
        () => this.#of(this.#many("number", "text", "one"), (ref) => `${ref} = ${random.pick(["'a'", "1", "''"])}`),
        () => this.#of(this.#one("any"), (ref) => `${ref} = ${random.pick(["'true'", "'false'", "'1'", "'abc'"])}`),
        () => this.#of(this.#one("number", "text"), (ref) => `string-length(${ref}) > ${random.int(0, 2)}`),
      ],
      () => random.pick(["true()", "false()", "1 = 1"]),
    );
  }

  /** An expression that gives a value of that kind. */
  value(kind) {
    switch (kind) {
      case "number":
        return this.number();
      case "date":
        return this.date();
      case "any":
        return this.random.oneOf(
          () => this.number(),
          () => this.text(),
          () => this.condition(),
          () => this.date(),
        );
      default:
        return this.text();
    }
  }
}
