/** What stands between a person and the form, with what can be done about it. */

import type { Beginning } from "./beginning.js";

/** What it is; its words are `device.trouble` of the messages. */
export type TroubleKind =
  /** The form was changed since the draft was begun; `newerOnly` where the version begun cannot be had any more, `newerDamaged` where it cannot be read. */
  | "newer"
  | "newerOnly"
  | "newerDamaged"
  /** What of a draft has no place in the new version. */
  | "left"
  | "unreadable"
  | "fileGone"
  | "fileDamaged"
  /** The signing key could not be read. */
  | "newKey"
  /** The database does not open, and may hold a draft. */
  | "store"
  /** A second element for the same form in one page. */
  | "twice"
  | "damaged"
  | "untrusted"
  | "revoked"
  | "foreign";

/** What can be done; its words are `device.offer`. */
export interface Way {
  readonly label: "begun" | "fit" | "anew" | "goOn" | "without" | "saveDraft" | "again" | "device" | "assignments";
  /** A file to save, or how the form is opened then. */
  readonly save?: { readonly name: string; readonly text: string };
  readonly opens?: Beginning;
  /** The reports and drafts on this device, which can be saved there. */
  readonly shows?: "device";
  /** What is done before. */
  readonly before?: () => Promise<unknown>;
}

const SENTENCES: Readonly<Record<TroubleKind, string>> = {
  newer: "the form was changed since this draft was begun; the person is asked",
  newerOnly: "the form was changed since this draft was begun, and the version begun is not at hand",
  newerDamaged: "the form was changed since this draft was begun, and the version begun is damaged on this device",
  left: "some answers of the draft have no place in the new version of the form; the person is asked",
  unreadable: "a draft on this device cannot be read",
  fileGone: "a draft was sealed, and its file is gone",
  fileDamaged: "a draft was sealed, and its file on this device is damaged",
  newKey: "the signing key of this device could not be read; a new one was made beside it",
  store: "the database of the browser does not open",
  twice: "this page has the same form twice: give each element an `id` of its own",
  damaged: "the assignment is damaged: it is no whole compact JWS of an assignment",
  untrusted: "the assignment is not signed by an issuer that the trust document names",
  revoked: "the assignment was taken back",
  foreign: "the assignment is for another questionnaire, or another version of it",
};

/** The form stays closed until the person has said how to go on. */
export class Trouble extends Error {
  override readonly name = "Trouble";

  constructor(
    readonly what: TroubleKind,
    readonly ways: readonly Way[] = [],
    /** What is listed below the sentence. */
    readonly list: readonly string[] = [],
  ) {
    super(SENTENCES[what]);
  }
}

/** Something else stands in the place of the form first: nothing is wrong, and the person goes on from there. */
export class Detour extends Error {
  override readonly name = "Detour";

  constructor(
    /** Puts it there. */
    readonly show: () => Promise<void>,
  ) {
    super("the person is asked first");
  }
}
