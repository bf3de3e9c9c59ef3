// What forms are made of: each makes one form about one construct of XLSForm's reference.

import { Form } from "./form.mjs";
import { Writer } from "./expressions.mjs";

const ASKED = ["text", "integer", "decimal", "date", "select_one", "select_multiple"];
const DEFAULTS = {
  text: "abc",
  integer: "7",
  decimal: "2.5",
  date: "2024-02-29",
  time: "10:30:00",
  geopoint: "1.5 2.5 0 0",
};

/** Some questions, and groups around some. */
function ground(form, parent, count = form.random.int(2, 4), types = ASKED) {
  for (let index = 0; index < count; index += 1) {
    const inner = form.random.chance(0.2)
      ? form.group(parent, form.random.chance(0.3) ? { label: undefined } : {})
      : parent;
    form.add(inner, form.random.pick(types));
  }
}

/** Puts one question more somewhere: in the form, in a group, in a repeat. */
function place(form, deepest = 2) {
  const { random } = form;
  let parent;
  for (let depth = random.int(0, deepest); depth > 0; depth -= 1) {
    parent = random.chance(0.5) ? form.group(parent) : form.repeat(parent);
    if (random.chance(0.5)) form.add(parent, random.pick(ASKED));
  }
  return parent;
}

const expression = (form, node, make) => make(new Writer(form, node));

export function conditions(random) {
  const form = new Form(random);
  ground(form);
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const parent = place(form);
    const node = random.chance(0.3) ? form.group(parent) : form.add(parent, random.pick(ASKED));
    node.relevant = expression(form, node, (write) => write.condition());
    if (node.children) ground(form, node, random.int(1, 2));
  }
  ground(form, undefined, 1);
  const calculated = form.add(undefined, "calculate");
  calculated.calculation = expression(form, calculated, (write) => write.value("any"));
  return form;
}

export function required(random) {
  const form = new Form(random);
  ground(form);
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const node = form.add(place(form), random.pick(ASKED));
    node.required = random.chance(0.5)
      ? random.pick(["yes", "true()", "no"])
      : expression(form, node, (write) => write.condition());
    if (random.chance(0.4)) node.required_message = form.words("Please answer");
    if (random.chance(0.3)) node.relevant = expression(form, node, (write) => write.condition());
  }
  return form;
}

export function constraints(random) {
  const form = new Form(random);
  ground(form);
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const node = form.add(place(form), random.pick(ASKED));
    node.constraint = constraintOf(form, node);
    if (random.chance(0.6)) node.constraint_message = form.words("Not this");
    if (random.chance(0.3)) node.required = "yes";
  }
  return form;
}

function constraintOf(form, node) {
  const { random } = form;
  const write = new Writer(form, node);
  const own = {
    text: ["string-length(.) > 2", "regex(., '^[a-z]+$')", ". != 'abc'"],
    integer: [". > 3", ". >= 0 and . < 10", ". mod 2 = 0"],
    decimal: [". > 1.5", ". < 100"],
    date: [". <= today()", ". > '2020-01-01'", ". >= date('2024-02-29')"],
    select_one: [`. != '${form.lists[node.list]?.[0].name}'`, `not(selected(., '${form.lists[node.list]?.[0].name}'))`],
    select_multiple: ["count-selected(.) < 3", `selected(., '${form.lists[node.list]?.[0].name}')`],
  }[node.type];
  return random.oneOf(
    () => random.pick(own),
    () => random.pick(own),
    () => `${random.pick(own)} ${random.pick(["and", "or"])} ${write.condition(0)}`,
    () => `. ${random.pick(["=", "!=", ">"])} ${node.kind === "number" ? write.number(0) : write.text(0)}`,
  );
}

export function calculations(random) {
  const form = new Form(random);
  ground(form);
  for (let count = random.int(1, 4); count > 0; count -= 1) {
    const node = form.add(place(form), "calculate");
    node.calculation = expression(form, node, (write) => write.value("any"));
    node.of = "any";
  }
  const shown = form.add(undefined, random.pick(["text", "integer", "date"]));
  shown.calculation = expression(form, shown, (write) => write.value(shown.kind));
  if (random.chance(0.85)) shown.readonly = "yes";
  return form;
}

