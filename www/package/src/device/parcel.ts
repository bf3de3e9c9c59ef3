/** What travels of a submission: the sealed file, and beside it its attachments and the log of what was done. */

import { isObject } from "../arguments.js";
import { sha256Hex } from "./digest.js";
import { fromBase64Url, type SealedFile } from "./records.js";

/** What is read of the claims of a sealed file. They were checked when it was sealed, on this device. */
export interface Claims {
  readonly questionnaire: { readonly id: string; readonly version: string };
  readonly answers: Readonly<Record<string, { readonly v?: unknown; readonly c?: string }>>;
  readonly repeats: Readonly<Record<string, readonly number[]>>;
  readonly score?: unknown;
  readonly attachments: readonly Piece[];
  readonly previous: { readonly jti: string } | null;
  readonly audit: { readonly n: number; readonly sha256: string; readonly events?: readonly unknown[] } | null;
}

/** Something that travels beside a file. */
export interface Piece {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** The digest of its bytes, in hexadecimal. */
  readonly sha256: string;
}

/** Where the bytes of pieces are. */
export interface Store {
  /** The bytes of an attachment; `null` where they are not on this device. Throws where that cannot be found out. */
  attachment(piece: Piece): Promise<ArrayBuffer | null>;
  /** The draft from which a file was sealed, as its text; `null` where it is not on this device. */
  draft(file: SealedFile): Promise<string | null>;
}

const LOG = "audit.jsonl";

/** Reads the claims of a sealed file. Throws where there are none. */
export function claimsOf({ jws }: Pick<SealedFile, "jws">): Claims {
  const { payload } = JSON.parse(jws) as { readonly payload: string };
  const { questionnaire, answers, repeats, score, attachments, previous, audit } = JSON.parse(
    fromBase64Url(payload),
  ) as Partial<Claims>;
  return {
    questionnaire: { id: questionnaire?.id ?? "", version: questionnaire?.version ?? "" },
    answers: answers ?? {},
    repeats: repeats ?? {},
    ...(score === undefined || score === null ? {} : { score }),
    attachments: attachments ?? [],
    previous: previous ?? null,
    audit: audit ?? null,
  };
}

/** What travels beside a file, each once: a picture may answer two questions. The log does where the claim has no room for it. */
export function piecesOf({ attachments, audit }: Claims): readonly Piece[] {
  const pieces = new Map<string, Piece>();
  for (const { name, type, size, sha256 } of attachments) {
    pieces.set(sha256, { name, type, size, sha256 });
  }
  if (audit !== null && audit.n > 0 && audit.events === undefined) {
    pieces.set(audit.sha256, { name: LOG, type: "application/jsonl", size: 0, sha256: audit.sha256 });
  }
  return [...pieces.values()];
}

/** The bytes of a piece; `null` where they are missing, or are not those that were sealed. */
export async function bytesOf(piece: Piece, file: SealedFile, store: Store): Promise<Uint8Array<ArrayBuffer> | null> {
  const kept = await store.attachment(piece);
  const bytes = kept === null && piece.name === LOG ? logOf(await store.draft(file)) : kept;
  if (bytes === null) {
    return null;
  }
  const whole = new Uint8Array(bytes);
  return (await sha256Hex(whole)) === piece.sha256 ? whole : null;
}

/** A path to a question: what else the log of a draft names is not sealed. */
const QUESTION = /^[A-Za-z_][\w.-]*(\[\d+\])?(\/[A-Za-z_][\w.-]*(\[\d+\])?)*$/;

/** The log of a draft as it was sealed: a line of canonical JSON for each event (RFC 8785). The digest says whether it is. */
function logOf(draft: string | null): Uint8Array<ArrayBuffer> | null {
  const { log } = draft === null ? {} : (JSON.parse(draft) as { readonly log?: unknown });
  if (!Array.isArray(log)) {
    return null;
  }
  const lines = log.filter(isObject).map((event) => {
    const { at, do: done, path } = event as Readonly<Record<string, string | undefined>>;
    const moment = at?.replace(/\.000(?=[-+Z])/, "").replace(/Z$/, "+00:00");
    return `${JSON.stringify({ at: moment, do: done, ...(path !== undefined && QUESTION.test(path) ? { path } : {}) })}\n`;
  });
  return new TextEncoder().encode(lines.join(""));
}
