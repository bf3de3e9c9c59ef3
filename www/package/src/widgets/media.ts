/** Pictures, sounds and films of a form: files beside the questionnaire. */

import type { MediumView } from "../protocol.js";
import { addressOf } from "./address.js";
import { fill, type Mount, make, type ViewOf, wordsOf } from "./toolkit.js";

/** What is quoted of a name that may hold a whole picture, in characters. */
const QUOTED = 60;

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
