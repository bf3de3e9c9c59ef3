/** Attachments of a form that is done: how large each is, and a way to save it. */

import { find, shortName } from "./blobs.js";
import { fill, type Mount, make, sizeText, type ViewOf, wordsOf } from "./toolkit.js";

export const mount: Mount<"attached"> = (host, first) => {
  const list = make("ul", { className: "files", part: "files" });
  const urls: string[] = [];
  /** Which list is drawn: what was looked up for an earlier one is not shown, and makes no address that nobody releases. */
  let drawing = 0;
  host.append(list);
  const release = (): void => {
    drawing += 1;
    for (const url of urls.splice(0)) {
      URL.revokeObjectURL(url);
    }
  };
  let drawn = "";
  const update = (view: ViewOf<"attached">): void => {
    const state = JSON.stringify(view);
    if (state === drawn) {
      return;
    }
    drawn = state;
    release();
    const current = drawing;
    const row = (name: string): HTMLLIElement => {
      const words = wordsOf(view);
      const facts = make("span", { className: "size" });
      const item = make("li", {}, make("span", { className: "name" }, shortName(name)), facts);
      const found = find(name).then((kept) => {
        if (current !== drawing) {
          return;
        }
        facts.textContent = kept === null ? words.fileElsewhere : sizeText(kept.size, view.language);
        if (kept !== null) {
          const href = URL.createObjectURL(new Blob([kept.bytes], { type: "application/octet-stream" }));
          urls.push(href);
          const named = fill(words.saveFile, shortName(name));
          item.append(make("a", { href, download: name, className: "save", "aria-label": named }, words.save));
        }
      });
      found.catch(() => {
        facts.textContent = words.fileUnreadable;
      });
      return item;
    };
    list.replaceChildren(...view.names.map(row));
  };
  update(first);
  return { update, end: release };
};
