/** What an author must mend, in the place of the form. Nobody else sees it, and nobody else loads it. */

import { placeText } from "./finding-text.js";
import { alertBox, element, show } from "./notice.js";
import type { Finding } from "./protocol.js";

/** Lists what an author must mend. */
export function showFindings(into: HTMLElement, text: string, findings: readonly Finding[]): void {
  const box = alertBox(text);
  box.append(...findings.map(findingBox));
  show(into, box);
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