export function defaults(random) {
  const form = new Form(random);
  for (let count = random.int(2, 4); count > 0; count -= 1) {
    const node = form.add(place(form), random.pick([...Object.keys(DEFAULTS), "select_one", "select_multiple"]));
    if (random.chance(0.6)) node.default = node.list ? random.pick(form.lists[node.list]).name : DEFAULTS[node.type];
    else if (["text", "number", "date"].includes(node.kind)) {
      node.default = expression(form, node, (write) =>
        node.kind === "date" ? write.date() : dynamic(write, node.kind),
      );
      node.dynamic = true;
    }
    if (random.chance(0.2)) node.relevant = expression(form, node, (write) => write.condition());
  }
  ground(form, undefined, 1);
  return form;
}

/** An expression that XLSForm takes for one where a default stands. */
const dynamic = (write, kind) => (kind === "number" ? `${write.number(0)} + 1` : `concat(${write.text(0)}, 'x')`);

export function readonly(random) {
  const form = new Form(random);
  ground(form);
  for (let count = random.int(1, 2); count > 0; count -= 1) {
    const parent = place(form, 1);
    const node = form.add(parent, random.pick(ASKED));
    node.readonly = random.chance(0.4)
      ? random.pick(["yes", "true()"])
      : expression(form, node, (write) => write.condition());
    if (random.chance(0.4) && DEFAULTS[node.type]) node.default = DEFAULTS[node.type];
    if (random.chance(0.4)) node.required = "yes";
  }
  return form;
}

export function filters(random) {
  const form = new Form(random);
  ground(form);
  const parent = place(form);
  const level = form.list();
  const first = form.add(parent, random.pick(["select_one", "select_multiple"]), { list: level });
  const keys = form.lists[level].map((row) => row.name);
  const next = form.list({ group: keys, rank: ["1", "2", "3"] }, 5);
  const node = form.add(
    random.chance(0.3) ? form.group(parent) : parent,
    random.pick(["select_one", "select_multiple"]),
    { list: next },
  );
  node.choice_filter = random.oneOf(
    () => `group = \${${first.name}}`,
    () => `selected(\${${first.name}}, group)`,
    () => `group = \${${first.name}} or rank = '1'`,
    () => `rank > ${random.int(1, 2)}`,
    () => `rank < 3 and group != \${${first.name}}`,
    () => `${expression(form, node, (write) => write.condition(0))} or group = 'a'`,
    () => `not(selected(\${${first.name}}, name))`,
    () => `position() < 3`,
  );
  if (random.chance(0.4)) {
    const last = form.add(undefined, "select_one", {
      list: form.list({ over: form.lists[next].map((row) => row.name) }, 5),
    });
    const isNear = node.repeats.length === 0;
    last.choice_filter = isNear ? `selected(\${${node.name}}, over)` : "over != ''";
  }
  const calculated = form.add(parent, "calculate");
  calculated.calculation = random.pick([
    `count-selected(\${${node.name}})`,
    `\${${node.name}}`,
    `jr:choice-name(\${${first.name}}, '\${${first.name}}')`,
  ]);
  return form;
}

export function repeats(random) {
  const form = new Form(random);
  ground(form, undefined, random.int(1, 2));
  const outer = form.repeat(undefined);
  ground(form, outer, random.int(1, 3));
  if (random.chance(0.4)) {
    const inner = form.repeat(random.chance(0.3) ? form.group(outer) : outer);
    ground(form, inner, random.int(1, 2));
    const deep = form.add(inner, "calculate");
    deep.calculation = expression(form, deep, (write) => write.value("any"));
  }
  const inside = form.add(outer, random.pick(["calculate", "text"]));
  if (inside.type === "calculate") inside.calculation = expression(form, inside, (write) => write.value("any"));
  else inside.relevant = expression(form, inside, (write) => write.condition());
  if (random.chance(0.3)) outer.relevant = expression(form, outer, (write) => write.condition());
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const outside = form.add(undefined, "calculate");
    outside.calculation = expression(form, outside, (write) => write.value("any"));
  }
  return form;
}

