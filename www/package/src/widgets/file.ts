/** Attachments: chosen, taken with the camera, or drawn. Their bytes stay on this device, their names are the answer. */

import { atWork } from "../late-answers.js";
import { find, type Kept, keep, shortName } from "./blobs.js";
import { pad } from "./pad.js";
import { isRedrawn, mayTell, redrawn } from "./picture.js";
import { button, fill, liveLine, type Mount, make, owed, sizeText, type ViewOf, wordsOf } from "./toolkit.js";

/** Larger files would fill a phone: photos are made smaller first. */
const MOST_BYTES = 100_000_000;

const ACCEPTED = { image: "image/*", audio: "audio/*", video: "video/*", any: "" } as const;
const ENDS: Readonly<Record<string, string>> = { "image/jpeg": ".jpg", "image/png": ".png" };

/** Cameras write the moment into the names of their files: what was taken is called by its kind. */
function plainName(given: string, type: string): string {
  const kind = /^(image|video|audio)\//.exec(type)?.[1];
  return kind === undefined ? given : kind + (/\.[^.]*$/.exec(given)?.[0] ?? "");
}

export const mount: Mount<"file"> = (host, first, emit) => {
  let view = first;
  const kind = first.files;
  const has = (word: string): boolean => view.field.appearance.split(" ").includes(word);
  const isDrawn = kind === "image" && ["signature", "draw"].some(has);
  const urls: string[] = [];
  /** Which list is drawn: what was looked up for an earlier one is not shown, and makes no address that nobody releases. */
  let drawing = 0;
  const release = (): void => {
    drawing += 1;
    for (const url of urls.splice(0)) {
      URL.revokeObjectURL(url);
    }
  };
  const list = make("ul", { className: "files", part: "files" });
  const input = make("input", { type: "file", id: first.field.id, accept: ACCEPTED[kind], className: "picked" });
  // A picture that must be new is taken at once; else the phone asks whether camera or album.
  if (has("new") || has("new-front")) {
    input.setAttribute("capture", has("new-front") ? "user" : "environment");
  }
  const words = (): ReturnType<typeof wordsOf> => wordsOf(view.field);
  const chooser = make("label", { className: "button choose", htmlFor: first.field.id });
  const status = liveLine();
  const sheet = isDrawn
    ? pad(
        () => view,
        (blob) => void work(words().drawing, blob),
      )
    : null;
  host.append(
    list,
    ...(sheet === null ? [] : [sheet.element]),
    make("div", { className: "chooser" }, input, chooser),
    status,
  );

  const names = (): string[] => (Array.isArray(view.value) ? view.value.map(String) : []);

  const take = async (given: string, blob: Blob): Promise<void> => {
    status.textContent = words().keeping;
    const isPicture = kind === "image";
    const picture = isPicture || isRedrawn(blob.type) ? await redrawn(blob, view.maxPixels) : null;
    if (isPicture && picture === null) {
      status.textContent = words().noPicture;
      return;
    }
    const taken = picture ?? blob;
    if (taken.size > MOST_BYTES) {
      status.textContent = fill(words().fileTooLarge, sizeText(MOST_BYTES, view.field.language));
      return;
    }
    const end = picture === null ? undefined : ENDS[picture.type];
    const named = has("keep-name") || isDrawn ? given : plainName(given, taken.type);
    const called = end === undefined ? named : named.replace(/\.[^.]*$/, "") + end;
    try {
      const { name, isKept } = await keep(called, taken);
      // One question takes one file; another one takes its place.
      emit([name]);
      const said = isKept ? fill(words().fileKept, shortName(name)) : words().fileNotKept;
      status.textContent = picture === null && mayTell(taken.type) ? `${said} ${words().mayTell}` : said;
    } catch {
      status.textContent = words().fileNotKept;
    }
  };
  const work = (given: string, blob: Blob): Promise<void> => {
    const taking = take(given, blob);
    atWork(host, taking);
    return taking;
  };
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) {
      void work(file.name, file).finally(() => {
        input.value = "";
      });
    }
  });

  const preview = (kept: Kept): HTMLElement | null => {
    const tag = (["image", "audio", "video"] as const).find((media) => kept.type.startsWith(`${media}/`));
    if (tag === undefined) {
      return null;
    }
    const src = URL.createObjectURL(new Blob([kept.bytes], { type: kept.type }));
    urls.push(src);
    return tag === "image"
      ? make("img", { src, alt: "", className: "thumb" })
      : make(tag, { src, controls: true, preload: "metadata", className: "thumb", "aria-label": shortName(kept.name) });
  };

  const row = (name: string): HTMLLIElement => {
    const facts = make("span", { className: "size" });
    const item = make("li", {}, make("span", { className: "name" }, shortName(name)), facts);
    if (!view.field.readonly) {
      item.append(
        button(
          words().remove,
          () => {
            const left = names().filter((one) => one !== name);
            emit(left.length === 0 ? null : left);
            status.textContent = fill(words().removed, shortName(name));
            input.focus();
          },
          { className: "link", "aria-label": `${words().remove} ${shortName(name)}` },
        ),
      );
    }
    const current = drawing;
    const found = find(name).then((kept) => {
      if (current !== drawing) {
        return;
      }
      facts.textContent = kept === null ? words().fileElsewhere : sizeText(kept.size, view.field.language);
      const shown = kept === null ? null : preview(kept);
      if (shown !== null) {
        item.prepend(shown);
      }
    });
    found.catch(() => {
      facts.textContent = words().fileUnreadable;
    });
    return item;
  };

  let drawn = "";
  const update = (next: ViewOf<"file">): void => {
    view = next;
    const state = JSON.stringify([names(), view.field.readonly, view.field.language]);
    if (state !== drawn) {
      drawn = state;
      release();
      list.replaceChildren(...names().map(row));
    }
    list.hidden = names().length === 0;
    const { choose, replace } = words();
    const other = names().length > 0 ? replace : choose;
    chooser.textContent = isDrawn ? words().drawOther : other[kind];
    input.setAttribute("aria-label", `${chooser.textContent}: ${view.field.label}`);
    input.disabled = view.field.readonly;
    chooser.hidden = view.field.readonly;
    owed(input, view.field);
    sheet?.update(names().length > 0);
  };
  update(first);
  return {
    update,
    end: release,
  };
};
