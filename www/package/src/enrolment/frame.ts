/** The frame around what is said of an enrolment: that of a form, in the direction of the language. */

import { show } from "../notice.js";
import type { EnrolmentWords } from "./words.js";

export function frame(host: HTMLElement, { tag }: EnrolmentWords, ...content: readonly HTMLElement[]): void {
  show(host, ...content);
  host.lang = tag;
  host.dir = tag === "ar" ? "rtl" : "ltr";
}
