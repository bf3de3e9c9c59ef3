// Forms about what XForms have and spreadsheets do not: each is written as XML.

import { escaped, HEAD } from "./xform.mjs";

const COUNTRIES = ["no", "dk", "two words", "3"];

/** A whole form around its parts. */
function whole({ primary, model = "", binds = "", body, attributes = "" }) {
  return `<?xml version="1.0"?>${HEAD}<h:head><h:title>Generated</h:title><model><instance><data id="generated"${attributes}>${primary}<orx:meta><orx:instanceID/></orx:meta></data></instance>${model}${binds}<bind nodeset="/data/orx:meta/orx:instanceID" type="string" readonly="true()" jr:preload="uid"/></model></h:head><h:body>${body}</h:body></h:html>`;
}

const input = (name, inside = "") => `<input ref="/data/${name}"><label>${name}</label>${inside}</input>`;
const bind = (name, attributes) => `<bind nodeset="/data/${name}" ${attributes}/>`;
const setvalue = (event, name, value) => `<setvalue event="${event}" ref="/data/${name}" value="${escaped(value)}"/>`;

/** What an answer, the beginning or a new instance writes. */
export function actions(random) {
  const changed = "xforms-value-changed";
  const value = () =>
    random.pick([
      "1 + 1",
      "/data/a",
      "concat(/data/a, /data/b)",
      "string-length(/data/a)",
      "/data/n * 2",
      "'x'",
      "''",
      "/data/n",
    ]);
  const literal = () => `<setvalue event="${changed}" ref="/data/c">${random.pick(["written", "7", ""])}</setvalue>`;
  const first = [
    random.chance(0.7) ? setvalue("odk-instance-first-load", random.pick(["a", "b", "c"]), value()) : "",
    random.chance(0.4)
      ? setvalue("odk-instance-first-load", "n", random.pick(["4", "2 * 3", "string-length('abc')"]))
      : "",
  ].join("");
  const inside = () =>
    random.oneOf(
      () => setvalue(changed, "b", value()),
      () => setvalue(changed, "c", value()),
      () => setvalue(changed, "c", value()) + setvalue(changed, "b", "'seen'"),
      literal,
      () => "",
    );
  const inRepeat = random.oneOf(
    () =>
      `<setvalue event="odk-new-repeat" ref="/data/r/y" value="${random.pick(["position(..)", "/data/n", "'new'"])}"/>`,
    () =>
      `<setvalue event="odk-instance-first-load odk-new-repeat" ref="/data/r/y" value="concat('i', position(..))"/>`,
    () => "",
  );
  const inX = random.chance(0.6) ? `<setvalue event="${changed}" ref="/data/r/y" value="concat(../x, '!')"/>` : "";
  const template = random.chance(0.5) ? '<r jr:template=""><x/><y/></r>' : "";
  return whole({
    primary: `<a>${random.pick(["", "start"])}</a><n/><b/><c/>${template}<r><x/><y/></r>`,
    model: first,
    binds: bind("n", 'type="int"') + bind("r/y", 'type="string"'),
    body: `${input("a", inside())}${input("n", inside())}${input("b")}${input("c")}<group ref="/data/r"><label>R</label><repeat nodeset="/data/r">${inRepeat}<input ref="/data/r/x"><label>x</label>${inX}</input><input ref="/data/r/y"><label>y</label></input></repeat></group>`,
  });
}

