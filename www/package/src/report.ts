/**
 * `<sealform-report>`: a sealed file as people read it, on a page and on paper. Everything that a file says is drawn as text,
 * node by node: no markup is ever parsed.
 */

import css from "../pkg/styles/report.js";
import { wrongType } from "./arguments.js";
import { element } from "./notice.js";
import { define, ElementBase } from "./platform.js";
import type { Report, ReportFile } from "./protocol.js";
import { drawAnswer, type Pictures } from "./report-answers.js";
import { drawHead, drawScore, drawSeal } from "./report-parts.js";
import { languageName, type ReportWords, reportWords, SPOKEN } from "./report-words.js";
import { addStyles } from "./styles.js";

export type {
  Remark,
  Report,
  ReportAnswer,
  ReportAttempt,
  ReportCode,
  ReportFile,
  ReportRow,
  ReportScore,
  ReportScorePart,
  ReportSeal,
  ReportValue,
} from "./protocol.js";

/** What a report is drawn from. */
export interface ReportOptions {
  /** Gives the report with its texts in a language: {@link Engine.report} of `@sealform/form/engine`. */
  readonly report: (language: string) => Report | Promise<Report>;
  /** The language it begins with; else the first of the reader's that the report speaks. */
  readonly language?: string | undefined;
  /** The bytes of an attached file, where they are at hand; `null` where they are not. Pictures are shown. */
  readonly attachment?: ((file: ReportFile) => Promise<Blob | null>) | undefined;
  /** The zone of the site by its IANA name: moments are written by its clock; without one, by that of the device that sealed. */
  readonly zone?: string | undefined;
  /** Whether the reader is whoever filled the form: the key is then the device's own, and nobody else has to be trusted. */
  readonly isRespondent?: boolean | undefined;
}

/** What a page hides from paper, so that a report alone is printed. */
const PAPER = `
@page { margin: 16mm; }
@media print {
  body:has(sealform-report[drawn]) :not(:has(sealform-report), sealform-report) { display: none !important; }
  body:has(sealform-report[drawn]) :has(sealform-report) { background: none; border: 0; block-size: auto; box-shadow: none; display: block; inline-size: auto; inset: auto; margin: 0; max-block-size: none; max-inline-size: none; overflow: visible; padding: 0; position: static; }
}
dialog:has(> sealform-report) { border: 0; block-size: 100dvb; inline-size: 100%; margin: 0; max-block-size: none; max-inline-size: none; padding: 0; }
`;

/**
 * Shows a report. What stands in it with `slot="close"` is drawn beside the button that prints. Its parts are `report`, `bar`, `head`, `seal`, `heading`, `answer`, `question`, `value`, `comment`, `picture`,
 * `score` and `fingerprint`; colours and font are the custom properties of forms.
 *
 * ```js
 * const report = document.querySelector("sealform-report");
 * await report.show({ report: (language) => Engine.report(file, { questionnaire, language }) });
 * ```
 */
export class SealformReport extends ElementBase {
  #drawing = 0;
  /** Addresses of pictures, which live as long as they are shown. */
  #addresses: string[] = [];

  /** Draws a report; a later call takes the place of one that is not done. */
  async show(options: ReportOptions): Promise<void> {
    if (typeof options?.report !== "function") {
      throw wrongType("show", "an object with the function `report`", options);
    }
    const first = await options.report(options.language ?? "");
    const spoken = spokenIn(first);
    const wanted = options.language === undefined ? navigator.languages : [options.language, ...navigator.languages];
    await this.#draw(options, spoken, preferred(wanted, spoken) ?? first.language);
  }

  /** Takes the report away. */
  clear(): void {
    this.#drawing += 1;
    this.removeAttribute("drawn");
    this.shadowRoot?.replaceChildren();
    for (const address of this.#addresses.splice(0)) {
      URL.revokeObjectURL(address);
    }
  }

  disconnectedCallback(): void {
    this.clear();
  }

  async #draw(options: ReportOptions, spoken: readonly string[], language: string): Promise<void> {
    this.#drawing += 1;
    const drawing = this.#drawing;
    const [report, words] = await Promise.all([options.report(language), reportWords(language, options.zone)]);
    if (drawing !== this.#drawing) {
      return;
    }
    this.clear();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    addStyles(root, css);
    addStyles(this.ownerDocument, PAPER);
    const again = (other: string): void => void this.#draw(options, spoken, other);
    root.append(
      drawReport(report, words, options, this.#pictures(options), bar(words, report, spoken, language, again)),
    );
    this.setAttribute("drawn", "");
  }

  #pictures({ attachment }: ReportOptions): Pictures {
    return async (file) => {
      const blob = (await attachment?.(file)) ?? null;
      if (blob === null) {
        return null;
      }
      const address = URL.createObjectURL(blob);
      this.#addresses.push(address);
      return address;
    };
  }
}

