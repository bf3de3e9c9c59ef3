/** `<sealform-form>`: one form, from its first page to its receipt. */

import { readAssignment } from "./assignment.js";
import { fetchText } from "./fetch.js";
import { showFindings, showLoading, showNotice } from "./notice.js";
import { FormSession, type SessionEvents } from "./run.js";
import { loadRuntime, type MountOptions } from "./runtime.js";
import { Source } from "./source.js";
import type { Delivery, ErrorDetail, Json, JsonObject, SealformEventMap } from "./types.js";
import { formMessages, type LoadingMessages, loadingMessages } from "./messages.js";

/** With what a form is opened. */
interface Beginning {
  /** A draft from elsewhere. */
  readonly draft?: string;
  /** Whether the form is taken away from another tab. */
  readonly takeOver?: boolean;
}

type Listener<Name extends keyof SealformEventMap> = (this: SealformForm, event: SealformEventMap[Name]) => void;

/**
 * Shows the questionnaire at `src`, saves what is typed on the device, seals it, and sends it where `delivery` says.
 *
 * ```html
 * <sealform-form src="visit.json" scoring-key="visit.key.json" lang="nb" delivery="delivery.json"></sealform-form>
 * ```
 *
 * With `program`, the address of what `sealform build` made of the questionnaire and its key, nobody waits for a compiler.
 * `src` is then read only where the program is of another version, or lacks the `scoring-key`.
 *
 * The properties `questionnaire`, `scoringKey`, `delivery` and `facts` take the documents themselves. Changing an attribute
 * or a property opens the form anew, with its draft; changing `lang` only turns its language.
 */
