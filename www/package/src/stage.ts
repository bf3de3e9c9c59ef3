/** Where a form stands, for what comes beside it on demand: above it, or in its place. */

import type { Beginning } from "./beginning.js";

export interface Stage {
  /** Where everything stands. */
  readonly root: HTMLElement;
  /** What stands above the form, and goes with it. */
  readonly above: HTMLElement;
  /** The languages of the person, the dearest first. */
  languages(): readonly string[];
  /** Opens the form anew; what was typed is saved. */
  start(beginning: Beginning): void;
  /** Takes the form away, changes something, and opens it again. */
  again(act: () => Promise<void>): Promise<void>;
  /**
   * Calls `say` once a report is signed, until `signal` aborts. The receipt takes the form's place when it has ended, or failed, or
   * took too long: what changes above the form must not move the receipt under the finger.
   */
  whenSealed(say: () => Promise<void>, signal: AbortSignal): void;
  /** The reports and drafts on this device. */
  showDevice(): Promise<void>;
}
