/** Attachments of a form that is done: how large each is, and a way to save it. */

import { find, shortName } from "./blobs.js";
import { fill, make, type Mount, sizeText, type View, wordsOf } from "./widget.js";

export const mount: Mount = (host, first) => {
  const list = make("ul", { className: "files", part: "files" });
  const urls: string[] = [];
  host.append(list);
  const release = (): void => {
    for (const url of urls.splice(0)) {
      URL.revokeObjectURL(url);
    }
  };
  let drawn = "";
  const update = (view: View): void => {
    const state = JSON.stringify(view);
    if (state === drawn) {
      return;
    }
    drawn = state;
    release();
    const names = Array.isArray(view.value) ? view.value.map(String) : [];
    const row = (name: string): HTMLLIElement => {
      const words = wordsOf(view);
      const facts = make("span", { className: "size" });
      const item = make("li", {}, make("span", { className: "name" }, shortName(name)), facts);
      void find(name).then((kept) => {
        facts.textContent = kept === null ? words.fileElsewhere : sizeText(kept.size, view.words);
        if (kept !== null) {
          const href = URL.createObjectURL(new Blob([kept.bytes], { type: "application/octet-stream" }));
          urls.push(href);
          const named = fill(words.saveFile, shortName(name));
          item.append(make("a", { href, download: name, className: "save", "aria-label": named }, words.save));
        }
      });
      return item;
    };
    list.replaceChildren(...names.map(row));
  };
  update(first);
  return { update, end: release };
};
