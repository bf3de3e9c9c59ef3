/** What the recorder says: loaded with it, in the language of the form. */

import { RECORDINGS, type RecordingMessages } from "../../pkg/messages/recordings.js";
import { part } from "../load-failure.js";
import { LOADING_MS, tagOf } from "../messages.js";

export type { RecordingMessages };

const loaded = new Map<string, RecordingMessages>();

function tagIn(language: string): string {
  const tag = tagOf(language);
  return tag !== undefined && Object.hasOwn(RECORDINGS, tag) ? tag : "en";
}

/** Loads the words of a language, once. */
export async function loadRecordingWords(language: string): Promise<void> {
  const tag = tagIn(language);
  if (!loaded.has(tag)) {
    loaded.set(tag, (await part(LOADING_MS, RECORDINGS[tag] as (typeof RECORDINGS)[string])).default);
  }
}

/** The words of a language; those of the last that was loaded stand in for one that was not. */
export function recordingWords(language: string): RecordingMessages {
  const words = loaded.get(tagIn(language)) ?? [...loaded.values()].at(-1);
  if (words === undefined) {
    throw new Error("a recorder was drawn before its language was loaded");
  }
  return words;
}

/** A length of time as a clock shows it: minutes and seconds. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
