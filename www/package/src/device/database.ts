/**
 * What is kept on the device, in IndexedDB: changes that are written together or not at all.
 *
 * Browsers close connections on their own (memory is short, data is cleared, another tab has a newer version). A connection
 * that is gone is opened again, and what was to be written is written once more.
 */

import { within } from "./deadline.js";

const NAME = "sealform";
/**
 * 2 has the store of attachments; 3 has forms and leases, and files drafts by lists. Whoever runs an earlier version of this
 * package on another page of the origin cannot open a later one: what is new has a database of its own.
 */
const VERSION = 3;
const OPENING_MS = 5_000;
/** For records; attachments are given more. */
const WRITING_MS = 10_000;

/** Drafts by form and UUID, sealed files by UUID, what is on its way by UUID and target, signing keys by agency, attachments by the SHA-256 of their bytes, the forms that drafts were begun with by their digest, and leases by the name of what is leased. */
export const STORES = ["drafts", "files", "outbox", "keys", "blobs", "forms", "leases"] as const;

export type StoreName = (typeof STORES)[number];

/** A text, or a list of texts: lists need no separator that somebody could forge. */
export type Key = string | readonly string[];

/** One record that is written over what is there (`put`), refused where something is there (`add`), or removed. */
export type Change<Store extends string = StoreName> = { readonly store: Store; readonly key: Key } & (
  | { readonly put: unknown }
  | { readonly add: unknown }
  | { readonly remove: true }
);

/** A record with the key under which it stands. */
export interface Row {
  readonly key: IDBValidKey;
  readonly value: unknown;
}

/** The device has no room, the browser keeps nothing for this page, something is there already, or anything else. */
export type Fault = "full" | "denied" | "taken" | "failed";

/** Something was not kept or found. */
export class StoreFault extends Error {
  override readonly name = "StoreFault";

  constructor(
    readonly fault: Fault,
    options?: ErrorOptions,
  ) {
    super(`the device keeps nothing: ${fault}`, options);
  }
}

function faultOf(cause: unknown): StoreFault {
  if (cause instanceof StoreFault) {
    return cause;
  }
  const { name, message } = cause instanceof Error || cause instanceof DOMException ? cause : { name: "", message: "" };
  switch (name) {
    case "QuotaExceededError":
      return new StoreFault("full", { cause });
    case "SecurityError":
    case "NotAllowedError":
      return new StoreFault("denied", { cause });
    case "ConstraintError":
      return new StoreFault("taken", { cause });
    case "UnknownError":
      // Chromium's word for frames of other sites that may keep nothing, and for disks that fail: only its sentence tells them apart.
      return new StoreFault(/denied permission/.test(message) ? "denied" : "failed", { cause });
    default:
      return new StoreFault("failed", { cause });
  }
}

export type Durability = "relaxed" | "strict";

/** What a database is called, and what it has. */
interface Plan<Store extends string> {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly Store[];
}

/** A database; that of the page is `database`. */
export class Database<Store extends string = StoreName> {
  readonly #plan: Plan<Store>;
  #connection: IDBDatabase | null = null;
  #opening: Promise<IDBDatabase> | null = null;

  constructor(plan: Plan<Store>) {
    this.#plan = plan;
  }

  /** Opens the database, and builds it on the first visit. Throws a {@link StoreFault}. */
  async open(): Promise<void> {
    await this.#connected();
  }

  /** The record of that key. */
  get(store: Store, key: Key): Promise<unknown> {
    return this.#read(store, (from) => from.get(key as IDBValidKey));
  }

  /** The first record from one key up to another. */
  first(store: Store, from: string, to: string): Promise<unknown> {
    return this.#read(store, (records) => records.get(IDBKeyRange.bound(from, to)));
  }

