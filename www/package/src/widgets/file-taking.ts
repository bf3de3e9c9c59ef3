/** What becomes of a file that is attached: it is looked at, made ready, measured against the limits, and kept. */

import { TooLate, within } from "../device/deadline.js";
import { isAccepted, MOST_OF_FORM, MOST_OF_PICTURE, MOST_PIXELS, noteSize, roomIn } from "../evidence/limits.js";
import { parametersOf } from "../evidence/parameters.js";
import type { Made, Progress } from "../evidence/prepare.js";
import { prepared } from "../evidence/workshop.js";
import { filedUnder } from "../late-answers.js";
import { keep, shortName } from "./blobs.js";
import { fill, sizeText, type ViewOf, wordsOf } from "./toolkit.js";

/** Larger files are no pictures that a phone can open. */
const MOST_TO_OPEN = 200_000_000;
const READING_MS = 60_000;
const ENDS: Readonly<Record<string, string>> = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp" };

/** A file that was chosen, drawn or recorded. */
export interface Given {
  readonly name: string;
  readonly blob: Blob;
  /** Whether it was made on this page, and has the name that is given to it. */
  readonly isOwn: boolean;
}

/** Under which name a file is kept, or why it is not; and what the person is told. */
export interface Taken {
  readonly name: string | null;
  readonly said: string;
}

/** What stands in the question, as far as the file has to fit beside it. */
export interface Beside {
  readonly form: Element | undefined;
  readonly names: readonly string[];
  /** Names that the file takes the place of. */
  readonly leaving: readonly string[];
}

/** Takes a file; the answer stays as it is where it is refused. */
export async function takeFile(view: ViewOf<"file">, given: Given, beside: Beside, progress: Progress): Promise<Taken> {
  const words = wordsOf(view.field);
  const { blob } = given;
  const refused = (said: string): Taken => ({ name: null, said });
  const size = (bytes: number): string => sizeText(bytes, view.field.language);
  const accept = acceptOf(view);
  if (!given.isOwn && !isAccepted({ name: given.name, type: blob.type }, accept)) {
    return refused(fill(words.wrongKind, given.name, accept.split(/\s*,\s*/).join(", ")));
  }
  const isPicture = view.files === "image";
  const room = await roomIn(beside.form, beside.names, beside.leaving);
  // A picture is smaller when it is ready; anything else stays as large as it is.
  if (isPicture && blob.size > MOST_TO_OPEN) {
    return refused(fill(words.fileTooLarge, size(MOST_TO_OPEN)));
  }
  if (!isPicture && blob.size > room) {
    return refused(
      fill(words.noRoom, given.name, size(rounded(blob.size, Math.ceil)), size(rounded(room, Math.floor))),
    );
  }
  const made = await make(view, blob, progress);
  if (typeof made === "string") {
    return refused(fill(words[made], given.name));
  }
  if (made.outcome === "no-picture") {
    return refused(made.kind === "heic" ? fill(words.heic, given.name) : words.noPicture);
  }
  const length = made.bytes.byteLength;
  const has = size(rounded(length, Math.ceil));
  if (isPicture && length > MOST_OF_PICTURE) {
    return refused(fill(words.pictureTooLarge, given.name, has, size(MOST_OF_PICTURE)));
  }
  if (length > room) {
    return refused(fill(words.noRoom, given.name, has, size(rounded(room, Math.floor))));
  }
  const { name, isKept } = await keep(nameOf(view, given, made.type), made, filedUnder(beside.form));
  noteSize(name, length);
  const said = isKept ? fill(words.fileKept, shortName(name)) : words.fileNotKept;
  return { name, said: made.isClean || given.isOwn ? said : `${said} ${words.mayTell}` };
}

/** A size as it is written, to the side on which the sentence is true: nothing with 50 MB is refused where 50 MB are free. */
function rounded(bytes: number, to: (number: number) => number): number {
  const unit = bytes < 1_000_000 ? 1_000 : 100_000;
  return to(bytes / unit) * unit;
}

/** What a question lets a person choose; empty is anything. */
export function acceptOf(view: ViewOf<"file">): string {
  const usual = { image: "image/*", audio: "audio/*", video: "video/*", any: "" } as const;
  const asked = parametersOf(view)["accept"] ?? "";
  return asked === "" ? usual[view.files] : asked;
}

async function make(
  { files, maxPixels }: ViewOf<"file">,
  blob: Blob,
  progress: Progress,
): Promise<Made | "tooLong" | "unreadable"> {
  const isPicture = files === "image";
  let bytes: ArrayBuffer;
  try {
    bytes = await within(READING_MS, blob.arrayBuffer());
  } catch {
    // Taken away since, or on a disk that is not there any more.
    return "unreadable";
  }
  const most = isPicture ? Math.min(maxPixels ?? MOST_PIXELS, MOST_PIXELS) : null;
  const maxBytes = isPicture ? MOST_OF_PICTURE : MOST_OF_FORM;
  try {
    return await prepared({ bytes, type: blob.type, isPicture, maxPixels: most, maxBytes }, progress);
  } catch (error) {
    if (error instanceof TooLate) {
      return "tooLong";
    }
    throw error;
  }
}

/** Cameras write the moment into the names of their files: what was taken is called by its kind. */
function nameOf({ field }: ViewOf<"file">, given: Given, type: string): string {
  const isKept = given.isOwn || field.appearance.split(" ").includes("keep-name");
  const kind = isKept ? undefined : /^(image|video|audio)\//.exec(type)?.[1];
  const named = kind === undefined ? given.name : kind + (/\.[^.]*$/.exec(given.name)?.[0] ?? "");
  const end = ENDS[type];
  return end === undefined ? named : named.replace(/\.[^.]*$/, "") + end;
}
