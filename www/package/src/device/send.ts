/** One try to get a file to a server: its attachments first, then the sealed file, which is the commit record. It comes with a delivery that names a server. */

import { part } from "../load-failure.js";
import { LOADING_MS } from "../messages.js";
import type { ServerTarget } from "./delivery.js";
import type { Recipient } from "./encryption/recipient.js";
import type { BlobProgress, Progress } from "./entry.js";
import { Grants, NoGrant } from "./grants.js";
import { judge, type Reply } from "./outcome.js";
import { type Item, NotEncrypted, type Outgoing, outgoing, outgoingItem } from "./outgoing.js";
import { bytesOf, type Claims, claimsOf, type Piece, piecesOf, type Store } from "./parcel.js";
import type { SealedFile } from "./records.js";
import { type Call, perform } from "./targets/call.js";
import { loadTarget } from "./targets/index.js";
import { type Grant, NO_GRANT, NoAddress, type Shipment, type Target } from "./targets/target.js";

/** How long a target may take, its reply included; bytes have time on top. */
const SENDING_MS = 60_000;
const BYTES_PER_MS = 16.384;
/** How long a server may take to say that it is there. */
const ASKING_MS = 10_000;

/** How long so many bytes of attachments may take, with the file. */
export function sendingMs(bytes: number): number {
  return SENDING_MS + bytes / BYTES_PER_MS;
}

/** It stays on the device until a person acts. */
export const NOT_ENCRYPTED: Reply = { kind: "stopped", reason: "not-encrypted", status: 0 };

/** How far a file has come, and who hears of it. */
export interface Way {
  readonly blobs: BlobProgress;
  readonly store: Store;
  /** An attachment has arrived, or is not on this device: kept, so that nothing of it is done twice. */
  readonly progress: Progress;
  /** Who alone may read it on its way. */
  readonly recipient?: Recipient | undefined;
}

/** Sends a file with what travels beside it; a failure on the way is the reply `none`. */
export async function send(to: ServerTarget, file: SealedFile, way: Way): Promise<Reply> {
  const claims = readClaims(file);
  if (claims === null) {
    return { kind: "stopped", reason: "unreadable", status: 0 };
  }
  try {
    const target = await loadTarget(to.type);
    const sent = await outgoing(file, way.recipient);
    // What goes beside an encrypted file in the clear would tell what is in it.
    const shipment = { to, file: sent, claims: way.recipient === undefined ? claims : null };
    return await new Sending(shipment, target, way, { file, pieces: piecesOf(claims) }).run();
  } catch (error) {
    return replyFor(error);
  }
}

function replyFor(error: unknown): Reply {
  if (error instanceof NoGrant) {
    return error.reply;
  }
  if (error instanceof NotEncrypted) {
    return NOT_ENCRYPTED;
  }
  // A script that did not come, or storage that does not answer now, may come later.
  return error instanceof NoAddress ? { kind: "stopped", reason: "grant", status: 0 } : { kind: "none" };
}

function readClaims(file: SealedFile): Claims | null {
  try {
    return claimsOf(file);
  } catch {
    return null;
  }
}

/** A report as it is on the device: its pieces are known by the digests that the file claims. */
interface Report {
  readonly file: SealedFile;
  readonly pieces: readonly Piece[];
}

/** An object as grants are asked for: what is sent, not what is in it. */
type Sent = Pick<Piece, "sha256" | "size">;

class Sending {
  readonly #shipment: Shipment;
  readonly #report: Report;
  /** What is sent in place of each piece, where it is encrypted, by the digest of the piece. */
  readonly #sent = new Map<string, Sent>();
  readonly #target: Target;
  readonly #way: Way;
  readonly #grants: Grants | null;
  #blobs: BlobProgress;

  constructor(shipment: Shipment, target: Target, way: Way, report: Report) {
    this.#shipment = shipment;
    this.#report = report;
    this.#target = target;
    this.#way = way;
    this.#blobs = way.blobs;
    this.#grants = shipment.to.grant === null ? null : new Grants(shipment.to, shipment.file);
  }