  /** All records whose list, or text, begins like this; without a beginning, all records. */
  async rows(store: Store, beginning?: readonly string[] | string): Promise<Row[]> {
    const range = beginning === undefined ? null : IDBKeyRange.bound(beginning, after(beginning));
    const [keys, values] = await Promise.all([
      this.#read(store, (from) => from.getAllKeys(range)),
      this.#read(store, (from) => from.getAll(range)),
    ]);
    return keys.map((key, index) => ({ key, value: values[index] as unknown }));
  }

  /** The keys of all records: what they hold may be large. */
  keys(store: Store): Promise<IDBValidKey[]> {
    return this.#read(store, (from) => from.getAllKeys());
  }

  /**
   * Writes all of these or none. Where there is a connection, the transaction has begun when this returns: a page that is
   * being closed has no time for more. Throws a {@link StoreFault}; nothing was written then.
   */
  write(changes: readonly Change<Store>[], durability: Durability = "relaxed", ms = WRITING_MS): Promise<void> {
    const stores = [...new Set(changes.map((change) => change.store))];
    return this.#twice(async (connection) => {
      const transaction = connection.transaction(stores, "readwrite", { durability });
      const done = finished(transaction);
      try {
        for (const change of changes) {
          enter(transaction.objectStore(change.store), change);
        }
        // A page that is left has no turn any more in which its transaction would commit by itself: WebKit keeps such a
        // page asleep, and readers of the same store wait for it. A browser without `commit` goes on as before.
        transaction.commit?.();
      } catch (error) {
        done.catch(() => undefined);
        end(transaction);
        throw error;
      }
      await within(ms, done, () => end(transaction));
    });
  }

  /** Changes one record by what stands there, in one transaction; `undefined` leaves it. Gives what stands there afterwards. */
  change(
    store: Store,
    key: Key,
    decide: (before: unknown) => unknown,
    durability: Durability = "relaxed",
    ms = WRITING_MS,
  ): Promise<unknown> {
    return this.#twice(async (connection) => {
      const transaction = connection.transaction(store, "readwrite", { durability });
      const done = finished(transaction);
      const records = transaction.objectStore(store);
      const request = records.get(key as IDBValidKey);
      let after: unknown;
      request.onsuccess = () => {
        const before: unknown = request.result;
        const next = decide(before);
        after = next ?? before;
        if (next === null) {
          records.delete(key as IDBValidKey);
        } else if (next !== undefined) {
          records.put(next, key as IDBValidKey);
        }
      };
      await within(ms, done, () => end(transaction));
      return after;
    });
  }

  #read<Result>(store: Store, ask: (from: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
    return this.#twice((connection) => {
      const transaction = connection.transaction(store);
      const request = ask(transaction.objectStore(store));
      const found = new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      // As for writes: those of the next page must not wait for this one's sleep.
      transaction.commit?.();
      return within(WRITING_MS, found);
    });
  }

  /** Does something with the connection; where that fails, once more with a new one. */
  async #twice<Result>(act: (connection: IDBDatabase) => Promise<Result>): Promise<Result> {
    const first = this.#connection;
    if (first !== null) {
      try {
        // Not awaited before: what is begun here is begun at once.
        return await act(first);
      } catch (error) {
        const { fault } = faultOf(error);
        if (fault === "full" || fault === "taken") {
          throw faultOf(error);
        }
        this.#letGo(first);
      }
    }
    try {
      return await act(await this.#connected());
    } catch (error) {
      throw faultOf(error);
    }
  }

  async #connected(): Promise<IDBDatabase> {
    if (this.#connection === null) {
      this.#opening ??= this.#connect().finally(() => {
        this.#opening = null;
      });
      return this.#opening;
    }
    return this.#connection;
  }

  async #connect(): Promise<IDBDatabase> {
    let late = false;
    try {
      const factory: IDBFactory | undefined = globalThis.indexedDB;
      if (factory === undefined) {
        throw new StoreFault("denied");
      }
      const { name, version, stores } = this.#plan;
      const open = (wanted?: number): Promise<IDBDatabase> =>
        new Promise((resolve, reject) => {
          const request = factory.open(name, wanted);
          request.onupgradeneeded = ({ oldVersion }) => build(request, oldVersion, stores);
          request.onsuccess = () => {
            if (late) {
              request.result.close();
            }
            resolve(request.result);
          };
          request.onerror = () => reject(request.error);
          // Another tab has an older version and does not let go: it may still do so before the time is over.
        });
      const opened = open(version).catch((error: unknown) => asItIs(error, open, stores));
      const connection = await within(OPENING_MS, opened, () => {
        late = true;
      });
      // A newer page that wants to change the stores must not wait for this one.
      connection.onversionchange = () => this.#letGo(connection);
      connection.onclose = () => this.#letGo(connection);
      this.#connection = connection;
      return connection;
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** What is being written is written to its end. */
  #letGo(connection: IDBDatabase): void {
    connection.close();
    if (this.#connection === connection) {
      this.#connection = null;
    }
  }
}

