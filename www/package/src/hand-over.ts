/** A text that leaves the page by the clipboard or by another program, where files cannot be saved or are not wanted. */

import { within } from "./device/deadline.js";
import { textFile } from "./files-to-save.js";
import { element } from "./notice.js";

/** Some browsers ask the person first. */
const COPYING_MS = 30_000;

/**
 * Copies a text; says whether it was. `host` is where a field may stand for a moment: browsers inside of other apps know no
 * other way, and in a dialog nothing outside of it can be selected.
 */
export async function copyText(text: string, host: HTMLElement): Promise<boolean> {
  try {
    await within(COPYING_MS, navigator.clipboard.writeText(text));
    return true;
  } catch {
    return copySelected(text, host);
  }
}

function copySelected(text: string, host: HTMLElement): boolean {
  const tree = host.getRootNode() as Document | ShadowRoot;
  const focused = tree.activeElement as HTMLElement | null;
  const field = textField(text);
  host.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    focused?.focus({ preventScroll: true });
  }
}

/** A field with a text to be selected by hand, where nothing else copies it. */
export function textField(text: string): HTMLTextAreaElement {
  const field = element("textarea", "input");
  field.setAttribute("part", "input");
  field.readOnly = true;
  field.rows = 4;
  field.dir = "ltr";
  field.spellcheck = false;
  field.value = text;
  field.addEventListener("focus", () => field.select());
  return field;
}

/** Hands a text to another program as a file. Whoever shares with nobody after all can still save it. */
export async function shareText(name: string, text: string): Promise<void> {
  await navigator.share({ files: [textFile(name, text)] }).catch(() => undefined);
}