  async run(): Promise<Reply> {
    const { to } = this.#shipment;
    const { pieces } = this.#report;
    await this.#progress({ total: pieces.length });
    if (to.blobs === false || pieces.length === 0) {
      return this.#sendFile([]);
    }
    return this.#target.blob === undefined ? this.#sendTogether(pieces) : this.#sendOneByOne(pieces);
  }

  /** What arrived before is not sent again; what is not here keeps nothing else back. */
  async #sendOneByOne(pieces: readonly Piece[]): Promise<Reply> {
    const left = pieces.filter(({ sha256 }) => !this.#blobs.arrived.includes(sha256));
    if (this.#grants !== null && this.#way.recipient !== undefined) {
      // Grants are for what is sent: it has to be made before they are asked for, and is kept.
      for (const piece of left) {
        await this.#read(piece);
      }
    }
    for (const [index, piece] of left.entries()) {
      const item = await this.#read(piece);
      if (item !== null) {
        const still = left.slice(index).flatMap((one) => this.#asSent(one));
        const reply = await this.#exchange(item.sha256, still, item.bytes.length, (grant) =>
          this.#target.blob?.(this.#shipment, item, grant),
        );
        if (judge(reply).is !== "delivered") {
          return reply;
        }
        await this.#progress({ arrived: [...this.#blobs.arrived, piece.sha256] });
      }
    }
    return this.#sendFile([]);
  }

  /** Attachments and file in one request arrive together or not at all. */
  async #sendTogether(pieces: readonly Piece[]): Promise<Reply> {
    const items: Item[] = [];
    const taken: string[] = [];
    for (const piece of pieces) {
      const item = await this.#read(piece);
      if (item !== null) {
        items.push(item);
        taken.push(piece.sha256);
      }
    }
    const reply = await this.#sendFile(items);
    if (judge(reply).is === "delivered") {
      await this.#progress({ arrived: taken });
    }
    return reply;
  }

  async #sendFile(beside: readonly Item[]): Promise<Reply> {
    const { file } = this.#shipment;
    const bytes = beside.reduce((sum, item) => sum + item.bytes.length, 0);
    const reply = await this.#exchange(file.sha256, [], bytes, (grant) => ({
      ...this.#target.file(this.#shipment, beside, grant),
      mayBringReceipt: true,
    }));
    if (reply.kind === "status" && reply.receipt !== undefined) {
      await keepReceipt(file, reply.receipt);
    }
    return reply;
  }

  /** What is sent of a piece; nothing of one that is missing. */
  #asSent(piece: Piece): readonly Sent[] {
    if (this.#way.recipient === undefined) {
      return [piece];
    }
    const sent = this.#sent.get(piece.sha256);
    return sent === undefined ? [] : [sent];
  }

  async #read(piece: Piece): Promise<Item | null> {
    const { name, type, sha256 } = piece;
    const { file } = this.#report;
    const bytes = await bytesOf(piece, file, this.#way.store);
    const lost = this.#blobs.lost.filter((other) => other !== name);
    if (bytes === null) {
      await this.#progress({ lost: [...lost, name] });
      return null;
    }
    await this.#progress({ lost });
    const item = await outgoingItem({ name, type, sha256, bytes }, file.jti, this.#way.recipient);
    this.#sent.set(sha256, { sha256: item.sha256, size: item.bytes.length });
    return item;
  }

  /** One request, with a grant where the target has them. A credential that is refused is exchanged, once. */
  async #exchange(
    sha256: string,
    left: readonly Sent[],
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

  async #grant(sha256: string, left: readonly Sent[]): Promise<Grant | null> {
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

  async #progress(change: Partial<BlobProgress>): Promise<void> {
    const blobs = { ...this.#blobs, ...change };
    if (JSON.stringify(blobs) !== JSON.stringify(this.#blobs)) {
      this.#blobs = blobs;
      await this.#way.progress(blobs);
    }
  }
}

/** A receipt is a gift: the file has arrived, whatever becomes of it. */
async function keepReceipt({ jti }: Outgoing, receipt: string): Promise<void> {
  try {
    const { keepReceipt: keep } = await part(LOADING_MS, () => import("../receipts/store.js"));
    await keep(jti, receipt);
  } catch (error) {
    console.warn(`<sealform-form>: a receipt for ${jti} came, and could not be kept`, error);
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
