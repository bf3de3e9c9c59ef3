/** A device for tests: a store in memory whose writes can fail, a clock that is set, and receivers that answer as told. */
import type { Change, Key, Row, StoreName } from "../src/device/database.js";
import { addressOf, type RemoteTarget } from "../src/device/delivery.js";
import type { Recipient } from "../src/device/encryption/recipient.js";
import type { BlobProgress, Progress } from "../src/device/entry.js";
import type { Guard, Wish } from "../src/device/locks.js";
import type { Device } from "../src/device/outbox.js";
import type { Reply } from "../src/device/outcome.js";
import { fileText, type SealedFile } from "../src/device/records.js";

export const status = (code: number, namesDigest = false, after: number | null = null): Reply => ({
  kind: "status",
  status: code,
  namesDigest,
  after,
});

export class MemoryDevice implements Device {
  readonly stores = new Map<string, Map<string, Row>>();
  readonly sent: { readonly url: string; readonly jti: string }[] = [];
  readonly locks = new Set<string>();
  reply: (url: string) => Reply | Promise<Reply> = () => status(200);
  /** Addresses at which somebody is, whatever they reply. */
  readonly there = new Set<string>();
  mayWrite = true;
  clock = 1_000_000;

  put(store: StoreName, key: Key, value: unknown): void {
    const records = this.stores.get(store) ?? new Map<string, Row>();
    this.stores.set(store, records.set(JSON.stringify(key), { key: key as IDBValidKey, value }));
  }
  keep(file: SealedFile): void {
    this.put("files", file.jti, fileText(file));
  }
  async rows(store: StoreName): Promise<Row[]> {
    return [...(this.stores.get(store)?.values() ?? [])];
  }
  async get(store: StoreName, key: Key): Promise<unknown> {
    return this.stores.get(store)?.get(JSON.stringify(key))?.value;
  }
  async write(changes: readonly Change[]): Promise<void> {
    if (!this.mayWrite) {
      throw new Error("no room");
    }
    for (const change of changes) {
      if ("remove" in change) {
        this.stores.get(change.store)?.delete(JSON.stringify(change.key));
      } else {
        this.put(change.store, change.key, "put" in change ? change.put : change.add);
      }
    }
  }
  async take({ name }: Wish): Promise<Guard | null> {
    if (this.locks.has(name)) {
      return null;
    }
    this.locks.add(name);
    return { isHeld: true, release: () => void this.locks.delete(name) };
  }
  async isThere(url: string): Promise<boolean> {
    return this.there.has(url);
  }
  now(): number {
    return this.clock;
  }
  random(): number {
    return 0.5;
  }
  async send(
    to: RemoteTarget,
    { jti }: SealedFile,
    _blobs: BlobProgress,
    _progress: Progress,
    _recipient?: Recipient,
  ): Promise<Reply> {
    const url = addressOf(to);
    this.sent.push({ url, jti });
    return this.reply(url);
  }
}

/** What all targets have that are addresses. */
export const serverAt = (url: string) =>
  ({ url, grant: null, headers: {}, credentials: "same-origin", blobs: false }) as const;

export function sealed(jti: string, questionnaire = "visit"): SealedFile {
  const form = [questionnaire, "", "", ""];
  return {
    jti,
    questionnaire,
    form,
    sha256: `d${jti}`,
    name: `${jti}.jws.json`,
    signer: "k",
    sealedAt: "2026-11-21T10:00:00+01:00",
    // It claims nothing.
    jws: '{"payload":"e30"}',
  };
}
