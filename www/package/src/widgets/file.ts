/** Attachments: chosen, taken with the camera, or drawn. Their bytes stay on this device, their names are the answer. */

import type { Kept } from "../device/attachments.js";
import { atWork, filedUnder, formOf } from "../late-answers.js";
import { type Board, board } from "./annotate.js";
import { find, keep, shortName } from "./blobs.js";
import { isSheet, pad } from "./pad.js";
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
  const isDrawnOn = kind === "image" && !isDrawn && has("annotate");
  const urls: string[] = [];
  /** Which list is drawn: what was looked up for an earlier one is not shown, and makes no address that nobody releases. */
  let listing = 0;
  const release = (): void => {
    listing += 1;
    for (const url of urls.splice(0)) {
      URL.revokeObjectURL(url);
    }
  };
  const list = make("ul", { className: "files", part: "files", hidden: true });
  const input = make("input", { type: "file", id: first.field.id, accept: ACCEPTED[kind], className: "picked" });
  // A picture that must be new is taken at once; else the phone asks whether camera or album.
  if (has("new") || has("new-front")) {
    input.setAttribute("capture", has("new-front") ? "user" : "environment");
  }
  const words = (): ReturnType<typeof wordsOf> => wordsOf(view.field);
  const chooser = make("label", { className: "button choose", htmlFor: first.field.id });
  const status = liveLine();
  const none = make("p", { className: "missing", hidden: true });
  /** Known here for good: who asks later may stand in no form any more. */
  const form = formOf(host);
  /** What is made of the last drawing. */
  let drawing = Promise.resolve();
  const sheet = isDrawn
    ? pad(() => view, {
        take(drawn, hurry) {
          drawing = drawn.then((blob) => (blob === null ? undefined : take(words().drawing, blob)));
          atWork(form, drawing, hurry);
        },
        wipe: () =>
          void drawing.then(() => {
            status.textContent = "";
            if (names().length > 0) {
              emit(null, { name: null });
            }
          }),
      })
    : null;
  /** The picture with what was drawn on it last: what is shown of it stays, with its strokes. */
  let drawnOn: string | null = null;
  const onto: Board | null = isDrawnOn
    ? board(() => view, {
        take(drawn, hurry) {
          const given = shortName(names()[0] ?? words().drawing);
          drawing = drawn.then((blob) =>
            blob === null
              ? undefined
              : take(given, blob, (name) => {
                  drawnOn = name;
                }),
          );
          atWork(form, drawing, hurry);
        },
        wipe: () => undefined,
      })
    : null;
  host.append(
    list,
    ...[sheet, onto].filter((one) => one !== null).map(({ element }) => element),
    make("div", { className: "chooser" }, input, chooser),
    none,
    status,
  );

  const names = (): string[] => (Array.isArray(view.value) ? view.value.map(String) : []);

  const take = async (given: string, blob: Blob, naming?: (name: string) => void): Promise<void> => {
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
      const { name, isKept } = await keep(called, taken, filedUnder(form));
      naming?.(name);
      // One question takes one file; another one takes its place.
      emit([name]);
      const said = isKept ? fill(words().fileKept, shortName(name)) : words().fileNotKept;
      status.textContent = picture === null && mayTell(taken.type) ? `${said} ${words().mayTell}` : said;
    } catch {
      status.textContent = words().fileNotKept;
    }
  };
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) {
      const taking = take(file.name, file);
      atWork(form, taking);
      void taking.finally(() => {
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
            emit(left.length === 0 ? null : left, { name: shortName(name) });
            status.textContent = "";
            input.focus();
          },
          { className: "link", "aria-label": `${words().remove} ${shortName(name)}` },
        ),
      );
    }
    const current = listing;
    const found = find(name).then((kept) => {
      if (current !== listing) {
        return;
      }
      facts.textContent = kept === null ? words().fileElsewhere : sizeText(kept.size, view.field.language);
      const shown = kept === null || (onto !== null && !view.field.readonly) ? null : preview(kept);
      if (shown !== null) {
        item.prepend(shown);
      }
    });
    found.catch(() => {
      facts.textContent = words().fileUnreadable;
    });
    return item;
  };

  /** A drawing stands on the sheet again; any other picture in the list. */
  const showOnSheet = async (onto: NonNullable<typeof sheet>): Promise<void> => {
    const current = listing;
    const [name] = names();
    const kept = name === undefined ? null : await find(name).catch(() => null);
    const picture = kept === null ? null : await createImageBitmap(new Blob([kept.bytes])).catch(() => null);
    if (current !== listing) {
      return;
    }
    const isDrawing = name === undefined || (picture !== null && isSheet(picture));
    if (isDrawing) {
      onto.show(picture);
    }
    list.hidden = isDrawing;
    onto.update(!isDrawing || view.field.readonly);
  };

  /** A picture stands on the board, to be drawn on. */
  const showOnBoard = async (board: Board): Promise<void> => {
    const current = listing;
    const [name] = names();
    if (name === undefined || name !== drawnOn) {
      const kept = name === undefined ? null : await find(name).catch(() => null);
      const picture = kept === null ? null : await createImageBitmap(new Blob([kept.bytes])).catch(() => null);
      if (current !== listing) {
        return;
      }
      board.show(picture);
    }
    board.update(view.field.readonly);
  };

  let drawn = "";
  const update = (next: ViewOf<"file">): void => {
    view = next;
    const state = JSON.stringify([names(), view.field.readonly, view.field.language]);
    if (state !== drawn) {
      drawn = state;
      release();
      list.replaceChildren(...names().map(row));
      if (sheet !== null) {
        void showOnSheet(sheet);
      }
      if (onto !== null) {
        void showOnBoard(onto);
      }
    }
    list.hidden = names().length === 0 || (sheet !== null && list.hidden);
    const { choose, replace, take } = words();
    // The button says what it does: a camera that must be used takes, and lets nobody choose.
    const isTaken = kind !== "any" && input.hasAttribute("capture");
    const begin = isTaken ? take[kind] : choose[kind];
    chooser.textContent = isDrawn ? words().drawOther : names().length > 0 ? replace[kind] : begin;
    input.setAttribute("aria-label", `${chooser.textContent}: ${view.field.label}`);
    input.disabled = view.field.readonly;
    chooser.hidden = view.field.readonly;
    // Where nothing can be chosen either, there would be nothing to see.
    none.hidden = !view.field.readonly || names().length > 0;
    none.textContent = none.hidden ? "" : words().notAnswered;
    owed(input, view.field);
  };
  update(first);
  return {
    update,
    end() {
      sheet?.flush();
      onto?.flush();
      release();
    },
  };
};
