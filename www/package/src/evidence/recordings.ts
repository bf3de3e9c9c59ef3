/**
 * Pieces of recordings that are not an answer yet: where a page is closed, or a device runs out of power, what was recorded is
 * still here and is offered. They have a database of their own, as assignments have: pages of the same origin with an earlier
 * version of this package go on opening the one of the drafts.
 */

import { Database, database } from "../device/database.js";

export const RECORDINGS = { name: "sealform-recordings", version: 1, stores: ["pieces"] } as const;

const pieces = new Database<"pieces">(RECORDINGS);

/** A question of a draft. */
export interface Place {
  /** Under what the draft is filed. */
  readonly form: readonly string[];
  readonly path: string;
  /** The UUID of the draft. */
  readonly draft: string;
}

/** A piece as it is kept. Bytes, for WebKit loses what is kept as a blob. */
interface Piece {
  readonly type: string;
  readonly ms: number;
  readonly bytes: ArrayBuffer;
}

/** The list under which the pieces of a recording stand; their numbers follow. */
export type RecordingKey = readonly string[];

/** A recording that did not come to its end. */
export interface Left {
  readonly key: RecordingKey;
  readonly blob: Blob;
  /** How long it is, in milliseconds. */
  readonly ms: number;
}

const DIGITS = 6;
const WRITING_MS = 10_000;
/** What nobody came back to in that time goes: 30 days. */
const KEPT_MS = 30 * 86_400_000;

/** One recording: its pieces are written one after the other. */
export class PieceStore {
  readonly #key: RecordingKey;
  #count = 0;
  #writing: Promise<unknown> = Promise.resolve();

  /** `now` is when it begins, in milliseconds since 1970. */
  constructor({ form, path, draft }: Place, now: number) {
    this.#key = [...form, path, draft, `${now}-${crypto.randomUUID()}`];
  }

  /** Keeps a piece. Where the device keeps nothing, the recording goes on: it is still in memory. */
  add(blob: Blob, ms: number): void {
    const key = [...this.#key, String(this.#count).padStart(DIGITS, "0")];
    this.#count += 1;
    this.#writing = this.#writing
      .then(async () => {
        const put: Piece = { type: blob.type, ms, bytes: await blob.arrayBuffer() };
        await pieces.write([{ store: "pieces", key, put }], "relaxed", WRITING_MS);
      })
      .catch(() => undefined);
  }

  /** The recording is an answer now: its pieces go. */
  async done(): Promise<void> {
    await this.#writing;
    await forget(this.#key);
  }
}

/**
 * The recordings of a question that did not come to their end: of its draft, and of drafts that are nowhere, for a page may have been
 * killed before its draft was written. Throws where that cannot be found out.
 */
export async function leftAt({ form, path, draft }: Place): Promise<Left[]> {
  const place = [...form, path];
  const drafts = new Set((await database.keys("drafts")).map((key) => JSON.stringify(key)));
  const found = new Map<string, Piece[]>();
  for (const { key, value } of await pieces.rows("pieces", place)) {
    const list = Array.isArray(key) ? key.map(String) : [];
    const owner = list[place.length] ?? "";
    if (owner === draft || !drafts.has(JSON.stringify([...form, owner]))) {
      const recording = JSON.stringify(list.slice(0, -1));
      found.set(recording, [...(found.get(recording) ?? []), value as Piece]);
    }
  }
  return [...found].map(([key, all]) => {
    const type = all[0]?.type.split(";")[0] ?? "";
    const blob = new Blob(
      all.map(({ bytes }) => bytes),
      { type },
    );
    return { key: JSON.parse(key) as RecordingKey, ms: all.at(-1)?.ms ?? 0, blob };
  });
}

/** Takes a recording away: it is an answer, or nobody wants it. */
export async function forget(recording: RecordingKey): Promise<void> {
  await remove((await pieces.rows("pieces", recording)).map(({ key }) => key));
}

/** Takes away what nobody came back to for a month, of whatever form. */
export async function forgetOld(now: number): Promise<void> {
  const isOld = (key: IDBValidKey): boolean => {
    const [begun = ""] = Array.isArray(key) ? String(key.at(-2)).split("-") : [];
    return !(Number(begun) > now - KEPT_MS);
  };
  await remove((await pieces.keys("pieces")).filter(isOld));
}

async function remove(keys: readonly IDBValidKey[]): Promise<void> {
  if (keys.length > 0) {
    await pieces.write(keys.map((key) => ({ store: "pieces", key: key as string[], remove: true })));
  }
}
