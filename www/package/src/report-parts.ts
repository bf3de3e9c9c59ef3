/** What stands above and below the answers of a report: its seal, its score, its fingerprint. */

import { element } from "./notice.js";
import type { Report, ReportCode, ReportScore, ReportScorePart, Score } from "./protocol.js";
import { parted } from "./report-answers.js";
import { fill, momentText, numberText, type ReportWords } from "./report-words.js";

const SVG = "http://www.w3.org/2000/svg";
/** The light margin that readers of codes need, in modules. */
const MARGIN = 4;

/** The state of the seal, then the title and what is known of the whole. */
export function drawHead(report: Report, words: ReportWords, isRespondent: boolean): HTMLElement[] {
  const { said } = words;
  const { ok, trust, replay } = report.seal;
  const seal = parted("div", "seal");
  seal.classList.add(ok ? "good" : "bad");
  const sentence = ok ? (isRespondent && trust === "none" ? said.own : said.trust[trust]) : said.doubtful;
  seal.append(element("p", "state", sentence));
  if (report.has_form) {
    seal.append(element("p", "note", said.replay[replay]));
  }
  const head = parted("header", "head");
  const title = element("h1", "", report.title === "" ? report.form : report.title);
  title.dir = "auto";
  title.tabIndex = -1;
  const outcome = (said.outcomes as Readonly<Record<string, string>>)[report.outcome] ?? report.outcome;
  const facts: [string, string][] = [
    [said.form, `${report.form}, ${fill(said.version, report.version)}`],
    [said.outcome, report.outcome_text === "" ? outcome : `${outcome}: ${report.outcome_text}`],
    [said.begun, `${momentText(words, report.begun, "with zone")} (${said.device_clock})`],
    [said.sealed, `${momentText(words, report.sealed, "with zone")} (${said.device_clock})`],
  ];
  head.append(title, list(facts));
  return [seal, head];
}

export function drawScore(score: ReportScore, words: ReportWords): HTMLElement {
  const { said } = words;
  const made = parted("section", "score");
  made.append(element("h2", "heading", said.score), element("p", "note", said.score_states[score.state]));
  const parts = [...score.sections, { ...score.total, label: said.total }];
  const has = (of: "computed" | "claimed"): boolean => parts.some((part) => part[of] !== null);
  const columns = (["computed", "claimed"] as const).filter(has);
  const table = element("table", "");
  const row = (cells: readonly HTMLElement[]): HTMLElement => {
    const line = element("tr", "");
    line.append(...cells);
    return line;
  };
  const head = element("thead", "");
  head.append(row([said.section, ...columns.map((name) => said[name])].map((text) => scoped("col", text))));
  const body = element("tbody", "");
  const cell = (part: ReportScorePart, name: "computed" | "claimed"): HTMLElement =>
    element("td", "", part[name] === null ? "\u2013" : sums(part[name], words));
  for (const part of parts) {
    body.append(row([scoped("row", part.label), ...columns.map((name) => cell(part, name))]));
  }
  body.lastElementChild?.classList.add("total");
  table.append(head, body);
  made.append(table);
  const more = [score.band === "" ? "" : `${said.result}: ${score.band}`, score.knocked_out];
  made.append(...more.filter((text) => text !== "").map((text) => element("p", "note", text)));
  return made;
}

function scoped(scope: "col" | "row", text: string): HTMLElement {
  const made = element("th", "", text);
  made.scope = scope;
  made.dir = "auto";
  return made;
}

function sums({ earned, possible, percent }: Score, words: ReportWords): string {
  const points = fill(words.said.points, numberText(words, earned), numberText(words, possible));
  return percent === null
    ? `${words.said.no_result} (${points})`
    : `${numberText(words, percent)}\u00a0${words.percent.trim()} (${points})`;
}

/** The fingerprint, to be compared by eye or by phone. */
export function drawSeal({ seal, jti }: Report, words: ReportWords): HTMLElement {
  const { said } = words;
  const made = parted("section", "fingerprint");
  made.append(element("h2", "heading", said.fingerprint));
  const box = element("div", "beside");
  box.append(drawCode(seal.code, said.fingerprint), described(seal.sha256, said.fingerprint_hint));
  made.append(
    box,
    list([
      [said.signer, seal.signer],
      [said.submission, jti],
    ]),
  );
  return made;
}

function described(sha256: string, hint: string): HTMLElement {
  const made = element("div", "");
  made.append(element("code", "", sha256.replace(/(.{8})(?=.)/g, "$1 ")), element("p", "note", hint));
  return made;
}

function drawCode({ size, path }: ReportCode, label: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const whole = size + 2 * MARGIN;
  svg.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${whole} ${whole}`);
  svg.setAttribute("class", "code");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("shape-rendering", "crispEdges");
  const light = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: -MARGIN, y: -MARGIN, width: whole, height: whole, fill: "#fff" })) {
    light.setAttribute(name, String(value));
  }
  const dark = document.createElementNS(SVG, "path");
  dark.setAttribute("d", path);
  dark.setAttribute("fill", "#000");
  svg.append(light, dark);
  return svg;
}

function list(facts: readonly (readonly [string, string])[]): HTMLElement {
  const made = element("dl", "facts");
  for (const [term, text] of facts) {
    const detail = element("dd", "", text);
    detail.dir = "auto";
    made.append(element("dt", "", term), detail);
  }
  return made;
}
