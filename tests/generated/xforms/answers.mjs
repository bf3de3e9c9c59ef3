// Answers that a person might give to a question of Web Forms' engine.

import { nameOf } from "./observe.mjs";

const VALUES = {
  string: ["a", "abc", "b", "10", "Å & <b>", "two words", "yes", "abcabc"],
  int: ["0", "1", "2", "3", "5", "10", "42", "-4"],
  decimal: ["0.5", "2.5", "1", "10", "99.9", "-1.25"],
  date: ["2024-02-29", "2026-06-15", "1999-12-31", "2026-06-20"],
  time: ["10:30:00", "00:00:00"],
  dateTime: ["2024-02-29T14:05:00.000-07:00", "2026-06-20T08:00:00.000-07:00"],
  geopoint: ["1.5 2.5 0 0", "59.91 10.75 5 3.5"],
  barcode: ["4006381333931", "abc"],
};

/** An answer, and how it is given; `undefined` where there is none. */
export function answers(node, random) {
  const options = () => node.currentState.valueOptions.map((option) => option.value);
  switch (node.nodeType) {
    case "input":
      return typed(node, random);
    case "select":
      return selected(node, options(), random);
    case "rank": {
      const value = [...options()].sort(() => random.next() - 0.5);
      return { value, give: () => node.setValues(value) };
    }
    case "range": {
      const value = String(random.pick(steps(node.definition.bounds)));
      return { value, give: () => node.setValue(value) };
    }
    case "trigger": {
      const value = random.chance(0.7);
      return { value: value ? "OK" : null, give: () => node.setValue(value) };
    }
    default:
      return undefined;
  }
}

function typed(node, random) {
  if (random.chance(0.15)) return { value: null, give: () => node.setValue(node.valueType === "geopoint" ? null : "") };
  const known = VALUES[node.valueType];
  if (known === undefined) return undefined;
  // More instances than these only take time.
  const value = random.pick(nameOf(node) === "many" ? known.slice(0, 4) : known);
  return { value, give: () => node.setValue(given(node.valueType, value)) };
}

function given(type, text) {
  if (type !== "geopoint") return text;
  const [latitude, longitude, altitude, accuracy] = text.split(" ").map(Number);
  return { latitude, longitude, altitude, accuracy };
}

function selected(node, options, random) {
  if (node.selectType === "select") {
    const value = random.some(options);
    return { value, give: () => node.selectValues(value) };
  }
  if (options.length === 0 || random.chance(0.1)) return { value: null, give: () => node.selectValue(null) };
  const value = random.pick(options);
  return { value, give: () => node.selectValue(value) };
}

function steps({ start, end, step }) {
  const all = [];
  for (let value = Number(start); value <= Number(end); value += Number(step)) all.push(value);
  return all;
}
