/** Pictures, sounds and films of a form: files beside the questionnaire. */

import type { MediumView } from "../protocol.js";
import { fill, type Mount, make, type ViewOf, wordsOf } from "./toolkit.js";

/** Files lie beside the questionnaire, or what was built of it; a questionnaire that was handed over as a document has them beside the page. */
function addressOf(host: HTMLElement, file: string): string | null {
  const name = file.replace(/^jr:\/\/(images|audio|video|file|file-csv)\//, "");
  const tree = host.getRootNode();
  const source =
    tree instanceof ShadowRoot ? (tree.host.getAttribute("src") ?? tree.host.getAttribute("program")) : null;
  try {
    const base = new URL(source ?? "", document.baseURI);
    const address = new URL(name, base);
    return ["http:", "https:", "blob:", "data:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

export const mount: Mount<"media"> = (host, first) => {
  const missing = (view: ViewOf<"media">, file: string): HTMLElement =>
    make("p", { className: "hint" }, fill(wordsOf(view).mediumMissing, file));
  const one = (view: ViewOf<"media">, kind: string, file: string, large: string | undefined): HTMLElement => {
    const src = addressOf(host, file);
    if (src === null) {
      return missing(view, file);
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
    medium.addEventListener("error", () => shown.replaceWith(missing(view, file)));
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
