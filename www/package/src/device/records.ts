/** The records on this device, as they are written down: JSON text, also that of earlier versions. */

import { isObject } from "../arguments.js";

/** Which form of which assignment: drafts are found by it, never by the digest of the questionnaire. */
export interface FormKey {
  /** The questionnaire's id. */
  readonly questionnaire: string;
  /** These three may be empty. */
  readonly assignment: string;
  readonly observer: string;
  /** Which of several such forms in one page. */
  readonly place: string;
}

export function listOf({ questionnaire, assignment, observer, place }: FormKey): readonly string[] {
  return [questionnaire, assignment, observer, place];
}

/** What such a list names; what comes after it is left out. */
export function formKey(list: readonly unknown[]): FormKey {
  const [questionnaire = "", assignment = "", observer = "", place = ""] = list.map(String);
  return { questionnaire, assignment, observer, place };
}

/** The lock under which the drafts of a form are written. */
export function draftLock(list: readonly string[]): string {
  return `sealform-draft|${JSON.stringify(list)}`;
}

/** What became of a draft: it is being filled, sealed (its file has its UUID), or was put aside for a new one. */
export type Stage = "open" | "sealed" | "aside";

/** A draft as it is kept. */
export interface DraftRecord {
  readonly key: IDBValidKey;
  readonly stage: Stage;
  /** Milliseconds for which it was open. */
  readonly openMs: number;
  /** The draft, as its text. */
  readonly text: string;
  readonly id: string;
  /** The digest of the questionnaire with which it was begun. */
  readonly sha256: string;
  /** When it was last touched, in milliseconds since 1970. */
  readonly at: number;
}

/** A record that is no draft any more, as it stands there. */
export interface UnreadableRecord {
  readonly key: IDBValidKey;
  readonly text: string;
  /** Whether the person was asked about it. */
  readonly isAside: boolean;
}

const BEFORE_DRAFT = /^\{"stage":"(open|sealed|aside)","open_ms":(\d+),"draft":/;

/** The text of a draft as it is kept, around the draft as it is. */
export function draftRecordText(stage: Stage, openMs: number, draft: string): string {
  return `{"stage":"${stage}","open_ms":${Math.round(openMs)},"draft":${draft}}`;
}

/** Reads a record of the store `drafts`. */
export function readDraftRecord(key: IDBValidKey, value: unknown): DraftRecord | UnreadableRecord {
  const whole = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const [before, stage, openMs] = BEFORE_DRAFT.exec(whole) ?? [];
  // The draft's own text, not what JavaScript would make of its numbers.
  const text = before === undefined ? "" : whole.slice(before.length, -1);
  const said = draftFacts(text);
  if (said === null || !whole.endsWith("}")) {
    const aside = asideText(whole);
    return { key, text: aside ?? whole, isAside: aside !== null };
  }
  return { key, stage: stage as Stage, openMs: Number(openMs), text, ...said };
}

/** The language in which a draft was filled last; `null` where the text is none. */
export function draftLanguage(text: string): string | null {
  try {
    const { language } = JSON.parse(text) as { readonly language?: unknown };
    return typeof language === "string" && language !== "" ? language : null;
  } catch {
    return null;
  }
}

/** What a draft says of itself; `null` where the text is none. */
export function draftFacts(text: string): Pick<DraftRecord, "id" | "sha256" | "at"> | null {
  try {
    const draft = JSON.parse(text) as {
      readonly id?: unknown;
      readonly at?: unknown;
      readonly questionnaire?: { readonly sha256?: unknown };
      readonly answers?: unknown;
    };
    const at = Date.parse(String(draft.at));
    const sha256 = draft.questionnaire?.sha256;
    return typeof draft.id === "string" && typeof sha256 === "string" && isObject(draft.answers) && !Number.isNaN(at)
      ? { id: draft.id, sha256, at }
      : null;
  } catch {
    return null;
  }
}

export function isDraft(record: DraftRecord | UnreadableRecord): record is DraftRecord {
  return "stage" in record;
}

/** An unreadable record that was put aside stays as it is, inside of another. */
export function asideRecordText(unreadable: string): string {
  return JSON.stringify({ unreadable });
}

function asideText(whole: string): string | null {
  try {
    const { unreadable } = JSON.parse(whole) as { readonly unreadable?: unknown };
    return typeof unreadable === "string" ? unreadable : null;
  } catch {
    return null;
  }
}

/** A sealed file as it is kept. Its bytes are never rebuilt. */
export interface SealedFile {
  readonly jti: string;
  /** The questionnaire's id, and under what its draft was found. */
  readonly questionnaire: string;
  readonly form: readonly string[];
  /** The digest of its payload. */
  readonly sha256: string;
  readonly name: string;
  /** The thumbprint of the key that signed it. */
  readonly signer: string;
  readonly sealedAt: string;
  /** The file itself, which is ASCII. */
  readonly jws: string;
}

export function fileText(file: SealedFile): string {
  const { jti, questionnaire, form, sha256, name, signer, sealedAt, jws } = file;
  return JSON.stringify({ jti, questionnaire, form, sha256, name, signer, sealed_at: sealedAt, jws });
}

/** Reads a record of the store `files`; `null` where it is none. */
export function readFile(value: unknown): SealedFile | null {
  try {
    const record = JSON.parse(String(value)) as Record<string, unknown>;
    const { jti, sha256, name, signer, sealed_at: sealedAt, jws } = record as Record<string, string>;
    if ([jti, sha256, name, signer, sealedAt, jws].some((text) => typeof text !== "string")) {
      return null;
    }
    const form = Array.isArray(record["form"]) ? record["form"].map(String) : [];
    const questionnaire = record["questionnaire"] ?? questionnaireOf(jws ?? "");
    return { jti, questionnaire: String(questionnaire), form, sha256, name, signer, sealedAt, jws } as SealedFile;
  } catch {
    return null;
  }
}

/** Of which questionnaire a file is: files of earlier versions say it only inside. */
function questionnaireOf(jws: string): string {
  const { payload } = JSON.parse(jws) as { readonly payload: string };
  const { questionnaire } = JSON.parse(fromBase64Url(payload)) as { readonly questionnaire: { readonly id: string } };
  return questionnaire.id;
}

/** The text in base64url; throws where it is none. */
export function fromBase64Url(part: string): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytesOfBase64Url(part));
}

export function bytesOfBase64Url(part: string): Uint8Array<ArrayBuffer> {
  const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
