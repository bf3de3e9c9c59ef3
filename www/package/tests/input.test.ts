// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it } from "vitest";
import { grouped, numberOf } from "../src/widgets/digits.js";
import { addressIn, mount } from "../src/widgets/input.js";
import { loadMessages, type ViewOf } from "../src/widgets/toolkit.js";

type View = ViewOf<"input">;

const FIELD = { path: "shop/code", id: "q1", label: "Code", appearance: "", language: "en", describedBy: "q1-need" };

beforeEach(async () => {
  await Promise.all([loadMessages("en"), loadMessages("nb")]);
});
afterEach(() => document.body.replaceChildren());

/** An input that is answered as a form answers it. */
function tried(takes: string, appearance: string, value: unknown = null, more: object = {}) {
  const host = document.createElement("div");
  document.body.append(host);
  const field = { ...FIELD, appearance, readonly: false, required: true, invalid: false, ...more };
  let view = { kind: "input", field, value, takes } as unknown as View;
  const answers: unknown[] = [];
  const widget = mount(host, view, (answer) => {
    answers.push(answer);
    view = { ...view, value: answer } as View;
    widget.update(view);
  });
  const at = <E extends HTMLElement>(selector: string): E => host.querySelector(selector) as E;
  const type = (selector: string, text: string): void => {
    const field = at<HTMLInputElement>(selector);
    field.focus();
    field.value = text;
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input"));
  };
  return { host, answers, at, type, input: at<HTMLInputElement>("input") };
}

it("has the keyboard and the autofill of what it takes", () => {
  for (const takes of ["email", "tel", "url"]) {
    const { input } = tried(takes, "");
    expect([input.type, input.inputMode, input.autocomplete]).toEqual([takes, takes, takes]);
  }
  const { input, type, answers } = tried("text", "numbers");
  expect([input.type, input.inputMode]).toEqual(["text", "numeric"]);
  type("input", "007");
  expect(answers).toEqual(["007"]);
});

it("completes a host that somebody typed, and leads to addresses of the web alone", () => {
  const { input, type, answers, at } = tried("url", "");
  type("input", "portal.example/report");
  input.dispatchEvent(new Event("blur"));
  expect(answers.at(-1)).toBe("https://portal.example/report");
  expect(at<HTMLAnchorElement>("a").href).toBe("https://portal.example/report");
  for (const text of ["javascript:alert(1)", "data:text/html,x", "portal.example", ""]) {
    expect(addressIn(text)).toBeNull();
  }
  expect(tried("text", "url", "javascript:alert(1)").at<HTMLAnchorElement>("a").hidden).toBe(true);
});

it("hides what nobody beside the person is to read until it is asked for", () => {
  const { input, at } = tried("text", "masked", "secret");
  const button = at("button");
  expect([input.type, button.textContent]).toEqual(["password", "Show"]);
  button.click();
  expect([input.type, button.textContent]).toEqual(["text", "Hide"]);
});

it("groups digits where nobody types them, and answers without groups", () => {
  const { input, type, answers } = tried("decimal", "thousands-sep", "1234567.50", { language: "nb" });
  expect(input.value.replace(/\s/g, " ")).toBe("1 234 567,50");
  input.focus();
  expect(input.value).toBe("1234567,50");
  type("input", "12 345,5");
  expect(answers).toEqual(["12345.5"]);
  // What is typed stays as it is typed.
  expect(input.value).toBe("12 345,5");
  input.blur();
  expect(input.value.replace(/\s/g, " ")).toBe("12 345,5");
});

it("keeps every digit, and takes no fraction for a group", () => {
  expect(grouped("900719925474099312345.10", "en")).toBe("900,719,925,474,099,312,345.10");
  expect(grouped("-1234", "en")).toBe("-1,234");
  expect(grouped("0012", "en")).toBe("0012");
  expect(grouped("12e5", "en")).toBe("12e5");
  expect(numberOf("1,234,567.5", "en")).toBe("1234567.5");
  expect(numberOf("1.5", "de")).toBe("1.5");
  expect(numberOf("1.234", "de")).toBe("1234");
  expect(numberOf("1 234,5", "nb")).toBe("1234.5");
});

it("takes a year or a month, and answers with its first day", () => {
  const year = tried("date", "year", "1987-01-01");
  expect(year.input.value).toBe("1987");
  year.type("input", "20");
  year.type("input", "2026");
  year.type("input", "");
  expect(year.answers).toEqual(["20-01-01?", "2026-01-01", null]);

  const month = tried("date", "month-year");
  month.type("select", "03");
  expect(month.answers.at(-1)).toBe("-03-01?");
  month.type("#q1-year", "2026");
  expect(month.answers.at(-1)).toBe("2026-03-01");
  expect(month.at("label").textContent).toBe("Month");
  expect(month.at<HTMLSelectElement>("select").selectedOptions[0]?.textContent).toBe("March");
});

it("takes a day without a calendar, in the order of the language", () => {
  const { type, answers, host, at } = tried("date", "no-calendar", "2026-03-04", { language: "nb" });
  expect([...host.querySelectorAll("label")].map((label) => label.textContent)).toEqual(["Dag", "Måned", "År"]);
  expect(at<HTMLInputElement>("#q1-day").value).toBe("4");
  type("#q1-day", "");
  expect(answers.at(-1)).toBe("2026-03-?");
  type("#q1-day", "9");
  expect(answers.at(-1)).toBe("2026-03-09");
  expect(at<HTMLInputElement>("#q1-day").value).toBe("9");
});
