/** What is read before the contact is shown: its bytes are compared with those that the agency signed. */

import { sha256Hex } from "../device/digest.js";
import { fetchBytes } from "../fetch-document.js";
import { element } from "../notice.js";
import { openElsewhere } from "./contact.js";
import { fill, type Words } from "./words.js";

export interface BriefingBox {
  /** Where it is; `null` where its address cannot be used. */
  readonly url: string | null;
  readonly sha256: string | null;
  /** When it was acknowledged, as it is written; `null` where it was not. */
  readonly acknowledged: string | null;
  readonly signal: AbortSignal;
  /** The person has read it. */
  confirm(): void;
}

/** What became of the comparison. */
type Comparison = "same" | "changed" | "unreachable" | "unusable";

export function briefingBox(box: BriefingBox, words: Words): HTMLElement {
  const said = words.said.briefing;
  const made = element("div", "briefing");
  made.setAttribute("part", "assignment-briefing");
  if (box.url !== null) {
    const link = element("a", "button", said.open);
    link.setAttribute("part", "button");
    link.href = inLanguage(box.url, words.tag);
    openElsewhere(link);
    made.append(link);
  }
  if (box.acknowledged !== null) {
    made.append(element("p", "hint", fill(said.confirmed, box.acknowledged)));
    return made;
  }
  const state = element("p", "hint", box.url === null ? said.unusable : said.checking);
  state.setAttribute("role", "status");
  const confirm = element("button", "button primary", said.confirm);
  confirm.type = "button";
  confirm.setAttribute("part", "button primary");
  confirm.addEventListener("click", () => box.confirm());
  made.append(element("p", "", said.first), state, confirm);
  void compare(box).then((comparison) => {
    state.textContent = said[comparison];
    state.classList.toggle("warning", comparison !== "same");
  });
  return made;
}

/** The address of the part of a page in a language, where it has one that is called so; an address with a part of its own keeps it. */
export function inLanguage(address: string, tag: string): string {
  const url = new URL(address);
  if (url.hash === "") {
    url.hash = tag;
  }
  return url.href;
}

/** Whether the bytes at the address are those that were signed. Never throws: the person goes on, and knows. */
export async function compare({
  url,
  sha256,
  signal,
}: Pick<BriefingBox, "url" | "sha256" | "signal">): Promise<Comparison> {
  if (url === null || sha256 === null) {
    return "unusable";
  }
  try {
    const bytes = await fetchBytes(url, signal);
    return (await sha256Hex(new Uint8Array(bytes))) === sha256 ? "same" : "changed";
  } catch {
    return "unreachable";
  }
}
