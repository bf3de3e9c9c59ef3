/** Style sheets, constructed by the script: no request, no bundler and no policy for styles comes between. */

import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";

const constructed = new WeakMap<Document, Map<string, CSSStyleSheet>>();

/** Has a style sheet in a tree, once. */
export function addStyles(tree: Document | ShadowRoot, css: string): void {
  const page = tree.ownerDocument ?? (tree as Document);
  if (!("adoptedStyleSheets" in tree) || page.defaultView === null) {
    // No browser that runs forms; simulated ones come here.
    return;
  }
  const sheets = constructed.get(page) ?? new Map<string, CSSStyleSheet>();
  constructed.set(page, sheets);
  let sheet = sheets.get(css);
  if (sheet === undefined) {
    sheet = new page.defaultView.CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  if (!tree.adoptedStyleSheets.includes(sheet)) {
    tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
  }
}

/** Has the styles of appearances in a tree. */
export async function addLooks(tree: ShadowRoot): Promise<void> {
  addStyles(tree, (await part(LOADING_MS, () => import("../pkg/styles/looks.js"))).default);
}

/** Has the styles of forms in a tree. One that came with the first page of its form links to them, or holds them, already. */
export async function addFormStyles(tree: ShadowRoot): Promise<void> {
  if (tree.querySelector("link[rel=stylesheet],style") === null) {
    addStyles(tree, (await part(LOADING_MS, () => import("../pkg/styles/sealform.js"))).default);
  }
}
