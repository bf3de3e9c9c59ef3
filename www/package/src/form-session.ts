/** One opening of a form in an element: from the first fetch until it is taken away. */

import { within } from "./device/deadline.js";
import { type Destination, destinationOf, placeOf } from "./device/delivery.js";
import { outbox } from "./device/desk.js";
import { replaceDrafts } from "./device/drafts.js";
import type { Entry } from "./device/entry.js";
import { type Guard, take } from "./device/locks.js";
import type { Client } from "./device/outbox.js";
import { draftLanguage, draftLock, listOf, type SealedFile } from "./device/records.js";
import type { Documents } from "./documents.js";
import { SealformError } from "./errors.js";
import { failureDetail } from "./failure.js";
import { holdPage, letPageGo, offerFile, offerText, shareFile, sharesFiles } from "./files-to-save.js";
import { callFunction, type HostFunctions } from "./host-functions.js";
import { Keeper } from "./keeper.js";
import { part } from "./load-failure.js";
import { formMessages, LOADING_MS, lookUp } from "./messages.js";
import {
  checkAssignment,
  clearArrived,
  filing,
  giveBack,
  opensStore,
  prepare,
  programOf,
  readForm,
  warmUp,
} from "./opening.js";
import { park, unpark } from "./parked.js";
import { deliveryDetail, handToPage } from "./reported.js";
import { type FormProgram, hasStopped, type Mounted, type Page } from "./runtime.js";
import { Trouble } from "./trouble.js";
import type { ChangeDetail, DeliveryDetail, ErrorDetail, SealedDetail, Stage } from "./types.js";
import { fetchWidgets } from "./widget-element.js";

/** Computes a function from its name and encoded arguments. */
type Compute = (name: string, values: Uint8Array) => Uint8Array | undefined;

/** How long a busy draft is waited for before another tab is believed to have it: a page that is being left, or an element that is moved, lets go a moment later. */
const PATIENCE_MS = 2_000;
/** How long sealing waits for controls that are still at work on an answer. */
const SETTLING_MS = 30_000;
/** How long sealing may take from then on. */
const SEALING_MS = 30_000;
/** A write may be tried, a connection opened again, and the write repeated: all of it within that time. */
const TRIES = 3;

async function loadRareFunctions(): Promise<Compute> {
  const { compute, loadRare } = await part(LOADING_MS, () => import("./rare.js"));
  await within(LOADING_MS, loadRare());
  return compute;
}

/** What a session reports to its element. */
export interface SessionEvents {
  changed(detail: ChangeDetail): void;
  /** Gives whether a listener has called `preventDefault()`. */
  sealed(detail: SealedDetail): boolean;
  /** The report is signed and kept. Resolves when its receipt may be shown. */
  kept(): Promise<void>;
  delivery(detail: DeliveryDetail): void;
  /** A report has arrived; `noted` takes what the agency's receipt proves. */
  delivered(jti: string, noted: (note: string) => void): void;
  failed(detail: ErrorDetail, session: FormSession, error: unknown): void;
  /** Resolves when no control is at work any more. */
  settled(): Promise<void>;
  /** The same where one is at work now; `undefined` where none is. */
  working(): Promise<void> | undefined;
  takenOver(session: FormSession): void;
  /** The person got a sealed file to save. */
  fileOffered(): void;
  /** The person wants to read a sealed file. */
  showReport(jti: string): void;
  /** The person wants to see what is on this device. */
  showDevice(): void;
  /** The person wants to know the keys. */
  showKeys(): void;
  /** The person wants to be reminded; `day` is an ISO date. */
  offerEvent(title: string, day: string): void;
  /** The form has been put aside, and the page has a newer one. */
  begunAnew(session: FormSession): void;
}

/** The form is open in another tab. */
export class Busy extends Error {
  override readonly name = "Busy";
}

/** Sessions that are not ended: they share one Wasm, and a trap stops them all. */
const sessions = new Set<FormSession>();

