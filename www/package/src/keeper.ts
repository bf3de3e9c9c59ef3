/** What the Wasm asks of the device while a form is open: its draft is saved, its end is signed and kept. */

import { type Change, database, StoreFault } from "./device/database.js";
import type { Destination } from "./device/delivery.js";
import { outbox } from "./device/desk.js";
import type { RecipientOf } from "./device/encryption/recipients.js";
import { entryKey, entryText, newEntry } from "./device/entry.js";
import { NoKey, type SigningKey, sign, signingKey } from "./device/keys.js";
import { type Guard, isLeased, stillLeased } from "./device/locks.js";
import {
  draftLock,
  draftRecordText,
  type FormKey,
  fileText,
  listOf,
  type SealedFile,
  type Stage,
} from "./device/records.js";

import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";
import { Trouble } from "./trouble.js";

/** What the Wasm knows by its name: a `SaveFault` or a `SealFault`. */
export class DeviceFault extends Error {
  override readonly name = "DeviceFault";

  constructor(
    readonly fault: "full" | "denied" | "failed" | "no-key" | "not-kept" | "missing-file",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface KeeperSetup {
  readonly key: FormKey;
  readonly guard: Guard;
  /** Whether the device keeps anything. */
  readonly keeps: boolean;
  /** Whose key signs; empty for the origin's own. */
  readonly agency: string;
  readonly targets: readonly Destination[];
  /** For whom what goes there is encrypted. */
  readonly recipientOf: RecipientOf;
  lost(): void;
  /** Something failed that the person should hear of, and sealing goes on. */
  failed(error: unknown): void;
  /** A file was sealed, and stands in the outbox. */
  kept(file: SealedFile): void;
  /** The draft was put aside. */
  putAside(): void;
}

export class Keeper {
  readonly #setup: KeeperSetup;
  readonly #list: readonly string[];
  /** The file and the end of its draft are written together: a draft that is open must not come after them. */
  #ending: Promise<unknown> | null = null;
  #sealedId: string | null = null;
  /** The draft that was saved last. */
  #draft = "";
  #signing: SigningKey | null = null;

  constructor(setup: KeeperSetup) {
    this.#setup = setup;
    this.#list = listOf(setup.key);
  }

  /** Writes a draft. The write has begun when this returns, unless it has to wait for a sealing. */
  async save(id: string, stage: Stage, openMs: number, draft: string): Promise<void> {
    this.#draft = id;
    if (this.#ending !== null) {
      await this.#ending.catch(() => undefined);
    }
    if (!this.#setup.guard.isHeld || (stage === "open" && id === this.#sealedId)) {
      // Another tab writes it, or it is sealed: nothing open may come after that.
      return;
    }
    const change: Change = { store: "drafts", key: [...this.#list, id], put: draftRecordText(stage, openMs, draft) };
    const written = this.#write(change, stage);
    await written.catch((cause: unknown) => {
      throw new DeviceFault(saveFault(cause), "the draft could not be saved on this device", { cause });
    });
    if (stage === "aside") {
      this.#setup.putAside();
    }
  }

  async #write(change: Change, stage: Stage): Promise<void> {
    // Without an await where there is none to make: a page that is being closed has no time for more.
    if (isLeased(this.#lockName) && !(await stillLeased(this.#lockName))) {
      this.#setup.lost();
      return;
    }
    await database.write([change], stage === "aside" ? "strict" : "relaxed");
  }

  /** The draft that was sealed; `null` before that. */
  get sealedId(): string | null {
    return this.#sealedId;
  }

  get #lockName(): string {
    return draftLock(this.#list);
  }

  /** The public half of the key that seals, as JSON text. */
  async signer(): Promise<string> {
    const unreadable = (): void => this.#setup.failed(new Trouble("newKey"));
    try {
      this.#signing = await signingKey(this.#setup.agency, unreadable);
    } catch (cause) {
      throw new DeviceFault("no-key", `no key could be made or used: ${messageOf(cause)}`, { cause });
    }
    const { jwk, created, storage } = this.#signing;
    return JSON.stringify({ jwk, created, storage });
  }

  async sign(input: Uint8Array): Promise<Uint8Array> {
    try {
      if (this.#signing === null) {
        throw new NoKey("no key was opened");
      }
      return await sign(this.#signing, new Uint8Array(input));
    } catch (cause) {
      throw new DeviceFault("no-key", `the key does not sign: ${messageOf(cause)}`, { cause });
    }
  }

  /** The claims of the files that are answers; every one of them must be here. */
  async attachments(files: string): Promise<string> {
    const { claimsOf } = await part(LOADING_MS, () => import("./evidence/claims.js"));
    const claims = await claimsOf(JSON.parse(files), this.#draft, this.#list);
    if (typeof claims !== "string") {
      const { name, question } = claims;
      throw new DeviceFault("missing-file", `the file \`${name}\` of \`${question}\` is not on this device`);
    }
    return claims;
  }

  /**
   * Keeps a file, its entries in the outbox and the end of its draft in one step: a tab that is killed leaves all of them or none.
   * Nothing is sent or handed over before `shown`, when its receipt is about to be on the screen: what comes of it is drawn there.
   */
  async keep(
    receipt: string,
    jws: string,
    openMs: number,
    draft: string,
    { ms, shown }: { readonly ms: number; readonly shown: Promise<void> },
  ): Promise<boolean> {
    const { key, targets, recipientOf, keeps } = this.#setup;
    const said = JSON.parse(receipt) as Pick<SealedFile, "jti" | "sha256" | "name" | "signer" | "sealedAt">;
    const file: SealedFile = { ...said, questionnaire: key.questionnaire, form: this.#list, jws };
    const now = Date.now();
    const { jti, sha256, questionnaire } = file;
    const entries = targets.map((to) => {
      const encrypt = recipientOf(to);
      const of = { jti, sha256, questionnaire, target: to.id };
      return newEntry(encrypt === undefined ? of : { ...of, encrypt }, now);
    });
    const changes: Change[] = [
      // A file that is there is never written over.
      { store: "files", key: file.jti, add: fileText(file) },
      { store: "drafts", key: [...this.#list, file.jti], put: draftRecordText("sealed", openMs, draft) },
      ...entries.map((entry): Change => ({ store: "outbox", key: entryKey(entry), add: entryText(entry) })),
    ];
    this.#ending = keeps ? database.write(changes, "strict", ms) : Promise.resolve();
    try {
      await this.#ending;
    } catch (cause) {
      throw new DeviceFault("not-kept", `the sealed file could not be kept: ${messageOf(cause)}`, { cause });
    } finally {
      this.#ending = null;
    }
    this.#sealedId = file.jti;
    const go = (): void => {
      this.#setup.kept(file);
      outbox.add(file, entries, keeps);
    };
    void shown.then(() => setTimeout(go));
    return keeps;
  }

  /** Attachments of this form that nothing names any more go: those kept before that moment, in milliseconds since 1970. */
  prune(draft: string, before: number): void {
    // Nobody waits for it; what could not be taken away now is met again.
    this.#prune(draft, before).catch(() => undefined);
  }

  async #prune(draft: string, before: number): Promise<void> {
    const { guard, keeps } = this.#setup;
    if (keeps && guard.isHeld && (await database.keys("blobs")).length > 0) {
      const { pruneAttachments } = await part(LOADING_MS, () => import("./device/attachments.js"));
      await pruneAttachments(this.#list, draft, before, guard);
    }
  }
}

function saveFault(cause: unknown): "full" | "denied" | "failed" {
  const fault = cause instanceof StoreFault ? cause.fault : "failed";
  return fault === "taken" ? "failed" : fault;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
