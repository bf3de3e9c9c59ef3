import type { DraftRecord, UnreadableRecord } from "./device/records.js";

/** With what a form is opened. */
export interface Beginning {
  /** A draft from elsewhere. */
  readonly draft?: string;
  /** What the draft is taken from: that is put aside. */
  readonly replaces?: DraftRecord | UnreadableRecord;
  /** Whether the form is taken away from another tab. */
  readonly takeOver?: boolean;
  /** Which version of the form a draft goes on with, where there are two. */
  readonly version?: "begun" | "fit";
  /** Whether the form opens although the database does not. */
  readonly withoutStore?: boolean;
}
