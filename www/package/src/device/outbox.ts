/**
 * The outbox: every sealed file goes to every target at least once, over reloads, dead networks and closed tabs. There is one
 * in a page, and it outlives the elements of forms: what a page has named as a target, it goes on serving.
 *
 * An entry has one key, the file's UUID with the name of the target. It is kept before and after each try, and each try has a
 * lock of its own: nobody waits for a slow target but the entries of that target.
 */

import type { Change, Key, Row } from "./database.js";
import {
  addressOf,
  type Destination,
  destinationOf,
  isByHand,
  isRemote,
  isServer,
  type RemoteTarget,
} from "./delivery.js";
import {
  askedAgain,
  byHand,
  type Entry,
  entryKey,
  entryName,
  entryText,
  isDue,
  isOf,
  isOpen,
  NO_BLOBS,
  named,
  type Progress,
  readEntry,
  SAID_AFTER,
  settled,
  started,
  unreadable,
} from "./entry.js";
import { Lanes } from "./lanes.js";
import type { Client, Device } from "./outbox-sides.js";
import { judge, type Outcome, type Reply, statusOf } from "./outcome.js";
import { readFile, type SealedFile } from "./records.js";
import { Wakeups } from "./wakeups.js";

export type { Client, Device };

/** A record of the store `files` is no file any more. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
}

export class Outbox {
  readonly #device: Device;
  readonly #clients = new Set<Client>();
  /** What was served in this page, also when its element is gone. */
  readonly #served = new Map<string, readonly Destination[]>();
  readonly #entries = new Map<string, Entry>();
  /** What storage does not have yet: memory counts until it has. */
  readonly #unwritten = new Set<string>();
  readonly #files = new Map<string, SealedFile>();
  /** Where records stand that are no entries. */
  readonly #damaged = new Map<string, IDBValidKey>();
  /** Questionnaires whose page was offered what it did not take before this load. */
  readonly #offered = new Set<string>();
  /** What is being sent: a slow target keeps nobody else waiting. */
  readonly #lanes = new Lanes(
    (entry) => this.#sendSafely(entry),
    () => this.#rest(),
  );
  #running: Promise<void> | null = null;
  #isWanted = false;
  readonly #wakeups: Wakeups;
  /** When the page was opened, looked at again, or heard of a network: pauses of before, made for want of one, are over then. */
  #back: number;

  constructor(device: Device) {
    this.#device = device;
    this.#back = device.now();
    this.#wakeups = new Wakeups(
      () => void this.run(),
      () => {
        this.#back = device.now();
        void this.run();
      },
    );
  }

  /** Serves a page from now on. */
  serve(client: Client): void {
    this.#clients.add(client);
    this.#served.set(client.questionnaire, client.targets);
    for (const entry of this.entries(client.questionnaire)) {
      client.changed(entry, true);
    }
    void this.run();
  }

  /** The element is gone; its files are sent all the same. */
  leave(client: Client): void {
    this.#clients.delete(client);
    this.#listen();
  }

  /** Takes in a file that was just sealed, and the entries that were kept with it, or could not be. */
  add(file: SealedFile, entries: readonly Entry[], isKept: boolean): void {
    this.#files.set(file.jti, file);
    for (const entry of entries) {
      if (!isKept) {
        this.#unwritten.add(entryName(entry));
      }
      this.#remember(entry);
    }
    void this.run();
  }

  /** The entries that are known, of one questionnaire (or of nobody knows which), or of all. */
  entries(questionnaire?: string): readonly Entry[] {
    return [...this.#entries.values()].filter((entry) => questionnaire === undefined || isOf(entry, questionnaire));
  }

  /** Sends a file again wherever it has not arrived, or to one target. */
  async retry(jti: string, target?: string): Promise<void> {
    for (const entry of this.entries()) {
      if (entry.jti === jti && (target === undefined || entry.target === target)) {
        const whole = await this.#named(entry);
        // Where nobody can say what it was, it stays in sight as it is.
        if (whole.questionnaire !== "") {
          await this.#keep(askedAgain(whole, this.#device.now()));
        }
      }
    }
    await this.run();
  }

  /** Gives an entry up: the person does not want it sent any more. */
  async remove(jti: string, target: string): Promise<void> {
    const name = entryName({ jti, target });
    const key = (this.#damaged.get(name) as Key | undefined) ?? entryKey({ jti, target });
    await this.#device.write([{ store: "outbox", key, remove: true }]);
    this.#entries.delete(name);
    this.#damaged.delete(name);
    this.#unwritten.delete(name);
  }

  /** The page says, later than at once, that it has taken a file. */
  async acknowledge(jti: string): Promise<void> {
    for (const entry of this.entries()) {
      if (entry.jti === jti && this.destination(entry)?.type === "page") {
        await this.#settle(entry, { is: "delivered" }, 0);
      }
    }
  }

  /** The person has saved or shared a file; gives whether a target asked for that. Nobody can tell whether it arrived. */
  async handedOut(jti: string, how: "file" | "share"): Promise<boolean> {
    const asked = this.entries().filter((entry) => entry.jti === jti && this.destination(entry)?.type === how);
    await Promise.all(asked.map((entry) => this.#settle(entry, { is: "unconfirmed" }, 0)));
    return asked.length > 0;
  }

  /** The file of that UUID; throws a {@link DamagedFile} where what stands there is none. */
  async file(jti: string): Promise<SealedFile | null> {
    const known = this.#files.get(jti);
    if (known !== undefined) {
      return known;
    }
    const kept = await this.#device.get("files", jti);
    if (kept === undefined) {
      return null;
    }
    const file = readFile(kept);
    if (file === null) {
      throw new DamagedFile(`the sealed file ${jti} on this device is damaged`);
    }
    this.#files.set(jti, file);
    return file;
  }

  /** Sends what is due, and sets the timer for the rest. Called again meanwhile, it looks once more when it is done. */
  run(): Promise<void> {
    if (this.#running !== null) {
      this.#isWanted = true;
      return this.#running;
    }
    this.#running = this.#pass().finally(() => {
      this.#running = null;
      if (this.#isWanted) {
        this.#isWanted = false;
        void this.run();
      }
    });
    return this.#running;
  }

  async #pass(): Promise<void> {
    await this.#readAgain();
    await this.#offerAgain();
    const [now, back] = [this.#device.now(), this.#back];
    // Each once: what a try leaves due comes with a later pass.
    const due = this.entries().filter((entry) => isOpen(entry) && isDue(entry, now, back) && this.#isServed(entry));
    const free = due.filter((entry) => !this.#lanes.has(entry));
    const isPage = (entry: Entry): boolean => this.destination(entry)?.type === "page";
    // The page has its files before anybody is asked who may be slow.
    for (const entry of free.filter(isPage)) {
      await this.#sendSafely(entry);
    }
    for (const entry of free.filter((one) => !isPage(one))) {
      this.#lanes.add(entry);
    }
    this.#rest();
  }

  /** Until the next pass. */
  #rest(): void {
    this.#setTimer();
    this.#listen();
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    while (this.#running !== null || this.#lanes.work.length > 0) {
      await Promise.all([this.#running, ...this.#lanes.work]);
    }
  }

  async #sendSafely(entry: Entry): Promise<void> {
    await this.#send(entry).catch((error: unknown) => {
      console.error("<sealform-form>: an entry of the outbox could not be handled", error);
    });
  }

  /** Another tab may have sent in the meantime. */
  async #readAgain(): Promise<void> {
    const known = [...this.#entries.keys()];
    // What is in work as this is read counts as memory has it, also where it is done meanwhile.
    const inWork = new Set(
      this.entries()
        .filter((entry) => this.#lanes.has(entry))
        .map(entryName),
    );
    let rows: readonly Row[];
    try {
      rows = await this.#device.rows("outbox");
    } catch {
      // What is in memory is sent all the same.
      return;
    }
    const there = new Set<string>();
    for (const { key, value } of rows) {
      const read = readEntry(value);
      const entry = read === null ? null : await this.#named(read);
      if (entry === null) {
        const stand = unreadable(key, this.#device.now());
        const name = entryName(stand);
        there.add(name);
        this.#damaged.set(name, key);
        if (!this.#entries.has(name)) {
          this.#remember(stand);
        }
        continue;
      }
      const name = entryName(entry);
      there.add(name);
      const isOurs = this.#unwritten.has(name) || inWork.has(name);
      if (!isOurs && entryText(entry) !== textOf(this.#entries.get(name))) {
        this.#remember(entry);
      }
      if (typeof key === "string" && entry.questionnaire !== "") {
        await this.#move(key, entry);
      }
    }
    for (const name of known) {
      // Given up in another tab.
      if (!there.has(name) && !this.#unwritten.has(name)) {
        this.#entries.delete(name);
      }
    }
  }

  /** An entry of an earlier version says neither its questionnaire nor its target. */
  async #named(entry: Entry): Promise<Entry> {
    if (entry.questionnaire !== "") {
      return entry;
    }
    try {
      return named(entry, await this.file(entry.jti));
    } catch (error) {
      // A file that cannot be had now may come later.
      return error instanceof DamagedFile ? named(entry, undefined) : entry;
    }
  }

  /** Once its file was found, an entry of an earlier version stands under its key. */
  async #move(key: string, entry: Entry): Promise<void> {
    const moved: Change[] = [
      { store: "outbox", key, remove: true },
      { store: "outbox", key: entryKey(entry), put: entryText(entry) },
    ];
    // Where that cannot be written, memory counts, and the next pass tries it again.
    await this.#device.write(moved).catch(() => this.#unwritten.add(entryName(entry)));
  }

  /** A page that did not acknowledge a file may be another one by now; and a page may name a target again. */
  async #offerAgain(): Promise<void> {
    const newcomers = [...this.#clients].map(({ questionnaire }) => questionnaire);
    const isNew = (questionnaire: string): boolean =>
      newcomers.includes(questionnaire) && !this.#offered.has(questionnaire);
    for (const entry of this.entries()) {
      const to = this.destination(entry);
      const isUntaken = entry.state === "unconfirmed" && to?.type === "page" && isNew(entry.questionnaire);
      if (isUntaken || (entry.reason === "no-target" && to !== undefined)) {
        await this.#keep(askedAgain(entry, this.#device.now()));
      }
    }
    for (const questionnaire of newcomers) {
      this.#offered.add(questionnaire);
    }
  }

  /** Whether this page sends it: only a page of its questionnaire knows where to. */
  #isServed({ questionnaire }: Entry): boolean {
    return this.#served.has(questionnaire);
  }

  /** Where an entry goes, by what its page says now; only pages of its questionnaire know. */
  destination(entry: Entry): Destination | undefined {
    return destinationOf(entry, this.#served.get(entry.questionnaire) ?? []);
  }

  /** Each try is alone, over all tabs. */
  async #send(entry: Entry): Promise<void> {
    const to = this.destination(entry);
    if (to === undefined) {
      return this.#settle(entry, { is: "blocked", reason: "no-target" }, entry.status);
    }
    if (isByHand(to)) {
      return entry.reason === "by-hand" ? undefined : this.#keep(byHand(entry, this.#device.now()));
    }
    if (to.type === "page" && ![...this.#clients].some((client) => client.questionnaire === entry.questionnaire)) {
      // Its element is gone; the next one is handed the file.
      return;
    }
    const guard = await this.#device.take({ name: `sealform-send|${entryName(entry)}` });
    if (guard === null) {
      return;
    }
    try {
      const latest = await this.#latest(entry);
      if (latest === null) {
        this.#entries.delete(entryName(entry));
      } else {
        await this.#try(latest, to);
      }
    } finally {
      guard.release();
    }
  }

  /** The entry as it is now: another tab may have had the lock before. `null` where it was given up there. */
  async #latest(entry: Entry): Promise<Entry | null> {
    if (this.#unwritten.has(entryName(entry))) {
      return entry;
    }
    try {
      const kept = await this.#device.get("outbox", entryKey(entry));
      return kept === undefined ? null : (readEntry(kept) ?? entry);
    } catch {
      // What is in memory is sent all the same.
      return entry;
    }
  }

  async #try(entry: Entry, to: Destination): Promise<void> {
    if (!isOpen(entry) || !isDue(entry, this.#device.now(), this.#back)) {
      this.#remember(entry);
      return;
    }
    let file: SealedFile | null;
    try {
      file = await this.file(entry.jti);
    } catch (error) {
      if (error instanceof DamagedFile) {
        return this.#settle(entry, { is: "dead", reason: "unreadable" }, 0);
      }
      // It cannot be read now; that says nothing about the file.
      return this.#settle(entry, judge({ kind: "none" }), 0);
    }
    if (file === null) {
      // Without its bytes nothing can ever be sent.
      return this.#settle(entry, { is: "dead", reason: "no-file" }, 0);
    }
    const trying = started(entry, this.#device.now());
    await this.#keep(trying);
    if (!isRemote(to)) {
      return this.#settle(trying, judge(this.#handOver(file)), 0);
    }
    let latest = trying;
    const progress: Progress = (blobs) => {
      // What moves on is not made to wait as long as what does not.
      const attempts = blobs.arrived.length > (latest.blobs?.arrived.length ?? 0) ? 1 : latest.attempts;
      latest = { ...latest, blobs, attempts, changed: this.#device.now() };
      return this.#keep(latest);
    };
    const reply = await this.#deliver(to, file, trying, progress);
    await this.#settle(latest, judge(reply), statusOf(reply));
  }

  /** Sends a file; where nothing comes back again and again, it is found out whether nobody is there. */
  async #deliver(to: RemoteTarget, file: SealedFile, entry: Entry, progress: Progress): Promise<Reply> {
    const { attempts, blobs = NO_BLOBS } = entry;
    // What is settled when a file is sealed holds for it; before, it is what the page says now.
    const recipient = entry.encrypt ?? to.encrypt;
    try {
      const reply = await this.#device.send(to, file, blobs, progress, recipient);
      const isAsked = reply.kind === "none" && attempts >= SAID_AFTER && isServer(to);
      return isAsked && (await this.#device.isThere(addressOf(to))) ? { kind: "none", isForbidden: true } : reply;
    } catch {
      // A script that does not come may come later.
      return { kind: "none" };
    }
  }

  /** To the element of its own form, if it is there. */
  #handOver(file: SealedFile): Reply {
    const clients = [...this.#clients].filter(({ questionnaire }) => questionnaire === file.questionnaire);
    const own = clients.find(({ form }) => JSON.stringify(form) === JSON.stringify(file.form)) ?? clients[0];
    return own?.handOver(file) === true
      ? { kind: "status", status: 200, namesDigest: true, after: null }
      : { kind: "opaque" };
  }

  #settle(entry: Entry, outcome: Outcome, status: number): Promise<void> {
    return this.#keep(settled(entry, outcome, status, this.#device.now(), this.#device.random()));
  }

  /** Keeps an entry in memory and in storage, and reports it. */
  async #keep(entry: Entry): Promise<void> {
    const name = entryName(entry);
    this.#remember(entry);
    this.#unwritten.add(name);
    try {
      await this.#device.write([{ store: "outbox", key: entryKey(entry), put: entryText(entry) }]);
      if (this.#entries.get(name) === entry) {
        this.#unwritten.delete(name);
      }
    } catch {
      // Memory counts in this page; what is not written is sent once more after a reload, and the receiver knows the UUID.
    }
  }

  #remember(entry: Entry): void {
    const name = entryName(entry);
    const isNew = !this.#entries.has(name);
    this.#entries.set(name, entry);
    this.#report(entry, isNew);
  }

  #report(entry: Entry, isNew: boolean): void {
    for (const client of this.#clients) {
      if (isOf(entry, client.questionnaire)) {
        client.changed(entry, isNew);
      }
    }
  }

  #setTimer(): void {
    const due = this.entries().filter((entry) => isOpen(entry) && this.#isTimed(entry) && !this.#lanes.has(entry));
    this.#wakeups.set(due.length === 0 ? null : Math.min(...due.map((entry) => entry.next)) - this.#device.now());
  }

  /** The page is asked when an element comes, not by the clock. */
  #isTimed(entry: Entry): boolean {
    const to = this.destination(entry);
    return to !== undefined && isRemote(to);
  }

  /** Nothing is heard where nothing waits. */
  #listen(): void {
    this.#wakeups.listen(
      this.#clients.size > 0 || this.entries().some((entry) => isOpen(entry) && this.#isTimed(entry)),
    );
  }
}

function textOf(entry: Entry | undefined): string | null {
  return entry === undefined ? null : entryText(entry);
}
