/** When the outbox looks again: by the clock, when the network is back, and when the page is looked at. */

import { DAY_MS } from "./outcome.js";

/** Never at once: an entry that could not be settled must not make this spin. */
const LEAST_MS = 500;

export class Wakeups {
  readonly #again: () => void;
  readonly #back: () => void;
  readonly #lookedAt = (): void => {
    // A page that is being left begins nothing.
    if (!document.hidden) {
      this.#back();
    }
  };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isListening = false;

  /** Looks again when it is time, and where there may be a network again. */
  constructor(again: () => void, back: () => void) {
    this.#again = again;
    this.#back = back;
  }

  /** Sets the one timer, to so many milliseconds from now; `null` for none. */
  set(ms: number | null): void {
    clearTimeout(this.#timer);
    if (ms !== null) {
      this.#timer = setTimeout(this.#again, Math.min(Math.max(ms, LEAST_MS), DAY_MS));
    }
  }

  /** Hears of the network and of the page, or no more. */
  listen(isNeeded: boolean): void {
    if (isNeeded === this.#isListening || typeof document === "undefined") {
      return;
    }
    this.#isListening = isNeeded;
    if (isNeeded) {
      addEventListener("online", this.#back);
      document.addEventListener("visibilitychange", this.#lookedAt);
    } else {
      removeEventListener("online", this.#back);
      document.removeEventListener("visibilitychange", this.#lookedAt);
    }
  }
}
