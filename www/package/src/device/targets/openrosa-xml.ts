/**
 * A submission as the XML of an OpenRosa instance (docs.getodk.org/openrosa-metadata), as `sealform fill --xml` writes it for
 * forms of our own: the root is called `data`. The same claims always give the same text.
 */

import { isObject } from "../../arguments.js";
import type { Outgoing } from "../outgoing.js";
import type { Claims } from "../parcel.js";

const OPENROSA = "http://openrosa.org/xforms";
const ENKETO = "http://enketo.org/xforms";

/** An element: its text, or what stands in it. */
interface Node {
  readonly name: string;
  text: string;
  readonly attributes: string;
  readonly children: Map<string, Node>;
}

/** The instance as XML. The name of the sealed file stands in the node `sealform`: servers keep what a form asks for. */
export function instanceXml(file: Pick<Outgoing, "jti" | "name">, claims: Claims): string {
  const root = node("data");
  for (const [path, ids] of Object.entries(claims.repeats)) {
    for (const id of ids) {
      at(root, `${path}[${id}]`);
    }
  }
  for (const [path, { v, c }] of Object.entries(claims.answers)) {
    at(root, path).text = valueText(v);
    if (c !== undefined) {
      const steps = path.replaceAll(/\[\d+\]/g, "");
      at(root, `${path}_comment`, ` enk:for="${escaped(`/data/${steps}`)}"`).text = c;
    }
  }
  at(root, "sealform").text = file.name;
  const { id, version } = claims.questionnaire;
  const declared = `xmlns:enk="${ENKETO}" xmlns:orx="${OPENROSA}"`;
  const versioned = version === "" ? "" : ` version="${escaped(version)}"`;
  const children = [...root.children.values()].map(written).join("");
  return `<?xml version="1.0" encoding="UTF-8"?><data ${declared} id="${escaped(id)}"${versioned}>${children}${meta(file.jti, claims)}</data>`;
}

function meta(jti: string, { previous }: Claims): string {
  const deprecated = previous === null ? "" : `<orx:deprecatedID>uuid:${escaped(previous.jti)}</orx:deprecatedID>`;
  return `<orx:meta><orx:instanceID>uuid:${escaped(jti)}</orx:instanceID>${deprecated}</orx:meta>`;
}

function node(name: string, attributes = ""): Node {
  return { name, text: "", attributes, children: new Map() };
}

/** The element of a path, which is made where it is not there yet. */
function at(root: Node, path: string, attributes = ""): Node {
  let here = root;
  for (const step of path.split("/")) {
    const there = here.children.get(step) ?? node(step.replace(/\[\d+\]/, ""), attributes);
    here.children.set(step, there);
    here = there;
  }
  return here;
}

function written({ name, text, attributes, children }: Node): string {
  const inside = children.size === 0 ? escaped(text) : [...children.values()].map(written).join("");
  return inside === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${inside}</${name}>`;
}

/** A value as an instance writes it: choices behind one another, places as `lat lon alt acc`; what it has no form for as JSON. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    const places = value.map(placeText);
    if (value.every((one) => typeof one === "string")) {
      return value.join(" ");
    }
    return places.includes(null) ? JSON.stringify(value) : places.join("; ");
  }
  if (typeof value === "boolean") {
    // A statement that was agreed to.
    return value ? "OK" : "";
  }
  return value === undefined || value === null
    ? ""
    : (placeText(value) ?? (isObject(value) ? JSON.stringify(value) : String(value)));
}

function placeText(value: unknown): string | null {
  if (!isObject(value)) {
    return null;
  }
  const { lat, lon, alt = "0", acc = "0" } = value as Readonly<Record<string, string>>;
  return lat === undefined || lon === undefined ? null : `${lat} ${lon} ${alt} ${acc}`;
}

/** Text or an attribute of XML 1.0; what it cannot hold is left out. */
function escaped(text: string): string {
  const MARKS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll(/[&<>"]/g, (mark) => MARKS[mark] ?? mark)
    .replaceAll("\r", "&#13;");
}
