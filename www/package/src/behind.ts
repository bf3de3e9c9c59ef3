/**
 * What a form needs later than its first page: the desk, which seals and sends, and where a scoring key is attached the
 * scorer, which keeps the score. Both are fetched as soon as the form is on the screen, so that the end of a form needs no
 * network; where they cannot be, they are fetched again when the network is back, and when somebody seals.
 */

import type { Mounted } from "../pkg/sealform_web/sealform_web.js";
import type { Desk } from "./desk.js";
import type { Scorer } from "./scorer.js";
import type { Source } from "./source.js";

/** What the parts behind a form are opened with. */
export interface Backing {
  readonly source: Source;
  readonly key: string | undefined;
  readonly delivery: string | undefined;
  readonly assignmentToken: string | undefined;
  readonly agency: string;
}

/** Whom they tell. */
export interface Listener {
  /** Whether the page has taken the file. */
  sealed(jti: string, sha256: string, fileName: string, jws: string): boolean;
  /** A document cannot be used. */
  failed(error: unknown): void;
}

export class Behind {
  readonly #backing: Backing;
  readonly #listener: Listener;
  readonly #mounted: Mounted;
  #desk: Promise<Desk> | null = null;
  #scorer: Promise<Scorer> | null = null;
  /** The scorer, once it is there. */
  #following: Scorer | null = null;
  #isEnded = false;
  readonly #again = (): void => this.#load();

  constructor(backing: Backing, mounted: Mounted, listener: Listener) {
    this.#backing = backing;
    this.#mounted = mounted;
    this.#listener = listener;
    addEventListener("online", this.#again);
    this.#load();
  }

  /** Tells the scorer of a command; gives the score's view where it is another one now. */
  follow(command: string): string | undefined {
    try {
      return this.#following?.follow(command);
    } catch {
      // Whatever one session takes the other takes too. Should it ever not, the scorer begins again from the draft.
      this.#following = null;
      this.#scorer = null;
      queueMicrotask(this.#again);
      return undefined;
    }
  }

  /** Another draft stands in the form. */
  opened(draft: string): void {
    if (this.#following !== null) {
      this.#following.restore(draft);
      this.#mounted.showScore(this.#following.scoreView());
    }
  }

  /** Seals a finished form; throws the word for what went wrong. */
  async seal(finished: string): Promise<string> {
    const [desk, scorer] = await Promise.all([this.#openDesk(), this.#openScorer()]).catch((): never => {
      throw "not-loaded";
    });
    return desk.seal(finished, scorer?.scoreClaim());
  }

  deliver(jti: string): void {
    this.#tell((desk) => desk.deliver(jti));
  }

  retry(jti: string): void {
    this.#tell((desk) => desk.retry(jti));
  }

  acknowledge(jti: string): void {
    this.#tell((desk) => desk.acknowledge(jti));
  }

  /** Gives the memory back. */
  end(): void {
    this.#isEnded = true;
    removeEventListener("online", this.#again);
    this.#following = null;
    const free = (part: { free(): void }): void => part.free();
    this.#desk?.then(free, () => undefined);
    this.#scorer?.then(free, () => undefined);
  }

  #load(): void {
    // Without a network there will be another time.
    this.#openDesk().catch(() => undefined);
    this.#openScorer()?.catch(() => undefined);
  }

  #tell(act: (desk: Desk) => void): void {
    this.#openDesk().then(act, () => undefined);
  }

  #openDesk(): Promise<Desk> {
    this.#desk ??= this.#loadDesk().catch((error: unknown) => {
      this.#desk = null;
      throw error;
    });
    return this.#desk;
  }

  #openScorer(): Promise<Scorer> | null {
    const { key } = this.#backing;
    if (key === undefined) {
      return null;
    }
    this.#scorer ??= this.#loadScorer(key).catch((error: unknown) => {
      this.#scorer = null;
      throw error;
    });
    return this.#scorer;
  }

  async #loadDesk(): Promise<Desk> {
    const { openDesk } = await import("./desk.js");
    const { delivery, assignmentToken, agency } = this.#backing;
    return openDesk({ form: this.#mounted.form, delivery, assignmentToken, agency }, {
      told: (jti, host, state) => {
        if (!this.#isEnded) {
          this.#mounted.told(jti, host, state);
        }
      },
      sealed: (jti, sha256, fileName, jws) => !this.#isEnded && this.#listener.sealed(jti, sha256, fileName, jws),
    });
  }

  async #loadScorer(key: string): Promise<Scorer> {
    const { loadScorer } = await import("./scorer.js");
    const { source } = this.#backing;
    const [open, questionnaire, files] = await Promise.all([loadScorer(), source.text(), source.files()]);
    if (this.#isEnded) {
      throw new Error("the form is gone");
    }
    let scorer: Scorer;
    try {
      scorer = open(questionnaire, key, files);
      if (scorer.sha256 !== this.#mounted.sha256) {
        throw new Error("the program was built from another version of the questionnaire: run `sealform build` again");
      }
    } catch (error) {
      this.#listener.failed(error);
      throw error;
    }
    this.#following = scorer;
    this.opened(this.#mounted.draft());
    return scorer;
  }
}
