/** A text that goes to another browser: as a file, by another program, by the clipboard, or by hand. */

import { offerText, sharesFiles } from "../files-to-save.js";
import { copyText, shareText, textField } from "../hand-over.js";
import { addWidgetStyles, button, liveLine, make } from "../widgets/toolkit.js";
import type { InAppWords } from "./words.js";

export interface Along {
  readonly title: string;
  /** What is to be done with it. */
  readonly how: string;
  readonly text: string;
  /** What its file is called; `null` for what is no file. */
  readonly file: string | null;
}

/** Shows the dialog. The text stands in it: even where nothing can be saved or copied, it can be selected. */
export function takeAlong(root: HTMLElement, { said, list }: InAppWords, { title, how, text, file }: Along): void {
  const heading = make("h2", { id: "take-along-title", tabIndex: -1 }, title);
  const line = liveLine();
  const field = textField(text);
  field.setAttribute("aria-label", file === null ? title : said.draft);
  const row = make("div", { className: "buttons" });
  const dialog = make(
    "dialog",
    { className: "sealform device", part: "device", "aria-labelledby": heading.id },
    heading,
    make("p", { className: "hint" }, how),
    field,
    line,
    row,
  );
  const copy = async (): Promise<void> => {
    const isCopied = await copyText(text, dialog);
    line.textContent = isCopied ? (file === null ? said.copied : said.draft_copied) : said.by_hand;
    if (!isCopied) {
      field.focus();
    }
  };
  const files =
    file === null
      ? []
      : [
          button(list.save, () => offerText(file, "application/json", text)),
          ...(sharesFiles() ? [button(said.share, () => void shareText(file, text))] : []),
        ];
  row.append(
    button(list.copyText, () => void copy(), { className: "button primary", part: "button primary" }),
    ...files,
    button(list.close, () => dialog.close()),
  );
  dialog.addEventListener("close", () => dialog.remove());
  addWidgetStyles(root);
  root.append(dialog);
  dialog.showModal();
  heading.focus();
}
