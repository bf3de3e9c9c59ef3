// Writes a form as an XForm, in one of the ways that its parts may be written in.

import { TYPES, walk } from "./form.mjs";

export const HEAD =
  '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:ev="http://www.w3.org/2001/xml-events" ' +
  'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:orx="http://openrosa.org/xforms" xmlns:xsd="http://www.w3.org/2001/XMLSchema">';

export const escaped = (text) =>
  String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The XForm of a form. */
export function xform(form) {
  return new Xml(form).whole();
}

class Xml {
  binds = [];
  actions = [];
  texts = {};
  instances = new Set();
  counts = [];

  constructor(form) {
    this.form = form;
    this.random = form.random;
    this.root = form.random.pick(["data", "data", "form1"]);
    this.isInline = form.languages.length === 0 && form.random.chance(0.5);
    this.hasTemplates = form.random.chance(0.6);
    this.isRelative = form.random.chance(0.3);
  }

  path(node) {
    return `/${[this.root, ...node.path].join("/")}`;
  }

  /** The expression with paths, as it stands at `node`; `inside` says that it is a predicate on something else. */
  expression(text, node, inside = false) {
    return escaped(text.replaceAll(/\$\{([^}]+)\}/g, (_, name) => this.reference(this.form.find(name), node, inside)));
  }

  reference(target, node, inside) {
    const shared = target.repeats.filter((repeat, index) => node.repeats[index] === repeat).length;
    const isNear = shared > 0 || (this.isRelative && node.repeats.length === 0 && target.repeats.length === 0);
    if (!isNear) return this.path(target);
    let common = 0;
    while (common < target.path.length && target.path[common] === node.path[common]) common += 1;
    // A node is no part of the way to what is inside it.
    const up = node.path.length - common;
    const steps = [...Array(up).fill(".."), ...target.path.slice(common)];
    const way = steps.length > 0 ? steps.join("/") : ".";
    return inside || (way.startsWith("..") && this.random.chance(0.1)) ? `current()/${way}` : way;
  }

  whole() {
    const { form } = this;
    const primary = form.children.map((node) => this.value(node)).join("");
    const body = form.children.map((node) => this.control(node)).join("");
    const secondary = [...this.instances].map((list) => this.secondary(list)).join("");
    const binds = this.random.chance(0.2) ? [...this.binds].reverse() : this.binds;
    const version = this.random.chance(0.3) ? ' version="3"' : "";
    const meta = "<orx:meta><orx:instanceID/></orx:meta>";
    const own = `<instance><${this.root} id="generated"${version}>${primary}${this.counts.map(({ name }) => `<${name}/>`).join("")}${meta}</${this.root}></instance>`;
    const preload = `<bind nodeset="/${this.root}/orx:meta/orx:instanceID" type="string" readonly="true()" jr:preload="uid"/>`;
    return `<?xml version="1.0"?>${HEAD}<h:head><h:title>Generated</h:title><model>${this.itext()}${own}${secondary}${binds.join("")}${preload}${this.actions.join("")}</model></h:head><h:body>${body}</h:body></h:html>`;
  }

  /** What stands in the instance; inside a template there are templates alone. */
  value(node, isTemplate = false) {
    if (node.children === undefined) {
      const text = node.default !== undefined && !node.dynamic ? escaped(node.default) : "";
      return `<${node.name}>${text}</${node.name}>`;
    }
    const inside = (isTemplate) => node.children.map((child) => this.value(child, isTemplate)).join("");
    if (node.type !== "repeat") return `<${node.name}>${inside(isTemplate)}</${node.name}>`;
    const template = this.hasTemplates ? `<${node.name} jr:template="">${inside(true)}</${node.name}>` : "";
    if (isTemplate) return template;
    // The template of a repeat inside stands in that of the one around it.
    return `${node.repeats.length === 0 ? template : ""}<${node.name}>${inside(false)}</${node.name}>`;
  }

  secondary(list) {
    const rows = this.form.lists[list].map((row) => {
      const columns = Object.entries(row).map(([name, value]) =>
        name === "label" && typeof value === "object"
          ? `<itextId>${this.text(`${list}-${row.name}`, { words: value })}</itextId>`
          : `<${name}>${escaped(value)}</${name}>`,
      );
      return `<item>${columns.join("")}</item>`;
    });
    return `<instance id="${list}"><root>${rows.join("")}</root></instance>`;
  }

  /** Keeps a text and gives its id. */
  text(id, words) {
    this.texts[id] = words;
    return id;
  }

  label(element, id, words, node) {
    if (words === undefined) return "";
    if (typeof words === "object" || !this.isInline) {
      return `<${element} ref="jr:itext('${this.text(`${id}:${element}`, { words, node })}')"/>`;
    }
    return `<${element}>${this.inserted(words, node)}</${element}>`;
  }

  /** Text with answers inserted. */
  inserted(words, node) {
    const output = (name) => `<output value="${this.expression(`\${${name}}`, node)}"/>`;
    return words
      .split(/(\$\{[^}]+\})/)
      .map((part) => (part.startsWith("${") ? output(part.slice(2, -1)) : escaped(part)))
      .join("");
  }

  itext() {
    const ids = Object.entries(this.texts);
    if (ids.length === 0) return "";
    const languages = this.form.languages.length > 0 ? this.form.languages : ["default"];
    const translations = languages.map((language, index) => {
      const texts = ids.map(([id, { words, node }]) => {
        const own = typeof words === "object" ? words[language] : words;
        return own === undefined ? "" : `<text id="${escaped(id)}"><value>${this.inserted(own, node)}</value></text>`;
      });
      return `<translation lang="${language}"${index === 0 ? ' default="true()"' : ""}>${texts.join("")}</translation>`;
    });
    return `<itext>${translations.join("")}</itext>`;
  }

  bind(node, type) {
    const attributes = [];
    if (type)
      attributes.push(
        `type="${this.random.chance(0.1) && /^[a-z]/.test(type) && !type.includes(":") ? `xsd:${type}` : type}"`,
      );
    for (const [name, member] of [
      ["relevant", "relevant"],
      ["required", "required"],
      ["readonly", "readonly"],
      ["constraint", "constraint"],
    ]) {
      const text = { yes: "true()", no: "false()" }[node[member]] ?? node[member];
      if (text !== undefined) attributes.push(`${name}="${this.expression(text, node)}"`);
    }
    if (node.type === "note") attributes.push('readonly="true()"');
    if (node.calculation !== undefined && node.trigger === undefined)
      attributes.push(`calculate="${this.expression(node.calculation, node)}"`);
    for (const [name, member] of [
      ["jr:constraintMsg", "constraint_message"],
      ["jr:requiredMsg", "required_message"],
    ]) {
      const words = node[member];
      if (words === undefined) continue;
      const isPlain = typeof words === "string" && !words.includes("${") && this.isInline;
      attributes.push(
        `${name}="${isPlain ? escaped(words) : `jr:itext('${this.text(`${this.path(node)}:${name}`, { words, node })}')`}"`,
      );
    }
    if (attributes.length > 0 || this.random.chance(0.8)) {
      this.binds.push(`<bind nodeset="${this.path(node)}" ${attributes.join(" ")}/>`);
    }
  }

  control(node) {
    if (node.children) return this.container(node);
    this.bind(
      node,
      TYPES[node.type].bind === "string" ? this.random.pick(["string", "string", ""]) : TYPES[node.type].bind,
    );
    if (node.default !== undefined && node.dynamic) this.first(node);
    if (node.type === "calculate") return "";
    const path = this.path(node);
    const inside =
      this.label("label", path, node.label, node) +
      this.label("hint", path, node.hint, node) +
      this.items(node) +
      this.triggered(node);
    const appearance = node.appearance ? ` appearance="${node.appearance}"` : "";
    const open = (element, more = "") => `<${element} ref="${path}"${more}${appearance}>${inside}</${element}>`;
    switch (node.type) {
      case "select_one":
        return open("select1");
      case "select_multiple":
        return open("select");
      case "rank":
        return open("odk:rank");
      case "range":
        return open("range", ` start="${node.start ?? 1}" end="${node.end ?? 10}" step="${node.step ?? 1}"`);
      case "acknowledge":
        return open("trigger");
      default:
        return open("input");
    }
  }

  first(node) {
    const inRepeat = node.repeats.length > 0;
    const events = inRepeat ? "odk-instance-first-load odk-new-repeat" : "odk-instance-first-load";
    const action = `<setvalue event="${events}" ref="${this.path(node)}" value="${this.expression(node.default, node)}"/>`;
    if (inRepeat) {
      const key = node.repeats.join("/");
      this.inRepeats ??= {};
      this.inRepeats[key] = (this.inRepeats[key] ?? "") + action;
    } else this.actions.push(action);
  }

  /** What an answer sets off. */
  triggered(node) {
    const all = [...walk(this.form.children)].filter((other) => other.trigger === `\${${node.name}}`);
    return all
      .map(
        (other) =>
          `<setvalue event="xforms-value-changed" ref="${this.path(other)}" value="${this.expression(other.calculation, other)}"/>`,
      )
      .join("");
  }

  items(node) {
    if (node.source) return this.fromRepeat(node);
    if (node.list === undefined) return "";
    const rows = this.form.lists[node.list];
    const isPlain = node.choice_filter === undefined && !node.randomize;
    if (isPlain && this.random.chance(0.5)) {
      const item = (row) =>
        `<item>${this.label("label", `${this.path(node)}/${row.name}`, row.label, node)}<value>${escaped(row.name)}</value></item>`;
      return rows.map(item).join("");
    }
    this.instances.add(node.list);
    const filter = node.choice_filter === undefined ? "" : `[${this.expression(node.choice_filter, node, true)}]`;
    const nodes = `instance('${node.list}')/root/item${filter}`;
    const nodeset = node.randomize ? `randomize(${nodes}, ${node.randomize})` : nodes;
    const isTranslated = typeof rows[0].label === "object";
    return `<itemset nodeset="${nodeset}"><value ref="name"/><label ref="${isTranslated ? "jr:itext(itextId)" : "label"}"/></itemset>`;
  }

  fromRepeat(node) {
    const source = this.form.find(node.source);
    const repeat = this.path({ path: source.path.slice(0, -1) });
    return `<itemset nodeset="${repeat}[./${source.name} != '']"><value ref="${source.name}"/><label ref="${source.name}"/></itemset>`;
  }

  container(node) {
    const own = ["relevant", "readonly"].some((member) => node[member] !== undefined);
    if (own) this.bind(node, "");
    const inside = node.children.map((child) => this.control(child)).join("");
    const path = this.path(node);
    const label = this.label("label", path, node.label, node);
    const appearance = node.appearance ? ` appearance="${node.appearance}"` : "";
    if (node.type === "group") return `<group ref="${path}"${appearance}>${label}${inside}</group>`;
    const actions = this.inRepeats?.[[...node.repeats, node.name].join("/")] ?? "";
    return `<group ref="${path}">${label}<repeat nodeset="${path}"${this.count(node)}${appearance}>${actions}${inside}</repeat></group>`;
  }

  count(node) {
    if (node.repeat_count === undefined) return "";
    const plain = /^\$\{([^}]+)\}$/.exec(node.repeat_count);
    if (plain) return ` jr:count="${this.path(this.form.find(plain[1]))}"`;
    const name = `${node.name}_count`;
    this.counts.push({ name });
    this.binds.push(
      `<bind nodeset="/${this.root}/${name}" type="string" calculate="${this.expression(node.repeat_count, { path: [name], repeats: [] })}"/>`,
    );
    return ` jr:count="/${this.root}/${name}"`;
  }
}
