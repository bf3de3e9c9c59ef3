/** A year, a month of a year, or a day without a calendar: fields in the order in which the language writes them. */

import { localeOf } from "../messages.js";
import { type Mount, make, owed, type ViewOf, wordsOf } from "./toolkit.js";

type Part = "day" | "month" | "year";
type View = ViewOf<"input">;

/** What the form asks for. What is not asked is the first: answers are whole days, as XLSForm stores them. */
function partsOf({ field }: View): readonly Part[] {
  const words = field.appearance.split(" ");
  return words.includes("year")
    ? ["year"]
    : words.includes("month-year")
      ? ["month", "year"]
      : ["day", "month", "year"];
}

/** The parts in the order of a language. */
function inOrder(parts: readonly Part[], language: string): Part[] {
  const order = new Intl.DateTimeFormat(language, { day: "numeric", month: "numeric", year: "numeric" })
    .formatToParts(0)
    .map(({ type }) => type as Part);
  return [...parts].sort((one, other) => order.indexOf(one) - order.indexOf(other));
}

/** The names of the months, which stand alone. */
function monthsOf(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => format.format(new Date(Date.UTC(2001, month, 15))));
}

const two = (digits: string): string => digits.padStart(2, "0");

export const mountDate: Mount<"input"> = (host, first, emit) => {
  let view = first;
  const parts = partsOf(first);
  const { id } = first.field;
  const number = (part: Part, length: number): HTMLInputElement =>
    make("input", {
      id: parts.length === 1 ? id : `${id}-${part}`,
      type: "text",
      inputMode: "numeric",
      autocomplete: "off",
      maxLength: length,
      className: "input",
      part: "input",
    });
  const month = make("select", { id: `${id}-month`, className: "input", part: "input" });
  const fields = { day: number("day", 2), month, year: number("year", 4) };
  const labels = { day: make("label"), month: make("label"), year: make("label") };
  const box = make("div", { className: "date-parts" });
  host.append(box);

  const read = (): void => {
    const given = (part: Part): string => fields[part].value.trim();
    if (parts.every((part) => given(part) === "")) {
      emit(null);
      return;
    }
    const isWhole = /^\d{4}$/.test(given("year")) && parts.every((part) => given(part) !== "");
    const of = (part: Part): string => (parts.includes(part) ? given(part) : "01");
    // What is not whole is kept as it is: it says by itself that it is no day.
    const day = [of("year"), isWhole ? two(of("month")) : of("month"), isWhole ? two(of("day")) : of("day")];
    emit(isWhole ? day.join("-") : `${day.join("-")}?`);
  };
  for (const field of Object.values(fields)) {
    field.addEventListener(field === month ? "change" : "input", read);
  }

  let language = "";
  const speak = (): void => {
    language = view.field.language;
    const words = wordsOf(view.field);
    month.replaceChildren(
      make("option", { value: "" }, "–"),
      ...monthsOf(language).map((name, index) => make("option", { value: two(String(index + 1)) }, name)),
    );
    const order = inOrder(parts, localeOf(language));
    if (order.length === 1) {
      box.replaceChildren(fields.year);
      return;
    }
    box.replaceChildren(
      ...order.map((part) => {
        labels[part].htmlFor = fields[part].id;
        labels[part].textContent = words[part];
        return make("div", { className: `field ${part}` }, labels[part], fields[part]);
      }),
    );
  };
  const update = (next: View): void => {
    view = next;
    if (language !== view.field.language) {
      speak();
    }
    const text = typeof view.value === "string" ? view.value : "";
    const [year = "", ofYear = "", day = ""] = text.replace("?", "").split("T")[0]?.split("-") ?? [];
    const values = { day: text.endsWith("?") ? day : day.replace(/^0(?=\d)/, ""), month: ofYear && two(ofYear), year };
    for (const part of parts) {
      const field = fields[part];
      const isSame = part === "day" && Number(field.value) === Number(values.day) && field.value !== "";
      if (field.value !== values[part] && !(isSame && field.matches(":focus"))) {
        field.value = values[part];
      }
      if (field === month) {
        field.disabled = view.field.readonly;
      } else {
        (field as HTMLInputElement).readOnly = view.field.readonly;
      }
      owed(field, view.field);
    }
  };
  update(first);
  return { update };
};
