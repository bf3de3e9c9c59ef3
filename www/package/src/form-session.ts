/** One opening of a form in an element: from the first fetch until it is taken away. */

import { failureDetail, needsCompiling } from "./failure.js";
import type { Source } from "./form-source.js";
import { formMessages } from "./messages.js";
import { hasStopped, type Mounted, type MountOptions, mount, type Page } from "./runtime.js";
import type { ChangeDetail, ErrorDetail, SealedDetail } from "./types.js";
import { fetchWidgets } from "./widget-element.js";

/** Computes a function from its name and encoded arguments. */
type Compute = (name: string, values: Uint8Array) => Uint8Array | undefined;

async function loadRareFunctions(): Promise<Compute> {
  const { compute, loadRare } = await import("./rare.js");
  await loadRare();
  return compute;
}

/** What a session reports to its element. */
export interface SessionEvents {
  changed(detail: ChangeDetail): void;
  /** Gives whether a listener has called `preventDefault()`. */
  sealed(detail: SealedDetail): boolean;
  failed(detail: ErrorDetail, session: FormSession): void;
  takenOver(session: FormSession): void;
}

/** Sessions that are not ended: they share one Wasm, and a trap stops them all. */
const sessions = new Set<FormSession>();

export class FormSession {
  readonly #events: SessionEvents;
  readonly #abort = new AbortController();
  #mounted: Mounted | null = null;
  /** Computes functions that are not built into the runtime. */
  #compute: Compute | null = null;

  constructor(events: SessionEvents) {
    this.#events = events;
    if (sessions.size === 0) {
      addEventListener("error", onError);
      addEventListener("unhandledrejection", onRejection);
    }
    sessions.add(this);
  }

  /** Ends the fetches of this session. */
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

  /**
   * Opens the form. Where the program is of another version, or lacks the scoring key that is attached, its
   * questionnaire is compiled. `null` where the session has ended meanwhile: the form is taken away at once then.
   */
  async mount(options: MountOptions, source: Source): Promise<Mounted | null> {
    const page = this.#page();
    const mounted = await mount(page, options).catch(async (error: unknown) => {
      if (!needsCompiling(error)) {
        throw error;
      }
      return mount(page, { ...options, program: await source.build(options.scoringKey) });
    });
    if (this.ended) {
      mounted.destroy();
      return null;
    }
    this.#mounted = mounted;
    fetchWidgets(mounted.widgets.split(" "));
    // Whoever turns to another language in the middle may have no network then.
    for (const language of mounted.languages) {
      formMessages(language).catch(() => undefined);
    }
    return mounted;
  }

  /** Saves and takes the form away. */
  end(): void {
    const mounted = this.#mounted;
    this.abandon();
    mounted?.destroy();
  }

  /** Lets go of a form whose program has stopped: nothing of it can be called any more. */
  abandon(): void {
    if (sessions.delete(this) && sessions.size === 0) {
      removeEventListener("error", onError);
      removeEventListener("unhandledrejection", onRejection);
    }
    this.#abort.abort();
    this.#mounted = null;
  }

  fail(error: unknown): void {
    if (!this.ended) {
      this.#events.failed(failureDetail(error), this);
    }
  }

  /** What the Wasm calls. */
  #page(): Page {
    return {
      changed: (path, answered, relevant, open) => this.#events.changed({ path, answered, relevant, open }),
      loadRareFunctions: async () => {
        this.#compute ??= await loadRareFunctions();
      },
      compute: (name, values) => this.#compute?.(name, values),
      sealed: (jti, sha256, fileName, jws) => !this.ended && this.#reportSealed(jti, sha256, fileName, jws),
      takenOver: () => this.#events.takenOver(this),
      failed: (error) => this.fail(error),
      messages: (language) => formMessages(language),
    };
  }

  #reportSealed(jti: string, sha256: string, fileName: string, jws: string): boolean {
    let acknowledged = false;
    let isReporting = true;
    const acknowledge = (): void => {
      acknowledged = true;
      if (!isReporting) {
        this.#mounted?.acknowledge(jti);
      }
    };
    const bytes = new TextEncoder().encode(jws);
    const prevented = this.#events.sealed({ jti, sha256, fileName, bytes, jws, acknowledge });
    isReporting = false;
    return acknowledged || prevented;
  }
}

function onError(event: ErrorEvent): void {
  onUncaught(event.error);
}

function onRejection(event: PromiseRejectionEvent): void {
  onUncaught(event.reason);
}

/**
 * A trap in Wasm reaches the page as an error that nobody has caught: in ours, or in any other on the page. It may be reported
 * while ours calls out to the page, so ours is looked at a moment later.
 */
function onUncaught(error: unknown): void {
  if (error instanceof WebAssembly.RuntimeError) {
    setTimeout(() => {
      if (hasStopped()) {
        for (const session of [...sessions]) {
          session.fail(error);
        }
      }
    });
  }
}
