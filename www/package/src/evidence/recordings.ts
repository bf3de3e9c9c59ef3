/**
 * Pieces of recordings that are not an answer yet: where a page is closed, or a device runs out of power, what was recorded is
 * still here and is offered. They have a database of their own, as assignments have: pages of the same origin with an earlier
 * version of this package go on opening the one of the drafts.
 */

import { Database, database } from "../device/database.js";

export const RECORDINGS = { name: "sealform-recordings", version: 1, stores: ["pieces"] } as const;

const pieces = new Database<"pieces">(RECORDINGS);

/** Where a recording belongs: under what the draft is filed, its UUID, and the path of the question. */
export type Place = readonly string[];

/** A piece as it is kept. Bytes, for WebKit loses what is kept as a blob. */
interface Piece {
  readonly type: string;
  readonly ms: number;
  readonly bytes: ArrayBuffer;
}

/** A recording that did not come to its end. */
export interface Left {
  readonly id: string;
  readonly blob: Blob;
  /** How long it is, in milliseconds. */
  readonly ms: number;
}

const DIGITS = 6;
const WRITING_MS = 10_000;

/** One recording: its pieces are written one after the other. */
export class PieceStore {
  readonly #key: Place;
  #count = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(place: Place, id: string) {
    this.#key = [...place, id];
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

/** The recordings of a question that did not come to their end. Throws where that cannot be found out. */
export async function leftAt(place: Place): Promise<Left[]> {
  const found = new Map<string, Piece[]>();
  for (const { key, value } of await pieces.rows("pieces", place)) {
    const id = Array.isArray(key) ? String(key[place.length]) : "";
    found.set(id, [...(found.get(id) ?? []), value as Piece]);
  }
  return [...found].map(([id, all]) => {
    const type = all[0]?.type.split(";")[0] ?? "";
    return {
      id,
      ms: all.at(-1)?.ms ?? 0,
      blob: new Blob(
        all.map(({ bytes }) => bytes),
        { type },
      ),
    };
  });
}

/** Takes a recording away: it is an answer, or nobody wants it. */
export async function forget(recording: Place): Promise<void> {
  const rows = await pieces.rows("pieces", recording);
  await pieces.write(rows.map(({ key }) => ({ store: "pieces", key: key as string[], remove: true })));
}

/** Pieces whose draft is not on this device any more belong to nothing: whoever deleted the draft deleted them. */
export async function forgetOrphans(filed: readonly string[], draft: string): Promise<void> {
  const drafts = new Set((await database.keys("drafts")).map((key) => JSON.stringify(key)));
  const keys = await pieces.keys("pieces");
  const isOrphan = (key: IDBValidKey): boolean => {
    const owner = Array.isArray(key) ? key.slice(0, filed.length + 1) : [];
    return !drafts.has(JSON.stringify(owner)) && String(owner.at(-1)) !== draft;
  };
  await pieces.write(keys.filter(isOrphan).map((key) => ({ store: "pieces", key: key as string[], remove: true })));
}
