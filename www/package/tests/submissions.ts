/** Sealed files with attachments, and a device that sends them over a real network. */

import type { RemoteTarget, ServerTarget, WebhookReply } from "../src/device/delivery.js";
import type { Recipient } from "../src/device/encryption/recipient.js";
import { type BlobProgress, type Entry, entryKey, entryText, NO_BLOBS, newEntry } from "../src/device/entry.js";
import type { Reply } from "../src/device/outcome.js";
import type { Claims, Piece, Store } from "../src/device/parcel.js";
import type { SealedFile } from "../src/device/records.js";
import { send } from "../src/device/send.js";
import { MemoryDevice, sealed, serverAt } from "./memory-device.js";
import { sha256 } from "./receivers.js";

export interface Attachment extends Piece {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function attachment(name: string, text: string, type = "image/jpeg"): Attachment {
  const bytes = new TextEncoder().encode(text);
  return { name, type, size: bytes.length, sha256: sha256(bytes), bytes };
}

/** A file as it is sealed, but for its signature. */
export function submission(
  jti: string,
  attachments: readonly Attachment[] = [],
  more: Partial<Claims> & { readonly assignment_token?: string } = {},
): SealedFile {
  const claims = {
    answers: { who: { v: "Ada" } },
    attachments: attachments.map(({ name, type, size, sha256 }) => ({ name, type, size, sha256, question: "photo" })),
    audit: { n: 0, head: "0".repeat(64), sha256: sha256(""), gaps: 0, events: [] },
    jti,
    previous: null,
    questionnaire: { id: "visit", version: "3", sha256: "0".repeat(64) },
    repeats: {},
    ...more,
  };
  const payload = JSON.stringify(claims);
  const jws = JSON.stringify({
    payload: Buffer.from(payload).toString("base64url"),
    protected: "e30",
    signature: "AA",
  });
  return { ...sealed(jti), sha256: sha256(payload), jws };
}

/** Attachments as a device keeps them. */
export class Kept implements Store {
  readonly #bytes = new Map<string, ArrayBuffer>();
  readonly drafts = new Map<string, string>();

  keep(...attachments: readonly Attachment[]): void {
    for (const { sha256, bytes } of attachments) {
      this.#bytes.set(sha256, bytes.slice().buffer);
    }
  }
  damage({ sha256 }: Attachment): void {
    this.#bytes.set(sha256, new TextEncoder().encode("something else").buffer);
  }
  lose({ sha256 }: Attachment): void {
    this.#bytes.delete(sha256);
  }
  async attachment({ sha256 }: Piece): Promise<ArrayBuffer | null> {
    return this.#bytes.get(sha256) ?? null;
  }
  async draft({ jti }: SealedFile): Promise<string | null> {
    return this.drafts.get(jti) ?? null;
  }
}

/** Sends a file, and nothing beside it, to a webhook. */
export function postTo(url: string, reply: WebhookReply, file: SealedFile, recipient?: Recipient): Promise<Reply> {
  const to: ServerTarget = { ...serverAt(url), type: "webhook", id: "webhook", reply };
  return send(to, file, { blobs: NO_BLOBS, store: new Kept(), progress: async () => undefined, recipient });
}

/** A device whose outbox sends for real. */
export class SendingDevice extends MemoryDevice {
  constructor(readonly kept: Kept) {
    super();
  }
  /** Keeps a file and its entries, as sealing does. */
  seal(file: SealedFile, ...targets: readonly string[]): readonly Entry[] {
    this.keep(file);
    return targets.map((target) => {
      const entry = newEntry(
        { jti: file.jti, sha256: file.sha256, questionnaire: file.questionnaire, target },
        this.clock,
      );
      this.put("outbox", entryKey(entry), entryText(entry));
      return entry;
    });
  }
  override async send(
    to: RemoteTarget,
    file: SealedFile,
    blobs: BlobProgress,
    progress: (blobs: BlobProgress) => Promise<void>,
    recipient?: Recipient,
  ): Promise<Reply> {
    this.sent.push({ url: to.url ?? "", jti: file.jti });
    return send(to as ServerTarget, file, { blobs, store: this.kept, progress, recipient });
  }
}