export const MAIN: Plan<StoreName> = { name: NAME, version: VERSION, stores: STORES };

export const database = new Database(MAIN);

/** What a later version of this package has made goes on as it is, where it has all that is needed. */
async function asItIs(
  error: unknown,
  open: () => Promise<IDBDatabase>,
  stores: readonly string[],
): Promise<IDBDatabase> {
  if ((error as Partial<DOMException> | null)?.name !== "VersionError") {
    throw error;
  }
  const connection = await open();
  if (stores.every((store) => connection.objectStoreNames.contains(store))) {
    return connection;
  }
  connection.close();
  throw error;
}

/** What comes after every key that begins like this: an empty list comes after every text. */
function after(beginning: readonly string[] | string): IDBValidKey {
  return typeof beginning === "string" ? `${beginning}\uffff` : [...beginning, []];
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Nothing of it may stay; that it is over already is fine. */
function end(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {}
}

function enter(store: IDBObjectStore, change: Change<string>): void {
  const key = change.key as IDBValidKey;
  if ("put" in change) {
    store.put(change.put, key);
  } else if ("add" in change) {
    store.add(change.add, key);
  } else {
    store.delete(key);
  }
}

function build(request: IDBOpenDBRequest, oldVersion: number, stores: readonly string[]): void {
  const { result, transaction } = request;
  for (const store of stores) {
    if (!result.objectStoreNames.contains(store)) {
      result.createObjectStore(store);
    }
  }
  if (oldVersion > 0 && oldVersion < 3 && transaction !== null && stores === STORES) {
    fileDraftsAnew(transaction.objectStore("drafts"));
  }
}

/**
 * Drafts stood under `digest|assignment|place|UUID`. One that cannot be read stays where it is, and is met when its form is
 * opened.
 */
function fileDraftsAnew(drafts: IDBObjectStore): void {
  const request = drafts.openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (cursor === null) {
      return;
    }
    const key = movedKey(cursor.key, cursor.value);
    if (key !== null) {
      drafts.put(cursor.value, key as IDBValidKey);
      cursor.delete();
    }
    cursor.continue();
  };
}

/** The list under which a draft of the older store stands from now on; `null` where it cannot be read. */
export function movedKey(key: IDBValidKey, record: unknown): readonly string[] | null {
  try {
    const { draft } = JSON.parse(String(record)) as { draft: OldDraft };
    const { sha256, id } = draft.questionnaire;
    const text = String(key);
    if (Array.isArray(key) || !text.startsWith(`${sha256}|`) || !text.endsWith(`|${draft.id}`)) {
      return null;
    }
    const filed = text.slice(sha256.length + 1, -draft.id.length - 1);
    const bar = filed.lastIndexOf("|");
    const observer = draft.facts?.assignment?.observer;
    return [id, filed.slice(0, bar), typeof observer === "string" ? observer : "", filed.slice(bar + 1), draft.id];
  } catch {
    return null;
  }
}

interface OldDraft {
  readonly id: string;
  readonly questionnaire: { readonly id: string; readonly sha256: string };
  readonly facts?: { readonly assignment?: { readonly observer?: unknown } };
}
