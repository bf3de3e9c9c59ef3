/** The keys that do something in a form, in a dialog. What they do is in `crates/ui/src/keys.rs`, and in browsers. */

import css from "../pkg/styles/widgets.js";
import type { DeviceMessages } from "./messages.js";
import { element } from "./notice.js";
import { addStyles } from "./styles.js";

type Words = DeviceMessages["keys"];

/** Shows the dialog; what had the focus has it again afterwards. */
export function showKeys(root: HTMLElement, { keys: words, list }: DeviceMessages): void {
  const tree = root.getRootNode() as ShadowRoot;
  if (tree.querySelector("dialog[part=keys]") !== null) {
    return;
  }
  const focused = tree.activeElement;
  const dialog = element("dialog", "sealform device");
  dialog.setAttribute("part", "keys");
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = element("h2", "", words.title);
  title.id = "keys-title";
  title.tabIndex = -1;
  const close = element("button", "button", list.close);
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  const buttons = element("p", "buttons");
  buttons.append(close);
  dialog.append(title, table(words), element("p", "hint", words.where), buttons);
  dialog.addEventListener("close", () => {
    dialog.remove();
    // Not every browser finds it in a shadow root.
    (focused as HTMLElement | null)?.focus({ preventScroll: true });
  });
  addStyles(tree, css);
  root.append(dialog);
  dialog.showModal();
  title.focus();
}

function table(words: Words): HTMLElement {
  const command = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : words.ctrl;
  const rows: readonly (readonly [keys: readonly string[], does: string])[] = [
    [["1", "…", "9"], words.number],
    [[words.letter], words.begins],
    [["↑", "↓"], words.move],
    [[words.space], words.tick],
    [[words.enter], words.field],
    [[command, words.enter], words.page],
    [[command, "Z"], words.undo],
    [["?"], words.help],
  ];
  const made = element("table", "keys");
  for (const [keys, does] of rows) {
    const row = made.insertRow();
    const head = element("th", "");
    head.scope = "row";
    head.append(...keys.flatMap((key) => [" ", key === "…" ? key : element("kbd", "", key)]));
    row.append(head);
    row.insertCell().textContent = does;
  }
  return made;
}