/** Lists inside lists, and choices by what stands around them. */
export function nestedLists(random) {
  const counties = (state) =>
    ["east", "west", "north"]
      .slice(0, random.int(1, 3))
      .map(
        (name) =>
          `<county><name>${state}-${name}</name><label>${name} of ${state}</label><size>${random.int(1, 9)}</size></county>`,
      )
      .join("");
  const states = ["a", "b", "c"]
    .map(
      (name) => `<state><name>${name}</name><label>State ${name}</label><counties>${counties(name)}</counties></state>`,
    )
    .join("");
  const second = random.pick([
    "instance('c')/root/state[name = /data/state]/counties/county",
    "instance('c')/root/state[name = current()/../state]/counties/county",
    "instance('c')/root/state/counties/county",
    "instance('c')/root/state/counties/county[size > 4]",
    "instance('c')/root/state[name = /data/state]/counties/county[size &lt; 8]",
    "instance('c')/root/state[name != 'a']/counties/county",
  ]);
  const kind = random.pick(["select1", "select"]);
  return whole({
    primary: "<state/><county/><size/><n/>",
    model: `<instance id="c"><root>${states}</root></instance>`,
    binds:
      bind("state", 'type="string"') +
      bind(
        "size",
        `type="string" calculate="${random.pick(["instance('c')/root/state/counties/county[name = /data/county]/size", "sum(instance('c')/root/state[name = /data/state]/counties/county/size)", "count(instance('c')/root/state[name = /data/state]/counties/county)", "instance('c')/root/state[name = /data/state]/label"])}"`,
      ),
    body: `<select1 ref="/data/state"><label>State</label><itemset nodeset="instance('c')/root/state"><value ref="name"/><label ref="label"/></itemset></select1><${kind} ref="/data/county"><label>County</label><itemset nodeset="${second}"><value ref="name"/><label ref="label"/></itemset></${kind}>${input("n")}`,
  });
}

/** Values with blanks, items without labels, twins of a value. */
export function items(random) {
  const item = (value) =>
    `<item><label>${random.pick([`Called ${value}`, "A &amp; B", value])}</label><value>${value}</value></item>`;
  const values = random.some(COUNTRIES, 0.7);
  const offered = (values.length > 0 ? values : ["no"]).map(item).join("");
  const condition = random.pick([
    "/data/s = 'two words'",
    "selected(/data/s, 'no')",
    "/data/s = 3",
    "/data/s != ''",
    "string-length(/data/s) > 2",
  ]);
  return whole({
    primary: `<s>${random.pick(["", "", values[0] ?? ""])}</s><t/><n/>`,
    binds:
      bind("s", 'type="string"') +
      bind("t", `relevant="${escaped(condition)}"`) +
      bind("n", "calculate=\"concat(/data/s, '.')\""),
    body: `<select1 ref="/data/s"${random.pick(["", ' appearance="minimal"', ' appearance="quick"'])}><label>S</label>${offered}</select1>${input("t")}`,
  });
}

/** Nodes with several controls, controls in groups that have no node. */
export function bodies(random) {
  const second = random.pick([
    '<group><label>Only shown</label><input ref="/data/b"><label>B</label></input></group>',
    '<group appearance="field-list"><input ref="/data/b"><label>B</label></input><input ref="/data/g/c"><label>C</label></input></group>',
    '<group ref="/data/g"><input ref="/data/g/c"><label>C</label></input></group><input ref="/data/b"><label>B</label></input>',
    '<group ref="/data/g"><label>G</label><group><input ref="c"><label>C</label></input></group></group>',
  ]);
  const rule = random.pick(["/data/a = 'a'", "/data/a != ''", "string-length(/data/a) > 1"]);
  return whole({
    primary: "<a/><b/><g><c/></g><d/>",
    binds:
      bind("g", `relevant="${escaped(rule)}"`) +
      bind(
        "d",
        `calculate="${random.pick(["/data/g/c", "concat(/data/b, /data/g/c)", "count(/data/g/*)", "count(/data/*)"])}"`,
      ) +
      (random.chance(0.3) ? bind("b", 'required="true()"') : ""),
    body: `${input("a")}${second}`,
  });
}

