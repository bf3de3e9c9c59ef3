/** Pictures, sounds and films of a form: files beside the questionnaire. */

import type { MediumView } from "../protocol.js";
import { fill, type Mount, make, type ViewOf, wordsOf } from "./toolkit.js";

/** What is quoted of a name that may hold a whole picture, in characters. */
const QUOTED = 60;

/**
 * Files lie beside the questionnaire, or what was built of it, in its folder or below; a questionnaire that was handed over as
 * a document has them beside the page. Whatever else a form names is not fetched (`null`): it could tell a stranger's server who
 * fills the form, and when.
 */
function addressOf(host: HTMLElement, file: string): string | null {
  const name = file.replace(/^jr:\/\/(images|audio|video|file|file-csv)\//, "");
  const tree = host.getRootNode();
  const source =
    tree instanceof ShadowRoot ? (tree.host.getAttribute("src") ?? tree.host.getAttribute("program")) : null;
  try {
    const folder = new URL(".", new URL(source ?? "", document.baseURI));
    const address = new URL(name, folder);
    const isBeside =
      ["http:", "https:"].includes(address.protocol) &&
      address.origin === folder.origin &&
      address.pathname.startsWith(folder.pathname) &&
      // Servers may read an escaped separator as a separator.
      !/%2f|%5c/i.test(address.pathname.slice(folder.pathname.length));
    return isBeside ? address.href : null;
  } catch {
    return null;
  }
}

export const mount: Mount<"media"> = (host, first) => {
  const notice = (sentence: string, file: string): HTMLElement =>
    make("p", { className: "hint" }, fill(sentence, file.length > QUOTED ? `${file.slice(0, QUOTED)}…` : file));
  const one = (view: ViewOf<"media">, kind: string, file: string, large: string | undefined): HTMLElement => {
    const src = addressOf(host, file);
    if (src === null) {
      return notice(wordsOf(view).mediumElsewhere, file);
    }
    const medium =
      kind === "audio" || kind === "video"
        ? make(kind, {
            src,
            controls: true,
            preload: "metadata",
            className: "medium",
            part: "medium",
            "aria-label": view.label,
          })
        : make("img", {
            src,
            alt: view.label && fill(wordsOf(view).pictureOf, view.label),
            className: "medium",
            part: "medium",
          });
    medium.addEventListener("error", () => shown.replaceWith(notice(wordsOf(view).mediumMissing, file)));
    const bigger = large === undefined ? null : addressOf(host, large);
    const shown =
      bigger === null
        ? medium
        : make(
            "a",
            {
              href: bigger,
              target: "_blank",
              rel: "noopener",
              "aria-label": fill(wordsOf(view).larger, view.label || file),
            },
            medium,
          );
    return shown;
  };
  let drawn = "";
  const update = (view: ViewOf<"media">): void => {
    const state = JSON.stringify(view);
    if (state === drawn) {
      return;
    }
    drawn = state;
    const all = view.media;
    const large = all.find((medium) => medium.kind === "big-image")?.file;
    const isShown = ({ kind }: MediumView): boolean =>
      kind !== "big-image" || !all.some((other) => other.kind === "image");
    host.replaceChildren(
      ...all.filter(isShown).map(({ kind, file }) => one(view, kind, file, kind === "image" ? large : undefined)),
    );
  };
  update(first);
  return { update };
};
