/** One opening of a form in an element: from the first fetch until it is taken away. */

import type { Mounted, Page } from "../pkg/sealform_web/sealform_web.js";
import { type Backing, Behind } from "./behind.js";
import { failureDetail } from "./failure.js";
import { formMessages } from "./messages.js";
import type { ChangeDetail, ErrorDetail, SealedDetail } from "./types.js";
import { fetchWidgets } from "./widget.js";

/** Computes a function from its name and encoded arguments. */
type Compute = (name: string, values: Uint8Array) => Uint8Array | undefined;

async function loadHelp(): Promise<Compute> {
  const { compute, loadCompiler } = await import("./compiler.js");
  await loadCompiler();
  return compute;
}

/** The element, as its runs see it. */
export interface Owner {
  changed(detail: ChangeDetail): void;
  /** Whether a listener has called `preventDefault()`. */
  sealed(detail: SealedDetail): boolean;
  failed(detail: ErrorDetail, run: Run): void;
  takenOver(run: Run): void;
}

/** Runs that a stopped program would take down: they share one Wasm. */
const running = new Set<Run>();

export class Run {
  readonly #owner: Owner;
  readonly #abort = new AbortController();
  #mounted: Mounted | null = null;
  #behind: Behind | null = null;
  /** Computes functions that are not built into the form's own engine. */
  #compute: Compute | null = null;

  constructor(owner: Owner) {
    this.#owner = owner;
    running.add(this);
  }

  /** Ends the fetches of this run. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get ended(): boolean {
    return this.signal.aborted;
  }

  /** The form, once it is on the screen. */
  get mounted(): Mounted | null {
    return this.#mounted;
  }

  /** Takes the form in; one that comes after the end is taken away at once. */
  accept(mounted: Mounted, backing: Backing): void {
    if (this.ended) {
      mounted.destroy();
      return;
    }
    this.#mounted = mounted;
    fetchWidgets(mounted.widgets.split(" "));
    // Whoever turns to another language in the middle may have no network then.
    for (const language of mounted.languages) {
      formMessages(language).catch(() => undefined);
    }
    this.#behind = new Behind(backing, mounted, {
      sealed: (jti, sha256, fileName, jws) => this.#tellSealed(jti, sha256, fileName, jws),
      failed: (error) => this.fail(error),
    });
  }

  /** Saves and takes the form away. */
  end(): void {
    const mounted = this.#mounted;
    this.abandon();
    mounted?.destroy();
  }

  /** Lets go of a form whose program has stopped: nothing of it can be called any more. */
  abandon(): void {
    running.delete(this);
    this.#abort.abort();
    this.#behind?.end();
    this.#behind = null;
    this.#mounted = null;
  }

  /** What the Wasm calls. */
  page(): Page {
    return {
      changed: (path, answered, relevant, open) => this.#owner.changed({ path, answered, relevant, open }),
      help: async () => {
        this.#compute ??= await loadHelp();
      },
      compute: (name, values) => this.#compute?.(name, values),
      follow: (command) => this.#behind?.follow(command),
      opened: (draft) => this.#behind?.opened(draft),
      seal: (finished) => this.#behind?.seal(finished) ?? Promise.reject("not-loaded"),
      deliver: (jti) => this.#behind?.deliver(jti),
      retry: (jti) => this.#behind?.retry(jti),
      takenOver: () => this.#owner.takenOver(this),
      failed: (error) => this.fail(error),
      messages: (language) => formMessages(language),
    };
  }

  fail(error: unknown): void {
    if (!this.ended) {
      this.#owner.failed(failureDetail(error), this);
    }
  }

  #tellSealed(jti: string, sha256: string, fileName: string, jws: string): boolean {
    let acknowledged = false;
    let isTelling = true;
    const acknowledge = (): void => {
      acknowledged = true;
      if (!isTelling) {
        this.#behind?.acknowledge(jti);
      }
    };
    const bytes = new TextEncoder().encode(jws);
    const prevented = this.#owner.sealed({ jti, sha256, fileName, bytes, jws, acknowledge });
    isTelling = false;
    return acknowledged || prevented;
  }
}

/** A trap in Wasm reaches the page as an error that nobody has caught. */
function onUncaught(error: unknown): void {
  if (error instanceof WebAssembly.RuntimeError) {
    for (const run of [...running]) {
      run.fail(error);
    }
  }
}

addEventListener("error", (event) => onUncaught(event.error));
addEventListener("unhandledrejection", (event) => onUncaught(event.reason));