export function counts(random) {
  const form = new Form(random);
  const many = form.add(undefined, "integer", { name: "many" });
  ground(form, undefined, random.int(1, 2));
  const parent = random.chance(0.3) ? form.group(undefined) : undefined;
  const repeat = form.repeat(parent);
  repeat.repeat_count = random.oneOf(
    () => `\${${many.name}}`,
    () => String(random.int(0, 3)),
    () => `\${${many.name}} + 1`,
    () => expression(form, repeat, (write) => `abs(int(${write.number(0)})) mod 4`),
  );
  ground(form, repeat, random.int(1, 3));
  const inside = form.add(repeat, "calculate");
  inside.calculation = random.chance(0.5) ? "position(..)" : expression(form, inside, (write) => write.value("any"));
  const outside = form.add(undefined, "calculate");
  outside.calculation = expression(form, outside, (write) => write.value("any"));
  if (random.chance(0.3)) repeat.relevant = expression(form, repeat, (write) => write.condition());
  return form;
}

export function triggers(random) {
  const form = new Form(random);
  ground(form, undefined, random.int(1, 2));
  const parent = place(form, 1);
  const first = form.add(parent, random.pick(["text", "integer", "select_one"]));
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const node = form.add(parent, random.pick(["text", "integer", "calculate"]));
    node.calculation = expression(form, node, (write) => write.value(node.type === "integer" ? "number" : "text"));
    node.trigger = `\${${first.name}}`;
    if (node.type === "calculate") node.of = "any";
  }
  const after = form.add(parent, "calculate");
  after.calculation = expression(form, after, (write) => write.value("any"));
  return form;
}

export function dates(random) {
  const form = new Form(random);
  ground(form, undefined, random.int(1, 3), ["date", "date", "time", "dateTime", "integer"]);
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const node = form.add(undefined, "calculate");
    const date = expression(form, node, (write) => write.date());
    const other = expression(form, node, (write) => write.date());
    node.calculation = random.oneOf(
      () => date,
      () => `format-date(${date}, ${random.pick(["'%Y-%m-%d'", "'%y/%n/%e'", "'%b %d'", "'%A'", "'%a'", "'%Y W'"])})`,
      () => `decimal-date-time(${date})`,
      () => `${date} - ${other}`,
      () => `int((${date} - ${other}) div 365.25)`,
      () => `date(${date} + ${random.int(0, 60)})`,
      () => `${date} ${random.pick(["<", ">", "=", "<="])} ${other}`,
      () => `date-time(${date})`,
      () => `string(${date})`,
      () => `number(${date})`,
      () => `if(${date} > ${other}, ${date}, ${other})`,
      () => `format-date-time(${date}, '%Y-%m-%d %H:%M')`,
      () => `concat(${date}, '')`,
    );
    node.of = "any";
  }
  const shown = form.add(undefined, "date");
  shown.relevant = expression(form, shown, (write) => write.condition());
  return form;
}

export function texts(random) {
  const form = new Form(random);
  ground(form);
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const parent = place(form, 1);
    const known = form.fields.filter(
      (field) =>
        field.kind &&
        field.repeats.every(
          (repeat, at) => parent?.repeats[at] === repeat || (parent?.type === "repeat" && parent.name === repeat),
        ),
    );
    const ref = () => (known.length > 0 ? `\${${random.pick(known).name}}` : "nothing");
    const node = form.add(parent, random.pick(["text", "note", "integer"]), {
      label: form.words(
        random.pick([`You said ${ref()}`, `${ref()} and ${ref()}`, `${ref()}`, "A < B & C", "**bold** text"]),
      ),
    });
    if (random.chance(0.4)) node.hint = form.words(`Hint: ${ref()}`);
    if (random.chance(0.3) && node.type !== "note") {
      node.constraint = ". = 'x'";
      node.constraint_message = form.words(`Not that, ${ref()}`);
    }
  }
  return form;
}

export function truths(random) {
  const form = new Form(random);
  ground(form);
  const parent = place(form, 1);
  const known = form.fields.filter((field) => field.kind && field.repeats.length === 0);
  const calculated = form.add(parent, "calculate", { of: "any" });
  const ref = random.chance(0.6) ? `\${${calculated.name}}` : `\${${(random.pick(known) ?? calculated).name}}`;
  calculated.calculation = expression(form, calculated, (write) => write.condition());
  const node = form.add(parent, random.pick(["text", "integer", "calculate"]));
  const truth = random.pick([
    `boolean(${ref})`,
    `not(${ref})`,
    `${ref} and true()`,
    `if(${ref}, 1, 2) = 1`,
    `${ref} = true()`,
    `${ref} = 'true'`,
    `${ref} != 'false'`,
    `string(${ref}) = 'true'`,
    `boolean-from-string(${ref})`,
    `number(${ref}) = 1`,
  ]);
  if (node.type === "calculate") node.calculation = truth;
  else node[random.pick(["relevant", "required", "readonly"])] = truth;
  return form;
}