/** Repeats as a form begins with them. */
export function begun(random) {
  const count = random.int(0, 3);
  const instance = (index) => `<r><x>${random.chance(0.5) ? `x${index}` : ""}</x><y/></r>`;
  const template =
    random.chance(0.5) || count === 0 ? `<r jr:template=""><x>${random.pick(["", "t"])}</x><y/></r>` : "";
  const counted = random.oneOf(
    () => "",
    () => "",
    () => ' jr:count="/data/n"',
    () => ' jr:count="/data/n" jr:noAddRemove="true()"',
    () => ' jr:noAddRemove="true()"',
  );
  const y = random.pick([
    "position(..)",
    "../x",
    "concat(../x, '-', position(..))",
    "count(/data/r)",
    "count(../../r)",
    "/data/r[1]/x",
    "/data/r[position() = 2]/x",
    "../../r[last()]/x",
  ]);
  const all = random.pick([
    "count(/data/r)",
    "join(',', /data/r/x)",
    "/data/r[2]/x",
    "/data/r[x = 'x1']/y",
    "count(/data/r[x != ''])",
    "string-length(/data/r[1]/x)",
    "max(/data/r/y)",
    "count-non-empty(/data/r/x)",
  ]);
  return whole({
    primary: `<n>${random.pick(["", "2"])}</n>${template}${Array.from({ length: count }, (_, index) => instance(index + 1)).join("")}<all/>`,
    binds:
      bind("n", 'type="int"') +
      bind("r/y", `calculate="${escaped(y)}"`) +
      bind("all", `calculate="${escaped(all)}"`) +
      (random.chance(0.3) ? bind("r", 'relevant="/data/n != 1"') : ""),
    body: `${input("n")}<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"${counted}><input ref="/data/r/x"><label>X</label></input></repeat></group>`,
  });
}

/** Paths in every way. */
export function paths(random) {
  const from = random.pick([
    "../a",
    "current()/../a",
    "/data/a",
    "../g/b",
    "../*[1]",
    "../g/*",
    "../../data/a",
    "./../a",
    "../g/b[. != '']",
    "/data/g/b",
    "/data/g/*[2]",
    "../g/c/../b",
  ]);
  const calculated = random.pick([
    from,
    `count(${from})`,
    `concat(${from}, 'x')`,
    `string-length(${from})`,
    `${from} = 'a'`,
    `name(${from})`,
    `coalesce(${from}, 'none')`,
  ]);
  return whole({
    primary: "<a/><g><b/><c/></g><d/><e/>",
    binds:
      bind("d", `calculate="${escaped(calculated)}"`) +
      bind(
        "e",
        `relevant="${escaped(random.pick([`${from} != ''`, `string-length(${from}) > 1`, `count(${from}) = 1`]))}" constraint="${escaped(random.pick([". != ../a", ". = current()/../g/b", "string-length(.) > string-length(../a)", ". != current()/../a"]))}"`,
      ),
    body: `${input("a")}<group ref="/data/g">${input("g/b")}${input("g/c")}</group>${input("e")}`,
  });
}

/** Orders drawn by chance, of what a filter leaves. */
export function shuffles(random) {
  const row = (name, index) => `<item><name>${name}</name><label>Choice ${name}</label><rank>${index}</rank></item>`;
  const rows = ["a", "b", "c", "d", "e", "f"].slice(0, random.int(2, 6)).map(row).join("");
  const filter = random.pick(["", "", "[rank &lt; 3]", "[rank != /data/n]", "[position() &lt; 4]", "[name != 'b']"]);
  const seed = random.pick([", 42", ", 7.5", ", /data/n", ", -1", ", 3000000000"]);
  return whole({
    primary: "<n>5</n><s/><t/>",
    model: `<instance id="l"><root>${rows}</root></instance>`,
    binds: bind("n", 'type="int"') + bind("t", "calculate=\"jr:choice-name(/data/s, '/data/s')\""),
    body: `${input("n")}<select1 ref="/data/s"><label>S</label><itemset nodeset="randomize(instance('l')/root/item${filter}${seed})"><value ref="name"/><label ref="label"/></itemset></select1>`,
  });
}