export class SealformForm extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ["src", "program", "scoring-key", "lang", "assignment", "delivery"];

  readonly #root: HTMLElement;
  readonly #styled: Promise<void>;
  #session: FormSession | null = null;
  #isReopening = false;
  #questionnaire: string | null = null;
  #program: Uint8Array | null = null;
  #scoringKey: string | null = null;
  #delivery: Delivery | null = null;
  #facts: JsonObject | null = null;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL("./sealform.css", import.meta.url).href;
    // A form without its styles is better than none, so a failure counts as done.
    this.#styled = new Promise((done) => {
      style.addEventListener("load", () => done());
      style.addEventListener("error", () => done());
    });
    this.#root = document.createElement("div");
    this.#root.part.add("root");
    shadow.append(style, this.#root);
  }

  /** The address of the questionnaire. */
  get src(): string | null {
    return this.getAttribute("src");
  }
  set src(address: string | null) {
    this.#reflect("src", address);
  }

  /** The program that was built of the questionnaire: its address, or its bytes. */
  get program(): Uint8Array | string | null {
    return this.#program ?? this.getAttribute("program");
  }
  set program(program: Uint8Array | string | null) {
    const isAddress = typeof program === "string";
    this.#program = isAddress ? null : program;
    this.#reflect("program", isAddress ? program : null);
    this.#reopen();
  }

  /** The agency's assignment: a compact JWS. */
  get assignment(): string | null {
    return this.getAttribute("assignment");
  }
  set assignment(token: string | null) {
    this.#reflect("assignment", token);
  }

  /** Where sealed files go: the address of a `delivery.json`, or the document itself. */
  get delivery(): Delivery | string | null {
    return this.#delivery ?? this.getAttribute("delivery");
  }
  set delivery(delivery: Delivery | string | null) {
    const isAddress = typeof delivery === "string";
    this.#delivery = isAddress ? null : delivery;
    this.#reflect("delivery", isAddress ? delivery : null);
    this.#reopen();
  }

  /** The questionnaire itself, as text or as an object. */
  get questionnaire(): string | null {
    return this.#questionnaire;
  }
  set questionnaire(document: string | JsonObject | null) {
    this.#questionnaire = asText(document);
    this.#reopen();
  }

  /** The scoring key: the address that `scoring-key` names, or the document itself, as text or as an object. */
  get scoringKey(): string | null {
    return this.#scoringKey ?? this.getAttribute("scoring-key");
  }
  set scoringKey(document: string | JsonObject | null) {
    this.#scoringKey = asText(document);
    this.#reopen();
  }

  /** The facts that the form begins with. */
  get facts(): JsonObject | null {
    return this.#facts;
  }
  set facts(facts: JsonObject | null) {
    this.#facts = facts;
    this.#reopen();
  }

  /** Sets a fact of the running form. */
  applyFact(name: string, value: Json): void {
    this.#session?.mounted?.applyFact(name, JSON.stringify(value));
  }

  /** The draft as text, to be kept elsewhere; `null` while there is no form. */
  exportDraft(): string | null {
    return this.#session?.mounted?.draft() ?? null;
  }

  /** Goes on with a draft that was exported, here or on another device. */
  importDraft(draft: string): void {
    this.#start({ draft });
  }

  connectedCallback(): void {
    this.#start({});
  }

  disconnectedCallback(): void {
    this.#session?.end();
    this.#session = null;
    this.#root.replaceChildren();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now) {
      return;
    }
    const mounted = this.#session?.mounted;
    if (name === "lang" && mounted) {
      mounted.setLanguage(now ?? "");
    } else {
      this.#reopen();
    }
  }

  override addEventListener<Name extends keyof SealformEventMap>(
    type: Name,
    listener: Listener<Name>,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  #reflect(name: string, value: string | null): void {
    if (value === null) {
      this.removeAttribute(name);
    } else {
      this.setAttribute(name, value);
    }
  }

  /** Several changes in a row open the form once. */
  #reopen(): void {
    if (this.#isReopening || !this.isConnected) {
      return;
    }
    this.#isReopening = true;
    queueMicrotask(() => {
      this.#isReopening = false;
      if (this.isConnected) {
        this.#start({});
      }
    });
  }

  #start(beginning: Beginning): void {
    this.#session?.end();
    this.#session = null;
    if (this.#questionnaire === null && this.src === null && this.program === null) {
      this.#root.replaceChildren();
      return;
    }
    const session = new FormSession(this.#events());
    this.#session = session;
    this.#open(session, beginning).catch((error: unknown) => session.fail(error));
  }

  async #open(session: FormSession, beginning: Beginning): Promise<void> {
    const stage = document.createElement("div");
    this.#root.replaceChildren(stage);
    showLoading(stage, this.#words().loading);
    // The form will most likely speak this language, and asks for it as soon as it knows.
    formMessages(this.lang).catch(() => undefined);
    const [[options, source]] = await Promise.all([this.#options(session.signal, beginning), loadRuntime(), this.#styled]);
    const mounted = await session.mount(options, source);
    if (mounted !== null) {
      stage.replaceWith(mounted.canvas);
      this.#emit("sealform-ready", { restored: mounted.restored });
    }
  }

  async #options(signal: AbortSignal, beginning: Beginning): Promise<[MountOptions, Source]> {
    const either = async (given: string | null, address: string | null): Promise<string | undefined> =>
      given ?? (address === null ? undefined : await fetchText(address, signal));
    const targets = this.#delivery === null ? null : JSON.stringify(this.#delivery);
    // A questionnaire that the page hands over is newer than any program.
    const program = this.#questionnaire === null ? this.program : null;
    const source = new Source({ questionnaire: this.#questionnaire, src: this.src, program }, signal);
    const attachedKey = either(this.#scoringKey, this.getAttribute("scoring-key"));
    const [compiled, scoringKey, delivery] = await Promise.all([
      source.program(attachedKey),
      attachedKey,
      either(targets, this.getAttribute("delivery")),
    ]);
    const assignment = this.assignment === null ? null : readAssignment(this.assignment);
    const facts = assignment === null ? this.#facts : { ...this.#facts, assignment: assignment.payload };
    const options: MountOptions = {
      program: compiled,
      scoringKey,
      delivery,
      language: this.lang,
      assignment: assignment?.id ?? "",
      place: this.id,
      assignmentToken: assignment?.token,
      agency: assignment?.issuer ?? "",
      facts: JSON.stringify(facts ?? {}),
      draft: beginning.draft,
      takeOver: beginning.takeOver ?? false,
    };
    return [options, source];
  }

  #events(): SessionEvents {
    return {
      changed: (detail) => this.#emit("sealform-change", detail),
      sealed: (detail) => !this.#emit("sealform-sealed", detail),
      failed: (detail, session) => {
        this.#emit("sealform-error", detail);
        this.#show(detail, session);
      },
      takenOver: (session) => {
        session.end();
        const words = this.#words();
        showNotice(this.#root, words.taken, null, this.#offer(words.useHere, { takeOver: true }));
      },
    };
  }

  /** What went wrong takes the place of the form, unless the form is there and goes on. */
  #show(detail: ErrorDetail, session: FormSession): void {
    const words = this.#words();
    switch (detail.kind) {
      case "network":
        return showNotice(this.#root, words.network, detail.message, this.#offer(words.retry, {}));
      case "findings":
        session.end();
        return showFindings(this.#root, words.findings, detail.findings);
      case "busy":
        return showNotice(this.#root, words.busy, null, this.#offer(words.useHere, { takeOver: true }));
      case "stopped":
        session.abandon();
        return showNotice(this.#root, words.stopped, null, { label: words.reload, action: () => location.reload() });
      case "failed":
        if (session.mounted === null) {
          showNotice(this.#root, words.failed, detail.message, this.#offer(words.retry, {}));
        }
    }
  }

  #offer(label: string, beginning: Beginning): { label: string; action: () => void } {
    return { label, action: () => this.#start(beginning) };
  }

  #words(): LoadingMessages {
    return loadingMessages(this.lang, ...navigator.languages);
  }

  /** Whether nobody has called `preventDefault()`. */
  #emit<Name extends keyof SealformEventMap>(name: Name, detail: SealformEventMap[Name]["detail"]): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }
}

function asText(document: string | JsonObject | null): string | null {
  return typeof document === "object" && document !== null ? JSON.stringify(document) : document;
}

declare global {
  interface HTMLElementTagNameMap {
    "sealform-form": SealformForm;
  }
}
