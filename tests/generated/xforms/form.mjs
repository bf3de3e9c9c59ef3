// A form as a tree, before it is written as an XForm or as a spreadsheet.
//
// Expressions in it are XLSForm's: `${name}` is a question.

const NAMES = ["q", "a", "name", "the_age", "x1", "Q", "first-name", "v.1", "_u", "count", "date", "position"];
const WORDS = ["a", "b", "c", "yes", "no", "other_one", "d-1", "10", "2", "x.y"];

/** Types of questions: the type of the bind, and what its values are to expressions. */
export const TYPES = {
  text: { bind: "string", kind: "text" },
  integer: { bind: "int", kind: "number" },
  decimal: { bind: "decimal", kind: "number" },
  date: { bind: "date", kind: "date" },
  time: { bind: "time", kind: "time" },
  dateTime: { bind: "dateTime", kind: "moment" },
  geopoint: { bind: "geopoint", kind: "place" },
  barcode: { bind: "barcode", kind: "text" },
  select_one: { bind: "string", kind: "one" },
  select_multiple: { bind: "string", kind: "many" },
  rank: { bind: "odk:rank", kind: "many" },
  range: { bind: "int", kind: "number" },
  acknowledge: { bind: "string", kind: "text" },
  note: { bind: "string", kind: "text" },
  calculate: { bind: "string", kind: "any" },
};

export class Form {
  children = [];
  lists = {};
  languages = [];
  settings = {};
  /** Every question, with the repeats around it. */
  fields = [];
  #names = new Set();

  constructor(random) {
    this.random = random;
    if (random.chance(0.2))
      this.languages = random.pick([["English (en)"], ["English (en)", "French (fr)"], ["fr", "en"]]);
  }

  /** A name that no other node has. */
  name(stem) {
    const { random } = this;
    const wanted = stem ?? random.pick(NAMES);
    let name = wanted;
    for (let number = 1; this.#names.has(name.toLowerCase()); number += 1) name = `${wanted}${number}`;
    this.#names.add(name.toLowerCase());
    return name;
  }

  /** Words that people read: one text, or one for each language. */
  words(stem) {
    if (this.languages.length === 0) return stem;
    return Object.fromEntries(this.languages.map((language) => [language, `${stem} ${language.slice(0, 2)}`]));
  }

  /** A list of choices, with columns that filters read. */
  list(columns = {}, size = this.random.int(2, 5)) {
    const name = `l${Object.keys(this.lists).length + 1}`;
    const offset = this.random.int(0, WORDS.length - 1);
    const rows = Array.from({ length: size }, (_, index) => {
      const choice = WORDS[(offset + index) % WORDS.length];
      const more = Object.entries(columns).map(([column, values]) => [column, this.random.pick(values)]);
      return { name: choice, label: this.words(`Choice ${choice}`), ...Object.fromEntries(more) };
    });
    this.lists[name] = rows;
    return name;
  }

  /** Adds a question to a group, a repeat or the form. */
  add(parent, type, more = {}) {
    const { name, list, ...rest } = more;
    const node = { type, name: this.name(name), ...rest };
    if (["select_one", "select_multiple", "rank"].includes(type)) node.list = list ?? this.list();
    if (type !== "calculate" && node.label === undefined) node.label = this.words(`Label of ${node.name}`);
    return this.#put(parent, node, TYPES[type].kind);
  }

  group(parent, more = {}) {
    const { name, ...rest } = more;
    const node = { type: "group", name: this.name(name ?? "g"), label: this.words("A group"), children: [], ...rest };
    return this.#put(parent, node, undefined);
  }

  repeat(parent, more = {}) {
    const { name, ...rest } = more;
    const node = { type: "repeat", name: this.name(name ?? "r"), label: this.words("A repeat"), children: [], ...rest };
    return this.#put(parent, node, undefined);
  }

  #put(parent, node, kind) {
    node.repeats = parent?.type === "repeat" ? [...parent.repeats, parent.name] : (parent?.repeats ?? []);
    node.path = [...(parent?.path ?? []), node.name];
    (parent?.children ?? this.children).push(node);
    node.kind = node.of ?? kind;
    this.fields.push(node);
    return node;
  }

  find(name) {
    return this.fields.find((field) => field.name === name);
  }
}

/** Every node in its order. */
export function* walk(nodes) {
  for (const node of nodes) {
    yield node;
    if (node.children) yield* walk(node.children);
  }
}
