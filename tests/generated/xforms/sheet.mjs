// Writes a form as a spreadsheet: tables of Markdown, as pyxform's tests have them.

/** Columns by what they hold, with the other names that they go by. */
const HEADERS = {
  relevant: ["relevant", "relevant", "relevance", "bind::relevant", "bind:relevant", "Relevant"],
  required: ["required", "required", "bind::required"],
  readonly: ["readonly", "read_only", "read only", "bind::readonly"],
  constraint: ["constraint", "bind::constraint"],
  constraint_message: ["constraint_message", "constraint message", "bind::jr:constraintMsg"],
  required_message: ["required_message", "bind::jr:requiredMsg"],
  calculation: ["calculation", "calculate", "bind::calculate"],
  repeat_count: ["repeat_count", "repeat count", "jr:count"],
  label: ["label", "label", "Label", "caption"],
};
const MORE = ["hint", "default", "trigger", "choice_filter", "appearance", "parameters"];
const TYPES = {
  select_one: ["select_one", "select_one", "select one", "select one from"],
  select_multiple: ["select_multiple", "select all that apply from"],
  integer: ["integer", "int"],
  text: ["text", "string"],
  dateTime: ["dateTime", "datetime"],
  geopoint: ["geopoint", "gps", "location"],
};

/** The sheets of a form as a table of Markdown. */
export function sheet(form) {
  return new Sheet(form).whole();
}

class Sheet {
  rows = [];

  constructor(form) {
    this.form = form;
    this.random = form.random;
    const pick = ([member, names]) => [member, form.random.pick(names)];
    this.headers = Object.fromEntries(Object.entries(HEADERS).map(pick));
    for (const member of MORE) this.headers[member] = member;
    this.spellings = Object.fromEntries(Object.entries(TYPES).map(pick));
    this.isSpaced = form.random.chance(0.5);
  }

  whole() {
    for (const node of this.form.children) this.node(node);
    const sheets = [["survey", this.rows]];
    const choices = Object.entries(this.form.lists).flatMap(([list, rows]) =>
      rows.map(({ name, label, ...more }) => ({
        list_name: list,
        name,
        ...this.words("label", "label", label),
        ...more,
      })),
    );
    if (choices.length > 0) sheets.push(["choices", choices]);
    if (Object.keys(this.form.settings).length > 0) sheets.push(["settings", [this.form.settings]]);
    if (this.random.chance(0.2)) sheets.reverse();
    return sheets.map(([name, rows]) => this.table(name, rows)).join("\n");
  }

  table(name, rows) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const cells = (values) => `|  | ${values.map((value) => String(value ?? "")).join(" | ")} |`;
    return [`| ${name} |`, cells(columns), ...rows.map((row) => cells(columns.map((column) => row[column])))].join(
      "\n",
    );
  }

  /** A text in a column of its own, or in one for each language. */
  words(member, header, words) {
    if (words === undefined) return {};
    if (typeof words === "string") return { [header]: words };
    const split = this.isSpaced ? " :: " : "::";
    return Object.fromEntries(Object.entries(words).map(([language, text]) => [`${member}${split}${language}`, text]));
  }

  node(node) {
    const row = { type: this.type(node), name: node.name };
    for (const member of ["label", "hint", "constraint_message", "required_message"]) {
      Object.assign(row, this.words(member, this.headers[member], node[member]));
    }
    for (const member of [
      "relevant",
      "required",
      "readonly",
      "constraint",
      "calculation",
      "repeat_count",
      "default",
      "trigger",
      "choice_filter",
      "appearance",
    ]) {
      if (node[member] !== undefined) row[this.headers[member]] = node[member];
    }
    const parameters = this.parameters(node);
    if (parameters) row.parameters = parameters;
    this.rows.push(row);
    if (node.children === undefined) return;
    if (this.random.chance(0.1)) this.rows.push({});
    for (const child of node.children) this.node(child);
    this.rows.push({
      type: `${this.random.pick(["end_", "end "])}${node.type}`,
      ...(this.random.chance(0.3) ? { name: node.name } : {}),
    });
  }

  type(node) {
    if (node.children) return `${this.random.pick(["begin_", "begin "])}${node.type}`;
    const type = this.spellings[node.type] ?? node.type;
    if (node.source) return `${type} \${${node.source}}`;
    return node.list === undefined ? type : `${type} ${node.list}${node.or_other ? " or_other" : ""}`;
  }

  parameters(node) {
    if (node.type === "range") return `start=${node.start ?? 1} end=${node.end ?? 10} step=${node.step ?? 1}`;
    if (node.randomize) return `randomize=true, seed=${node.randomize}`;
    return "";
  }
}
