/** Entries of one target go by two lanes: what takes long, a film for example, leaves the other one to the rest. */

import { type Entry, entryName, queueOf } from "./entry.js";

const LANES = 2;

export class Lanes {
  readonly #act: (entry: Entry) => Promise<void>;
  readonly #done: () => void;
  readonly #waiting = new Map<string, Entry[]>();
  readonly #working = new Map<string, Set<Promise<void>>>();
  /** What waits or is in work. */
  readonly #names = new Set<string>();

  /** `act` never fails; `done` is called when a lane has nothing to do any more. */
  constructor(act: (entry: Entry) => Promise<void>, done: () => void) {
    this.#act = act;
    this.#done = done;
  }

  has(entry: Entry): boolean {
    return this.#names.has(entryName(entry));
  }

  add(entry: Entry): void {
    const queue = queueOf(entry);
    const waiting = this.#waiting.get(queue) ?? [];
    const working = this.#working.get(queue) ?? new Set();
    this.#waiting.set(queue, waiting);
    this.#working.set(queue, working);
    this.#names.add(entryName(entry));
    waiting.push(entry);
    this.#start(waiting, working);
  }

  #start(waiting: Entry[], working: Set<Promise<void>>): void {
    if (waiting.length > 0 && working.size < LANES) {
      const lane: Promise<void> = this.#run(waiting).finally(() => {
        working.delete(lane);
        // Something may have come after it looked for the last time.
        this.#start(waiting, working);
        this.#done();
      });
      working.add(lane);
    }
  }

  async #run(waiting: Entry[]): Promise<void> {
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      await this.#act(entry);
      this.#names.delete(entryName(entry));
    }
  }

  /** What is in work now; nothing where all lanes are free. */
  get work(): readonly Promise<void>[] {
    return [...this.#working.values()].flatMap((lanes) => [...lanes]);
  }
}