export function types(random) {
  const form = new Form(random);
  ground(form, undefined, random.int(3, 5), [
    "text",
    "integer",
    "decimal",
    "date",
    "time",
    "dateTime",
    "geopoint",
    "barcode",
    "select_one",
    "select_multiple",
    "range",
    "acknowledge",
    "note",
  ]);
  const node = form.add(place(form), random.pick(["range", "geopoint", "time", "dateTime", "acknowledge"]));
  if (node.type === "range" && random.chance(0.5)) Object.assign(node, { start: 0, end: 100, step: 5 });
  const read = form.fields.filter((field) => field.kind && field.repeats.length === 0);
  for (let count = random.int(1, 2); count > 0; count -= 1) {
    const calculated = form.add(undefined, "calculate");
    const ref = `\${${random.pick(read.length > 0 ? read : [node]).name}}`;
    calculated.calculation = random.pick([
      ref,
      `string(${ref})`,
      `concat(${ref}, '!')`,
      `${ref} = ''`,
      `string-length(${ref})`,
      `number(${ref})`,
      `${ref} != ''`,
      `${ref} + 1`,
      `${ref} = 'OK'`,
      `count-selected(${ref})`,
    ]);
  }
  return form;
}

export function fromRepeats(random) {
  const form = new Form(random);
  const repeat = form.repeat(random.chance(0.3) ? form.group(undefined) : undefined);
  const source = form.add(repeat, "text", { name: "who" });
  ground(form, repeat, random.int(0, 1));
  const node = { type: "select_one", source: source.name };
  const parent = random.chance(0.3) ? form.group(undefined) : undefined;
  const made = form.add(parent, node.type, { list: "none", source: source.name });
  delete made.list;
  const calculated = form.add(undefined, "calculate");
  calculated.calculation = random.pick([
    `\${${made.name}}`,
    `count-selected(\${${made.name}})`,
    `count(\${${repeat.name}})`,
    `join(' ', \${${source.name}})`,
  ]);
  return form;
}

export function randomized(random) {
  const form = new Form(random);
  const seed = random.pick(["42", "7", "1.5", "-3", "100000"]);
  const filtered = random.chance(0.3);
  const list = form.list(filtered ? { group: ["a", "b"] } : {}, random.int(2, 6));
  const node = form.add(place(form, 1), random.pick(["select_one", "select_multiple"]), { list, randomize: seed });
  if (filtered) node.choice_filter = "group = 'a'";
  ground(form, undefined, 1);
  return form;
}

export function lookups(random) {
  const form = new Form(random);
  const key = form.add(undefined, "select_one", {
    list: form.list({ price: ["1", "20", "300"], kind: ["u", "v"] }, 4),
  });
  key.choice_filter = random.chance(0.5) ? "true()" : "price > 0";
  const list = key.list;
  const all = `instance('${list}')/root/item`;
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const node = form.add(place(form, 1), "calculate");
    node.calculation = random.pick([
      `${all}[name = \${${key.name}}]/price`,
      `${all}[name = \${${key.name}}]/kind`,
      `count(${all}[kind = 'u'])`,
      `sum(${all}/price)`,
      `sum(${all}[kind = 'v']/price)`,
      `${all}[2]/name`,
      `${all}[position() = 1]/kind`,
      `${all}[last()]/name`,
      `join(' ', ${all}[price > 10]/name)`,
      `max(${all}/price)`,
      `count(${all})`,
      `${all}[name = \${${key.name}} and kind = 'u']/price * 2`,
      `string-length(${all}[name = \${${key.name}}]/label)`,
      `count(${all}[selected(\${${key.name}}, name)])`,
    ]);
    node.of = "any";
  }
  ground(form, undefined, 1);
  return form;
}
