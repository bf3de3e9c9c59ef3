/** One try to get a file to a server: its attachments first, then the sealed file, which is the commit record. It comes with a delivery that names a server. */

import type { ServerTarget } from "./delivery.js";
import type { BlobProgress, Progress } from "./entry.js";
import { Grants, NoGrant } from "./grants.js";
import { judge, type Reply } from "./outcome.js";
import { bytesOf, type Claims, claimsOf, type Piece, piecesOf, type Store } from "./parcel.js";
import type { SealedFile } from "./records.js";
import { type Call, perform } from "./targets/call.js";
import { loadTarget } from "./targets/index.js";
import { type Grant, type Item, NO_GRANT, NoAddress, type Shipment, type Target } from "./targets/target.js";

/** How long a target may take, its reply included; bytes have time on top. */
const SENDING_MS = 60_000;
const BYTES_PER_MS = 16.384;
/** How long a server may take to say that it is there. */
const ASKING_MS = 10_000;

/** How long so many bytes of attachments may take, with the file. */
export function sendingMs(bytes: number): number {
  return SENDING_MS + bytes / BYTES_PER_MS;
}

/** How far a file has come, and who hears of it. */
export interface Way {
  readonly blobs: BlobProgress;
  readonly store: Store;
  /** An attachment has arrived, or is not on this device: kept, so that nothing of it is done twice. */
  readonly progress: Progress;
}

/** Sends a file with what travels beside it; a failure on the way is the reply `none`. */
export async function send(to: ServerTarget, file: SealedFile, way: Way): Promise<Reply> {
  const claims = readClaims(file);
  if (claims === null) {
    return { kind: "stopped", reason: "unreadable", status: 0 };
  }
  try {
    const target = await loadTarget(to.type);
    return await new Sending({ to, file, claims }, target, way).run();
  } catch (error) {
    if (error instanceof NoGrant) {
      return error.reply;
    }
    // A script that did not come, or storage that does not answer now, may come later.
    return error instanceof NoAddress ? { kind: "stopped", reason: "grant", status: 0 } : { kind: "none" };
  }
}

function readClaims(file: SealedFile): Claims | null {
  try {
    return claimsOf(file);
  } catch {
    return null;
  }
}

class Sending {
  readonly #shipment: Shipment;
  readonly #target: Target;
  readonly #way: Way;
  readonly #grants: Grants | null;
  #blobs: BlobProgress;

  constructor(shipment: Shipment, target: Target, way: Way) {
    this.#shipment = shipment;
    this.#target = target;
    this.#way = way;
    this.#blobs = way.blobs;
    this.#grants = shipment.to.grant === null ? null : new Grants(shipment.to, shipment.file);
  }

  async run(): Promise<Reply> {
    const { to, claims } = this.#shipment;
    const pieces = piecesOf(claims);
    await this.#report({ total: pieces.length });
    if (to.blobs === false || pieces.length === 0) {
      return this.#sendFile([]);
    }
    return this.#target.blob === undefined ? this.#sendTogether(pieces) : this.#sendOneByOne(pieces);
  }

  /** What arrived before is not sent again; what is not here keeps nothing else back. */
  async #sendOneByOne(pieces: readonly Piece[]): Promise<Reply> {
    const left = pieces.filter(({ sha256 }) => !this.#blobs.arrived.includes(sha256));
    for (const [index, piece] of left.entries()) {
      const item = await this.#read(piece);
      if (item !== null) {
        const still = left.slice(index);
        const reply = await this.#exchange(piece.sha256, still, item.bytes.length, (grant) =>
          this.#target.blob?.(this.#shipment, item, grant),
        );
        if (judge(reply).is !== "delivered") {
          return reply;
        }
        await this.#report({ arrived: [...this.#blobs.arrived, piece.sha256] });
      }
    }
    return this.#sendFile([]);
  }

  /** Attachments and file in one request arrive together or not at all. */
  async #sendTogether(pieces: readonly Piece[]): Promise<Reply> {
    const items: Item[] = [];
    for (const piece of pieces) {
      const item = await this.#read(piece);
      items.push(...(item === null ? [] : [item]));
    }
    const reply = await this.#sendFile(items);
    if (judge(reply).is === "delivered") {
      await this.#report({ arrived: items.map(({ sha256 }) => sha256) });
    }
    return reply;
  }

  #sendFile(beside: readonly Item[]): Promise<Reply> {
    const { file } = this.#shipment;
    const bytes = beside.reduce((sum, item) => sum + item.bytes.length, 0);
    return this.#exchange(file.sha256, [], bytes, (grant) => this.#target.file(this.#shipment, beside, grant));
  }

  async #read(piece: Piece): Promise<Item | null> {
    const { name, type, sha256 } = piece;
    const bytes = await bytesOf(piece, this.#shipment.file, this.#way.store);
    const lost = this.#blobs.lost.filter((other) => other !== name);
    if (bytes === null) {
      await this.#report({ lost: [...lost, name] });
      return null;
    }
    await this.#report({ lost });
    return { name, type, sha256, bytes };
  }

  /** One request, with a grant where the target has them. A credential that is refused is exchanged, once. */
  async #exchange(
    sha256: string,
    left: readonly Piece[],
    bytes: number,
    make: (grant: Grant) => Call | undefined,
  ): Promise<Reply> {
    for (;;) {
      const made = make((await this.#grant(sha256, left)) ?? NO_GRANT);
      if (made === undefined) {
        throw new NoAddress("the target takes no attachments");
      }
      const reply = await perform(made, sendingMs(bytes));
      const isRefused = reply.kind === "status" && judge(reply).is === "blocked" && isPermission(reply);
      if (!isRefused || this.#grants === null || !this.#grants.refused()) {
        return reply;
      }
    }
  }

  async #grant(sha256: string, left: readonly Piece[]): Promise<Grant | null> {
    const { file } = this.#shipment;
    const grant = (await this.#grants?.for(sha256, left, Date.now())) ?? null;
    // A server that takes everything at one address gives out one row.
    return (
      grant ??
      (this.#shipment.to.type === "openrosa"
        ? ((await this.#grants?.for(file.sha256, left, Date.now())) ?? null)
        : null)
    );
  }

  async #report(change: Partial<BlobProgress>): Promise<void> {
    const blobs = { ...this.#blobs, ...change };
    if (JSON.stringify(blobs) !== JSON.stringify(this.#blobs)) {
      this.#blobs = blobs;
      await this.#way.progress(blobs);
    }
  }
}

function isPermission(reply: Extract<Reply, { kind: "status" }>): boolean {
  return reply.status === 401 || reply.status === 403 || reply.means === "refused";
}

/**
 * Whether a server that gave this page no answer is there all the same: then it does not let the page send, or read what became
 * of it. Browsers keep the two apart from a dead network for nobody; a request that asks for no permission shows it.
 */
export async function isThere(url: string): Promise<boolean> {
  if (globalThis.navigator?.onLine === false) {
    return false;
  }
  try {
    const init = { mode: "no-cors", credentials: "omit", cache: "no-store", redirect: "follow" } as const;
    await fetch(url, { ...init, signal: AbortSignal.timeout(ASKING_MS) });
    return true;
  } catch {
    return false;
  }
}