define("sealform-report", SealformReport);

function drawReport(
  report: Report,
  words: ReportWords,
  { isRespondent = false }: ReportOptions,
  pictures: Pictures,
  bar: HTMLElement,
): HTMLElement {
  const all = element("article", "report");
  all.setAttribute("part", "report");
  all.lang = words.tag;
  all.dir = directionOf(words.tag);
  all.append(bar, ...drawHead(report, words, isRespondent));
  if (!report.has_form) {
    all.append(element("p", "note", words.said.no_form));
  }
  const answers = element("div", "answers");
  answers.lang = report.language;
  answers.dir = directionOf(report.language);
  for (const row of report.rows) {
    answers.append(row.is === "heading" ? heading(row) : drawAnswer(row, words, pictures));
  }
  all.append(answers);
  if (report.others.length > 0) {
    const title = report.has_form ? [element("h2", "heading", words.said.others)] : [];
    all.append(...title, ...report.others.map((answer) => drawAnswer(answer, words, pictures)));
  }
  if (report.remarks.length > 0) {
    all.append(element("h2", "heading", words.said.remarks), drawRemarks(report));
  }
  if (report.score !== null) {
    all.append(drawScore(report.score, words));
  }
  all.append(drawSeal(report, words));
  return all;
}

/** What stands out in the answers, in the words for receivers; each with its question as it was asked. */
function drawRemarks({ remarks, rows, others, language }: Report): HTMLElement {
  const answers = [...rows.filter((row) => row.is === "answer"), ...others];
  const list = element("ul", "found");
  list.lang = "en";
  list.dir = "ltr";
  for (const { path, code, message } of remarks) {
    const item = element("li", "");
    const asked = answers.find((answer) => answer.path === path);
    if (asked !== undefined) {
      const question = element("p", "question", asked.question);
      question.lang = language;
      question.dir = "auto";
      item.append(question);
    }
    item.append(element("code", "", code), `: ${message}`);
    list.append(item);
  }
  return list;
}

/** The direction in which a language is written. */
function directionOf(tag: string): "rtl" | "ltr" {
  return ["ar", "fa", "he", "ur"].includes(tag.split("-")[0] ?? "") ? "rtl" : "ltr";
}

function heading({ level, text, number }: { level: number; text: string; number: number | null }): HTMLElement {
  const name = (["h2", "h3", "h4"] as const)[Math.min(level, 2)] ?? "h4";
  const made = element(name, "heading", number === null ? text : `${text} ${number}`.trim());
  made.setAttribute("part", "heading");
  return made;
}

/** The reader's choice of language, and the way to paper. */
function bar(
  words: ReportWords,
  report: Report,
  spoken: readonly string[],
  language: string,
  again: (language: string) => void,
): HTMLElement {
  const made = element("div", "bar");
  made.setAttribute("part", "bar");
  const label = element("label", "", `${words.said.language} `);
  const select = element("select", "");
  for (const tag of spoken) {
    const option = element("option", "", languageName(tag));
    option.value = tag;
    option.lang = tag;
    select.append(option);
  }
  select.value = spoken.find((tag) => tag === language) ?? "";
  select.addEventListener("change", () => again(select.value));
  label.append(select);
  const print = element("button", "", words.said.print);
  print.type = "button";
  print.addEventListener("click", () => printAs(paperName(report)));
  const way = element("span", "");
  const slot = element("slot", "");
  slot.name = "close";
  way.append(print, " ", slot);
  made.append(label, way);
  return made;
}

/** Prints; browsers name the file after the title of the page. */
function printAs(name: string): void {
  const before = document.title;
  document.title = name;
  addEventListener("afterprint", () => (document.title = before), { once: true });
  print();
}

/** A name that sorts by time. */
function paperName({ form, sealed }: Report): string {
  const date = new Date(sealed);
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return Number.isNaN(date.getTime()) ? form : `${form} ${day} ${two(date.getHours())}${two(date.getMinutes())}`;
}

/** The languages of the form first; then those that the report itself speaks. */
function spokenIn({ languages }: Report): readonly string[] {
  const primary = (tag: string): string | undefined => tag.split("-")[0];
  return [...languages, ...SPOKEN.filter((tag) => !languages.some((own) => primary(own) === tag))];
}

function preferred(wanted: readonly string[], spoken: readonly string[]): string | undefined {
  const primary = (tag: string): string | undefined => tag.toLowerCase().split("-")[0];
  for (const tag of wanted) {
    const found = spoken.find((own) => own === tag) ?? spoken.find((own) => primary(own) === primary(tag));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "sealform-report": SealformReport;
  }
}