export class FormSession implements Client {
  readonly #events: SessionEvents;
  readonly #abort = new AbortController();
  /** Gives the program of the form that is open. */
  program: () => Promise<Uint8Array | null> = async () => null;
  #mounted: Mounted | null = null;
  #keeper: Keeper | null = null;
  #guard: Guard | null = null;
  /** Keeps in the page what the device does not keep. */
  #park: () => unknown = () => undefined;
  #isSealing = false;
  #sealingEnds = 0;
  /** Computes functions that are not built into the runtime. */
  #compute: Compute | null = null;
  #functions: HostFunctions = {};
  #isComputing = false;
  #language: string | null = null;
  questionnaire = "";
  form: readonly string[] = [];
  /** Whether the device keeps nothing of it. */
  isWithoutStore = false;
  targets: readonly Destination[] = [];
  /** Days after which what has arrived everywhere goes; `null` where it stays. */
  keepDays: number | null = null;

  constructor(events: SessionEvents) {
    this.#events = events;
    warmUp();
    if (sessions.size === 0) {
      addEventListener("error", onError);
      addEventListener("unhandledrejection", onRejection);
    }
    sessions.add(this);
  }

  /** A function that nobody computes is blank: the page hears of it, and the form goes on. */
  #tellUnregistered(called: readonly string[]): void {
    for (const name of called.filter((name) => !Object.hasOwn(this.#functions, name))) {
      const message = `the form calls \`${name}()\`, which the page does not register in \`functions\`: it is blank`;
      this.warn({ kind: "failed", stage: "filling", url: null, status: null, message });
    }
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
    if (this.#isComputing) {
      // The Wasm is in the middle of it, and waits for the value.
      throw new SealformError("form/busy", "a function of the page can neither ask nor change the form that calls it");
    }
    return this.#mounted;
  }

  /** The language that the form speaks, or spoke last; `null` where there was none yet. */
  language(): string | null {
    if (this.#mounted !== null && !this.#isComputing) {
      try {
        this.#language = draftLanguage(this.#mounted.draft());
      } catch {
        // The Wasm has stopped, and what is said of that needs words: in the language that was last known.
      }
    }
    return this.#language;
  }

  /** Where an error belongs that comes now. */
  get stage(): Stage {
    return this.#mounted === null ? "loading" : this.#isSealing ? "sealing" : "filling";
  }

  /** Opens the form. `null` where the session has ended meanwhile: the form is taken away at once then. */
  async mount(documents: Documents): Promise<{ readonly mounted: Mounted; readonly restored: boolean } | null> {
    const programs: FormProgram[] = [];
    try {
      return await this.#mount(documents, programs);
    } finally {
      giveBack(programs);
    }
  }

  async #mount(
    documents: Documents,
    programs: FormProgram[],
  ): Promise<{ readonly mounted: Mounted; readonly restored: boolean } | null> {
    const { assignment, beginning, place, targets, recipientOf, language, facts } = documents;
    this.#functions = documents.functions;
    const page = this.#page();
    const asked = { page, ...documents, programs };
    const form = await readForm(asked);
    const keeps = await opensStore(beginning);
    this.isWithoutStore = !keeps;
    const filed = filing(form, place, assignment, keeps);
    const key = await filed();
    this.form = listOf(key);
    this.#refuseTwin();
    const guard = await this.#lock(beginning.takeOver ?? false, keeps);
    if (this.ended) {
      // Nobody else would let go of it: the form stayed closed until the page is left.
      guard.release();
      return null;
    }
    this.#guard = guard;
    if (JSON.stringify(listOf(await filed())) !== JSON.stringify(this.form)) {
      throw new Busy("another tab has filed something there meanwhile");
    }
    this.keepDays = documents.keepDays;
    await clearArrived(this.form, this.keepDays, keeps);
    const opening = await prepare(asked, form, key, keeps);
    const { sha256 } = opening.form;
    this.program = () => programOf(asked, sha256);
    checkAssignment(assignment, opening.form);
    if (this.ended) {
      return null;
    }
    this.#keeper = new Keeper({
      key,
      guard,
      keeps,
      agency: assignment?.issuer ?? "",
      targets,
      recipientOf,
      lost: () => this.#lost(),
      failed: (error) => this.fail(error),
      kept: (file) => this.#kept(file),
      putAside: () => {
        if (opening.isOlder) {
          this.#events.begunAnew(this);
        }
      },
    });
    const { draft, restored, openMs, file } = opening;
    const wishes = language === "" ? navigator.languages : [language, ...navigator.languages];
    const options = {
      language: lookUp(wishes, opening.form.languages) ?? "",
      facts: assignment === null ? facts : { ...facts, ...assignment.facts },
      keeps,
      restored,
      openMs,
      ...(assignment === null ? {} : { assignmentToken: assignment.token }),
      targets: targets.map((to) => ({ id: to.id, place: placeOf(to), encrypted: recipientOf(to) !== undefined })),
      ...(file === null ? {} : { receipt: { ...file, jws: undefined, bytes: file.jws.length } }),
    };
    const mounted = await opening.form.mount(page, JSON.stringify(options), draft);
    if (this.ended) {
      mounted.destroy();
      return null;
    }
    this.#mounted = mounted;
    const issuer = assignment?.issuer ?? "";
    unpark(key, issuer);
    this.#park = () => keeps || park(key, issuer, mounted.draft(), this.#keeper?.sealedId ?? null);
    this.language();
    this.questionnaire = form.id;
    this.targets = targets;
    this.#tellUnregistered(opening.form.hostFunctions);
    if (keeps && draft !== undefined && !restored) {
      // Saved again soon where this fails, and then it is said.
      await replaceDrafts(key, openMs, draft).catch(() => undefined);
    }
    // What this page has kept may be on its way to an answer.
    this.#keeper.prune(mounted.draft(), performance.timeOrigin);
    outbox.serve(this);
    this.#fetchAhead(mounted);
    return { mounted, restored };
  }

  /** Whoever turns a page, or to another language, may have no network then. The page hears at once of what does not come. */
  #fetchAhead({ widgets, languages }: Mounted): void {
    const failed = (error: unknown): void => {
      if (!this.ended) {
        this.warn(failureDetail(error, "filling"));
      }
    };
    fetchWidgets(widgets.split(" "), failed);
    for (const written of languages) {
      formMessages(written).catch(failed);
    }
  }

  /** Saves and takes the form away. What is on its way goes on. */
  end(): void {
    const mounted = this.#mounted;
    this.language();
    try {
      this.#park();
    } catch {
      // The Wasm has stopped: nothing can be had of it any more.
    }
    // While the lock is held.
    mounted?.destroy();
    this.abandon();
  }

  /** Lets go of a form whose program has stopped: nothing of it can be called any more. */
  abandon(): void {
    if (sessions.delete(this) && sessions.size === 0) {
      removeEventListener("error", onError);
      removeEventListener("unhandledrejection", onRejection);
    }
    outbox.leave(this);
    this.#abort.abort();
    this.#mounted = null;
    this.#guard?.release();
  }

  fail(error: unknown): void {
    if (!this.ended) {
      this.#events.failed(failureDetail(error, this.stage), this, error);
    }
  }

  /** Something that will stop sealing is known before the person comes to it. */
  warn(detail: ErrorDetail): void {
    this.#events.failed(detail, this, null);
  }

  /** An entry of the outbox is in another state. */
  changed(entry: Entry, isNew: boolean): void {
    const target = destinationOf(entry, this.targets);
    // What this page does not name is shown by its id.
    const place = target === undefined ? entry.target : placeOf(target);
    const draw = (to: string | null): void =>
      this.#mounted?.delivery(entry.jti, target?.id ?? entry.target, to ?? undefined, entry.state);
    draw(place);
    if (entry.state === "delivered") {
      letPageGo(entry.jti);
      this.#events.delivered(entry.jti, (note) => draw(place === null ? null : `${place} · ${note}`));
    }
    if (!isNew || entry.state !== "delivered") {
      this.#events.delivery(deliveryDetail(entry));
    }
  }

  /** Hands a file to the page; gives whether it has taken it. */
  handOver(file: SealedFile): boolean {
    return handToPage(file, (detail) => this.#events.sealed(detail));
  }

  /** Two elements with one place would write one draft. */
  #refuseTwin(): void {
    const name = JSON.stringify(this.form);
    for (const other of sessions) {
      if (other !== this && JSON.stringify(other.form) === name) {
        throw new Trouble("twice");
      }
    }
  }

  async #lock(takeOver: boolean, isNeeded: boolean): Promise<Guard> {
    const wish = {
      name: draftLock(this.form),
      takeOver,
      isNeeded,
      patience: PATIENCE_MS,
      asked: async () => this.#mounted?.flush(),
      lost: () => this.#lost(),
    };
    const guard = await take(wish);
    if (guard === null) {
      throw new Busy("the form is open in another tab");
    }
    return guard;
  }

  #lost(): void {
    if (!this.ended) {
      this.#events.takenOver(this);
    }
  }

  /** A page that is a target is handed the file by the outbox, and acknowledges it; any other hears of it once. */
  #kept(file: SealedFile): void {
    if (!this.ended && !this.targets.some(({ type }) => type === "page")) {
      this.handOver(file);
    }
  }

  /** What the Wasm calls. */
  #page(): Page {
    const keeper = (): Keeper => {
      if (this.#keeper === null) {
        throw new Error("the form is not open yet");
      }
      return this.#keeper;
    };
    return {
      changed: (path, answered, relevant, open) => this.#events.changed({ path, answered, relevant, open }),
      loadRareFunctions: async () => {
        this.#compute ??= await loadRareFunctions();
      },
      compute: (name, values) => this.#compute?.(name, values),
      callFunction: (name, given) => {
        this.#isComputing = true;
        try {
          return callFunction(this.#functions, name, given);
        } catch (error) {
          const detail = failureDetail(error, "filling");
          queueMicrotask(() => this.warn(detail));
          return undefined;
        } finally {
          this.#isComputing = false;
        }
      },
      failed: (error) => this.fail(error),
      messages: (language) => formMessages(language),
      settled: () => this.#beginSealing(),
      working: () => this.#events.working(),
      save: (id, stage, openMs, draft) => keeper().save(id, stage, openMs, draft),
      signer: () => this.#sealingStep(() => keeper().signer()),
      attachments: (files) => this.#sealingStep(() => keeper().attachments(files)),
      sign: (input) => this.#sealingStep(() => keeper().sign(input)),
      keep: async (receipt, jws, openMs, draft) => {
        let show = (): void => undefined;
        const shown = new Promise<void>((resolve) => {
          show = resolve;
        });
        try {
          const isKept = await this.#sealingStep(async (ms) => {
            const isKept = await keeper().keep(receipt, jws, openMs, draft, { ms: ms / TRIES, shown });
            if (!isKept) {
              holdPage(receipt);
            }
            keeper().prune(draft, Date.now());
            return isKept;
          });
          if (!this.ended) {
            await this.#events.kept();
          }
          return isKept;
        } finally {
          show();
        }
      },
      offer: (name, type, text) => offerText(name, type, text),
      offerFile: (jti) => this.#handOut(offerFile(jti)),
      shares: sharesFiles(),
      shareFile: (jti) => this.#handOut(shareFile(jti)),
      retry: (jti) => void outbox.retry(jti),
      showReport: (jti) => this.#events.showReport(jti),
      showDevice: () => this.#events.showDevice(),
      showKeys: () => this.#events.showKeys(),
      offerEvent: (title, day) => this.#events.offerEvent(title, day),
    };
  }

  #handOut(offered: Promise<void>): void {
    offered.then(
      () => this.#events.fileOffered(),
      (error: unknown) => this.fail(error),
    );
  }

  /** Waits for controls that are still at work; from then on the time counts. */
  async #beginSealing(): Promise<void> {
    this.#sealingEnds = Date.now() + SETTLING_MS;
    await this.#sealingStep(() => this.#events.settled());
    this.#sealingEnds = Date.now() + SEALING_MS;
  }

  /** A step of a sealing has what the steps before have left. What stops it is reported with its stage, at once. */
  async #sealingStep<Result>(step: (ms: number) => Promise<Result>): Promise<Result> {
    this.#isSealing = true;
    const ms = Math.max(0, this.#sealingEnds - Date.now());
    try {
      return await within(ms, step(ms));
    } catch (error) {
      this.fail(error);
      throw error;
    } finally {
      this.#isSealing = false;
    }
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
