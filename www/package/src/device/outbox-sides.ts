/** The two sides of the outbox: the pages whose files it sends, and the device on which they are. */

import type { Change, Key, Row, StoreName } from "./database.js";
import type { Destination, RemoteTarget } from "./delivery.js";
import type { Recipient } from "./encryption/recipient.js";
import type { BlobProgress, Entry, Progress } from "./entry.js";
import type { Guard, Wish } from "./locks.js";
import type { Reply } from "./outcome.js";
import type { SealedFile } from "./records.js";

/** What a page reports to, and hands files to. */
export interface Client {
  /** The questionnaire whose files it sends. */
  readonly questionnaire: string;
  /** Under what its drafts are found. */
  readonly form: readonly string[];
  readonly targets: readonly Destination[];
  /** An entry is in another state, or is met for the first time. */
  changed(entry: Entry, isNew: boolean): void;
  /** Hands a file to the page; gives whether the page has taken it. */
  handOver(file: SealedFile): boolean;
}

/** What the outbox needs of the device. */
export interface Device {
  rows(store: StoreName): Promise<Row[]>;
  get(store: StoreName, key: Key): Promise<unknown>;
  write(changes: readonly Change[]): Promise<void>;
  take(wish: Wish): Promise<Guard | null>;
  now(): number;
  random(): number;
  /** Sends a file; `blobs` says what of it has arrived before, and `progress` is called with what has by now. */
  send(
    to: RemoteTarget,
    file: SealedFile,
    blobs: BlobProgress,
    progress: Progress,
    /** Who alone may read it on its way; it leaves the device as it is where nobody is named. */
    recipient: Recipient | undefined,
  ): Promise<Reply>;
  /** Whether somebody is at an address that gave no answer. */
  isThere(url: string): Promise<boolean>;
}
