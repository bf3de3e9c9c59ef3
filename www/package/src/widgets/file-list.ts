/** The attachments of a question, one line each: what each is, how large, to look at or listen to, and to take away. */

import type { Kept } from "../device/attachments.js";
import { noteSize } from "../evidence/limits.js";
import { find, shortName } from "./blobs.js";
import { button, make, sizeText, type ViewOf, wordsOf } from "./toolkit.js";

export class FileList {
  readonly element = make("ul", { className: "files", part: "files", hidden: true });
  readonly #view: () => ViewOf<"file">;
  /** Whether a picture stands elsewhere, and needs no small one here. */
  readonly #isBare: () => boolean;
  readonly #remove: (name: string) => void;
  readonly #urls: string[] = [];
  /** Which list is drawn: what was looked up for an earlier one is not shown, and makes no address that nobody releases. */
  #listing = 0;

  constructor(view: () => ViewOf<"file">, isBare: () => boolean, remove: (name: string) => void) {
    this.#view = view;
    this.#isBare = isBare;
    this.#remove = remove;
  }

  /** Which list is drawn now. */
  get listing(): number {
    return this.#listing;
  }

  show(names: readonly string[]): void {
    this.release();
    this.element.replaceChildren(...names.map((name) => this.#row(name)));
  }

  /** Lets go of the addresses of what was shown. */
  release(): void {
    this.#listing += 1;
    for (const url of this.#urls.splice(0)) {
      URL.revokeObjectURL(url);
    }
  }

  #row(name: string): HTMLLIElement {
    const { field } = this.#view();
    const words = wordsOf(field);
    const facts = make("span", { className: "size" });
    const item = make("li", {}, make("span", { className: "name" }, shortName(name)), facts);
    if (!field.readonly) {
      const label = `${words.remove} ${shortName(name)}`;
      item.append(button(words.remove, () => this.#remove(name), { className: "link", "aria-label": label }));
    }
    const current = this.#listing;
    const found = find(name).then((kept) => {
      if (kept !== null) {
        noteSize(name, kept.size);
      }
      if (current !== this.#listing) {
        return;
      }
      facts.textContent = kept === null ? words.fileElsewhere : sizeText(kept.size, field.language);
      const shown = kept === null || this.#isBare() ? null : this.#preview(kept);
      if (shown !== null) {
        item.prepend(shown);
      }
    });
    found.catch(() => {
      facts.textContent = words.fileUnreadable;
    });
    return item;
  }

  #preview(kept: Kept): HTMLElement | null {
    const tag = (["image", "audio", "video"] as const).find((media) => kept.type.startsWith(`${media}/`));
    if (tag === undefined) {
      return null;
    }
    const src = URL.createObjectURL(new Blob([kept.bytes], { type: kept.type }));
    this.#urls.push(src);
    if (tag === "image") {
      return make("img", { src, alt: "", className: "thumb" });
    }
    const player = make(tag, {
      src,
      controls: true,
      preload: "metadata",
      className: "thumb",
      "aria-label": shortName(kept.name),
    });
    player.addEventListener("loadedmetadata", () => findLength(player), { once: true });
    return player;
  }
}

/** What browsers record does not say how long it is: they find out by going to its end. */
function findLength(player: HTMLMediaElement): void {
  if (player.duration !== Number.POSITIVE_INFINITY) {
    return;
  }
  const back = (): void => {
    player.currentTime = 0;
  };
  player.addEventListener("timeupdate", back, { once: true });
  player.currentTime = Number.MAX_SAFE_INTEGER;
}
