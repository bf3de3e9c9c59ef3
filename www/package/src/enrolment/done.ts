/** The enrolment in the person's hand: to be saved, shared or copied, and its fingerprint to be compared. */

import { offerText, sharesFiles } from "../files-to-save.js";
import { copyText, shareText, textField } from "../hand-over.js";
import { button, fill, liveLine, make } from "../widgets/toolkit.js";
import { frame } from "./frame.js";
import type { Enrolment } from "./make.js";
import type { EnrolmentWords } from "./words.js";

export interface Done {
  readonly iss: string;
  readonly observer: string;
  readonly enrolment: Enrolment;
  /** Goes on to the form. */
  go(): void;
}

/** Compact JWS (RFC 7515). */
const MEDIA_TYPE = "application/jose";
/** Letters that are read out in one breath. */
const BREATH = 4;

export function drawDone(host: HTMLElement, words: EnrolmentWords, done: Done): void {
  const { said } = words;
  const { token, thumbprint, isReplaced } = done.enrolment;
  const title = make("h1", { tabIndex: -1 }, said.done);
  frame(
    host,
    words,
    make(
      "div",
      { className: "enrolment" },
      title,
      make("p", {}, fill(said.send, done.iss)),
      ...(isReplaced ? [make("p", { className: "warning" }, said.new_key)] : []),
      ...ways(words, fileName(done.observer), token),
      make("h2", {}, said.fingerprint),
      fingerprint(thumbprint),
      make("p", { className: "hint" }, said.compare),
      make("p", { className: "hint" }, said.keep),
      make(
        "div",
        { className: "buttons" },
        button(said.form, () => done.go()),
      ),
    ),
  );
  title.focus();
}

/** The buttons, and what is said when one of them was pressed. */
function ways({ said }: EnrolmentWords, name: string, token: string): HTMLElement[] {
  const line = liveLine();
  const row = make("div", { className: "buttons" });
  let isOpen = false;
  const copy = async (): Promise<void> => {
    const isCopied = await copyText(token, row);
    line.textContent = isCopied ? said.copied : said.not_copied;
    if (!isCopied && !isOpen) {
      isOpen = true;
      const field = textField(token);
      field.setAttribute("aria-label", said.text);
      line.after(field);
      field.focus();
    }
  };
  const primary = { className: "button primary", part: "button primary" };
  row.append(
    button(said.save, () => offerText(name, MEDIA_TYPE, token), primary),
    ...(sharesFiles() ? [button(said.share, () => void shareText(name, token))] : []),
    button(said.copy, () => void copy()),
  );
  return [row, line];
}

/** In groups that can be read out; copied, it is one word, as the agency's programs print it. */
function fingerprint(thumbprint: string): HTMLElement {
  const groups = thumbprint.match(new RegExp(`.{1,${BREATH}}`, "g")) ?? [];
  return make("p", { className: "fingerprint", dir: "ltr" }, ...groups.map((group) => make("span", {}, group)));
}

/** Of a pseudonym what every system takes in the name of a file. */
export function fileName(observer: string): string {
  const plain = observer
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return plain === "" ? "enrolment.jws" : `enrolment-${plain.toLowerCase()}.jws`;
}
