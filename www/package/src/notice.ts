/** What stands in the shadow root while there is no form. Built node by node: no markup is ever parsed. */

import { placeText } from "./finding-text.js";
import type { Finding } from "./protocol.js";

/** Something that the person can do about it. */
export interface Offer {
  readonly label: string;
  readonly action: () => void;
}

/** Shows that something is on its way. */
export function showLoading(into: HTMLElement, text: string): void {
  const line = element("p", "none", text);
  line.setAttribute("role", "status");
  show(into, line);
}

/** Shows what went wrong, and what can be done. */
export function showNotice(into: HTMLElement, text: string, more: string | null, offer: Offer | null): void {
  const box = alertBox(text);
  if (more !== null) {
    box.append(element("p", "why", more));
  }
  if (offer !== null) {
    const button = element("button", "button primary", offer.label);
    button.type = "button";
    button.setAttribute("part", "button primary");
    button.addEventListener("click", offer.action);
    box.append(button);
  }
  show(into, box);
}

/** Lists what an author must mend. */
export function showFindings(into: HTMLElement, text: string, findings: readonly Finding[]): void {
  const box = alertBox(text);
  box.append(...findings.map(findingBox));
  show(into, box);
}

/** In the same frame as a form, so that it has its colours and its room. */
function show(into: HTMLElement, content: HTMLElement): void {
  const frame = element("div", "sealform");
  frame.setAttribute("part", "form");
  const page = element("div", "middle page");
  page.append(content);
  frame.append(page);
  into.replaceChildren(frame);
}

function alertBox(text: string): HTMLElement {
  const box = element("div", "fault");
  box.setAttribute("part", "notice");
  box.setAttribute("role", "alert");
  const line = element("p", "");
  line.append(element("strong", "", text));
  box.append(line);
  return box;
}

function findingBox(finding: Finding): HTMLElement {
  const item = element("div", "finding");
  item.lang = "en";
  const said = element("p", "");
  said.append(element("code", "", `${finding.severity}[${finding.code}]`), ` ${finding.message}`);
  const where = element("p", "why");
  where.append(element("code", "", placeText(finding)));
  if (finding.place.source !== undefined) {
    where.append(" · ", element("code", "", finding.place.source));
  }
  item.append(said, where);
  if (finding.hint !== undefined) {
    item.append(element("p", "why", `hint: ${finding.hint}`));
  }
  return item;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  classes: string,
  text?: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (classes !== "") {
    made.className = classes;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}
