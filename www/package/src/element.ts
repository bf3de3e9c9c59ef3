/** `<sealform-form>`: one form, from its first page to its receipt. */

import css from "../pkg/styles/sealform.js";
import { canonical, documentText, isSameBytes, isSameDocument, json, object, text, wrongType } from "./arguments.js";
import { readAssignment } from "./assignment.js";
import type { Beginning } from "./beginning.js";
import { within } from "./device/deadline.js";
import { readDelivery } from "./device/delivery.js";
import { outbox } from "./device/desk.js";
import { troubled } from "./device/outbox.js";
import { SealformError } from "./errors.js";
import { failureDetail } from "./failure.js";
import { fetchText } from "./fetch-document.js";
import { type Documents, FormSession, offerText, type SessionEvents } from "./form-session.js";
import { Source } from "./form-source.js";
import { settled, takeLateAnswers } from "./late-answers.js";
import {
  type DeviceMessages,
  deviceMessages,
  formMessages,
  LOADING_MS,
  type LoadingMessages,
  loadingMessages,
} from "./messages.js";
import { type Offer, showFindings, showLoading, showNotice, showStrip } from "./notice.js";
import { checkImport } from "./opening.js";
import { ElementBase } from "./platform.js";
import type { Draft, Json } from "./protocol.js";
import { loadRuntime } from "./runtime.js";
import { addStyles } from "./styles.js";
import { Trouble, type Way } from "./trouble.js";
import { readTrust, type Trust } from "./trust.js";
import type { Delivery, ErrorDetail, JsonObject, SealformEventMap } from "./types.js";

/** A draft that waits for its form. */
interface Import {
  readonly draft: string;
  readonly taken: () => void;
  readonly refused: (error: unknown) => void;
}

type Listener<Name extends keyof SealformEventMap> = (this: SealformForm, event: SealformEventMap[Name]) => void;

/** What a page may have set before the element was defined. */
const PROPERTIES = [
  "src",
  "program",
  "questionnaire",
  "scoringKey",
  "assignment",
  "delivery",
  "trust",
  "facts",
] as const satisfies readonly (keyof SealformForm)[];

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
 * The properties `questionnaire`, `scoringKey`, `delivery` and `facts` take the documents themselves. Setting an attribute or
 * a property to what it is already does nothing. New facts go to the running form, a new `lang` turns its language; any other
 * change opens the form anew, with everything that was typed.
 */
export class SealformForm extends ElementBase {
  static readonly observedAttributes: readonly string[] = [
    "src",
    "program",
    "scoring-key",
    "lang",
    "assignment",
    "delivery",
    "trust",
    "id",
  ];

  readonly #root: HTMLElement;
  /** What is said above the form. */
  readonly #strip = globalThis.document?.createElement("div");
  #session: FormSession | null = null;
  /** Whether attributes count: not before the element has its place, for then all of them are there. */
  #isPlaced = false;
  #isOpening = false;
  /** Whether something is said of what could not be delivered. */
  #isTold = false;
  #import: Import | null = null;
  /** Facts that were set while there was no form: `name` and JSON text. */
  #waiting = new Map<string, string>();
  #questionnaire: string | null = null;
  #program: Uint8Array | null = null;
  #scoringKey: string | null = null;
  #delivery: Delivery | null = null;
  #trust: string | null = null;
  #facts: JsonObject | null = null;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    addStyles(shadow, css);
    this.#root = document.createElement("div");
    this.#root.setAttribute("part", "root");
    shadow.append(this.#root);
    takeLateAnswers(this, (path, value) => this.#session?.mounted?.answer(path, value));
  }

  /** The address of the questionnaire. */
  get src(): string | null {
    return this.getAttribute("src");
  }
  set src(address: string | null | undefined) {
    this.#reflect("src", address ?? null);
  }

  /** The program that was built of the questionnaire: its address, or its bytes. */
  get program(): Uint8Array | string | null {
    return this.#program ?? this.getAttribute("program");
  }
  set program(program: Uint8Array | string | null | undefined) {
    if (typeof program === "string" || program == null) {
      this.#replaceProgram(null);
      this.#reflect("program", program ?? null);
    } else if (program instanceof Uint8Array) {
      this.#replaceProgram(program);
      this.#reflect("program", null);
    } else {
      throw wrongType("program", "an address or a Uint8Array", program);
    }
  }

  /** The agency's assignment: a compact JWS. */
  get assignment(): string | null {
    return this.getAttribute("assignment");
  }
  set assignment(token: string | null | undefined) {
    this.#reflect("assignment", token ?? null);
  }

  /** Where sealed files go: the address of a `delivery.json`, or the document itself. */
  get delivery(): Delivery | string | null {
    return this.#delivery ?? this.getAttribute("delivery");
  }
  set delivery(delivery: Delivery | string | null | undefined) {
    if (typeof delivery === "string" || delivery == null) {
      this.#replaceDelivery(null);
      this.#reflect("delivery", delivery ?? null);
    } else {
      // A copy: what a page does with its object later is no change of this one.
      this.#replaceDelivery(JSON.parse(json("delivery", object("delivery", delivery))) as Delivery);
      this.#reflect("delivery", null);
    }
  }

  /**
   * Whose assignments count: the address of a trust document, or the document itself, set as text or as an object. With it
   * nothing of an assignment is used that no issuer of it has signed.
   */
  get trust(): string | null {
    return this.#trust ?? this.getAttribute("trust");
  }
  set trust(trust: string | object | null | undefined) {
    const given = trust == null ? null : documentText("trust", trust);
    const isDocument = given?.trimStart().startsWith("{") ?? false;
    const replaced = isDocument ? given : null;
    if (!isSameDocument(this.#trust, replaced)) {
      this.#trust = replaced;
      this.#open();
    }
    this.#reflect("trust", isDocument ? null : given);
  }

  /** The questionnaire itself; it is set as text or as an object, and given as text. */
  get questionnaire(): string | null {
    return this.#questionnaire;
  }
  set questionnaire(document: string | object | null | undefined) {
    const given = document == null ? null : documentText("questionnaire", document);
    if (!isSameDocument(this.#questionnaire, given)) {
      this.#questionnaire = given;
      this.#open();
    }
  }

  /** The scoring key: the document itself, as text or as an object, or its address, which is the attribute `scoring-key`. */
  get scoringKey(): string | null {
    return this.#scoringKey ?? this.getAttribute("scoring-key");
  }
  set scoringKey(key: string | object | null | undefined) {
    const given = key == null ? null : documentText("scoringKey", key);
    const isDocument = given?.trimStart().startsWith("{") ?? false;
    const replaced = isDocument ? given : null;
    if (!isSameDocument(this.#scoringKey, replaced)) {
      this.#scoringKey = replaced;
      this.#open();
    }
    this.#reflect("scoring-key", isDocument ? null : given);
  }

  /** The facts that the form begins with. Set later, those that are new go to the running form. */
  get facts(): JsonObject | null {
    return this.#facts;
  }
  set facts(facts: object | null | undefined) {
    const given = facts == null ? null : (JSON.parse(json("facts", object("facts", facts))) as JsonObject);
    const before = this.#facts ?? {};
    this.#facts = given;
    if (this.#session?.mounted == null) {
      if (canonical(before) !== canonical(given ?? {})) {
        this.#open();
      }
      return;
    }
    for (const [name, value] of Object.entries(given ?? {})) {
      if (!(name in before) || canonical(before[name]) !== canonical(value)) {
        this.applyFact(name, value);
      }
    }
  }

  /** Sets a fact of the form; one that is not open yet gets it when it is. Throws where the form does not take it. */
  applyFact(name: string, value: Json): void {
    const fact = text("applyFact(name)", name);
    const written = json("applyFact(value)", value);
    const mounted = this.#session?.mounted;
    if (mounted == null) {
      this.#waiting.set(fact, written);
      return;
    }
    try {
      mounted.applyFact(fact, written);
    } catch (cause) {
      throw new SealformError("form/fact", cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  /** The draft as text, to be kept elsewhere; `null` while there is no form. */
  exportDraft(): string | null {
    return this.#session?.mounted?.draft() ?? null;
  }

  /**
   * Goes on with a draft that was exported, here or on another device; as text, or as the object that it holds. Resolves when
   * it stands in the form. Rejects with a {@link SealformError} where it cannot be taken: the form stays as it is then.
   */
  async importDraft(draft: string | Draft): Promise<void> {
    const given = documentText("importDraft", draft);
    const { questionnaire } = readDraft(given);
    const running = this.exportDraft();
    if (running !== null && readDraft(running).questionnaire.id !== questionnaire.id) {
      throw new SealformError("draft/other-questionnaire", "the draft belongs to another questionnaire");
    }
    await checkImport(given);
    await new Promise<void>((taken, refused) => {
      this.#import?.refused(new SealformError("draft/replaced", "another draft was imported"));
      this.#import = { draft: given, taken, refused };
      this.#open();
    });
  }

  connectedCallback(): void {
    this.#upgrade();
    this.#isPlaced = true;
    if (this.hasAttribute("key")) {
      console.error(
        "<sealform-form>: the attribute is called `scoring-key`; `key` is not read, for frameworks keep that name",
      );
    }
    this.#open();
  }

  disconnectedCallback(): void {
    this.#isPlaced = false;
    this.#session?.end();
    this.#session = null;
    this.#root.replaceChildren();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.#isPlaced) {
      return;
    }
    const mounted = this.#session?.mounted;
    if (name === "lang" && mounted != null) {
      mounted.setLanguage(now ?? "");
    } else {
      this.#open();
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

  /** Properties that were set before the element was defined hide the accessors: they are set again. */
  #upgrade(): void {
    for (const name of PROPERTIES) {
      if (Object.hasOwn(this, name)) {
        const value: unknown = Reflect.get(this, name);
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    }
  }

  #reflect(name: string, value: string | null): void {
    if (value === null) {
      this.removeAttribute(name);
    } else {
      this.setAttribute(name, text(name, value));
    }
  }

  #replaceProgram(program: Uint8Array | null): void {
    if (!isSameBytes(this.#program, program)) {
      this.#program = program;
      this.#open();
    }
  }

  #replaceDelivery(delivery: Delivery | null): void {
    if (canonical(this.#delivery) !== canonical(delivery)) {
      this.#delivery = delivery;
      this.#open();
    }
  }

  /** Opens the form; several changes in a row open it once. */
  #open(): void {
    if (this.#isOpening || !this.#isPlaced) {
      return;
    }
    this.#isOpening = true;
    queueMicrotask(() => {
      this.#isOpening = false;
      if (this.#isPlaced) {
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
    this.#isTold = false;
    this.#strip.replaceChildren();
    const imported = this.#import;
    this.#import = null;
    if (imported === null) {
      this.#mount(session, beginning).catch((error: unknown) => session.fail(error));
    } else {
      this.#mount(session, { ...beginning, draft: imported.draft }).then(imported.taken, (error: unknown) =>
        this.#refuse(session, imported, error),
      );
    }
  }

  /** A draft that cannot be taken leaves the form as it was. */
  #refuse(session: FormSession, { refused }: Import, error: unknown): void {
    const cause = failureDetail(error, "filling");
    refused(error instanceof SealformError ? error : new SealformError("form/failed", cause.message, { cause }));
    if (!session.ended) {
      this.#start({});
    }
  }

  async #mount(session: FormSession, beginning: Beginning): Promise<void> {
    const stage = document.createElement("div");
    this.#root.replaceChildren(stage);
    showLoading(stage, this.#words().loading);
    // The form will most likely speak this language, and asks for it as soon as it knows.
    formMessages(this.lang).catch(() => undefined);
    const [documents] = await Promise.all([this.#documents(session.signal, beginning), loadRuntime()]);
    const opened = await session.mount(documents);
    if (opened !== null) {
      stage.replaceWith(this.#strip, opened.mounted.canvas);
      this.#applyWaiting();
      const { assignment } = documents;
      const checked = assignment?.isChecked === true ? "checked" : "unchecked";
      this.#emit("sealform-ready", { restored: opened.restored, assignment: assignment === null ? null : checked });
      if (globalThis.isSecureContext === false) {
        session.warn(insecure());
      }
    }
  }

  /** Facts that waited for the form; one that it does not take is reported, and the form goes on. */
  #applyWaiting(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [name, written] of waiting) {
      try {
        this.#session?.mounted?.applyFact(name, written);
      } catch (error) {
        this.#emit("sealform-error", failureDetail(error, "filling"));
      }
    }
  }

  async #documents(signal: AbortSignal, beginning: Beginning): Promise<Documents> {
    const either = async (given: string | null, address: string | null): Promise<string | undefined> =>
      given ?? (address === null ? undefined : await fetchText(address, signal));
    const targets = this.#delivery === null ? null : JSON.stringify(this.#delivery);
    // A questionnaire that the page hands over is newer than any program.
    const program = this.#questionnaire === null ? this.program : null;
    const source = new Source({ questionnaire: this.#questionnaire, src: this.src, program }, signal);
    const attachedKey = either(this.#scoringKey, this.getAttribute("scoring-key"));
    const [bytes, scoringKey, delivery, trust] = await Promise.all([
      source.program(attachedKey),
      attachedKey,
      either(targets, this.getAttribute("delivery")),
      either(this.#trust, this.getAttribute("trust")),
    ]);
    const trusted: Trust | null = trust === undefined ? null : readTrust(trust);
    return {
      bytes,
      source,
      scoringKey,
      language: this.lang,
      place: this.id,
      assignment: this.assignment === null ? null : await readAssignment(this.assignment, trusted),
      facts: this.#facts ?? {},
      targets: delivery === undefined ? [] : readDelivery(delivery, document.baseURI),
      beginning,
    };
  }

  #events(): SessionEvents {
    return {
      changed: (detail) => this.#emit("sealform-change", detail),
      sealed: (detail) => !this.#emit("sealform-sealed", detail),
      delivery: (detail) => {
        this.#emit("sealform-delivery", detail);
        void this.#tellUndelivered();
      },
      failed: (detail, session, error) => {
        this.#emit("sealform-error", detail);
        if (error instanceof Trouble) {
          void this.#showTrouble(error);
        } else {
          this.#show(detail, session);
        }
      },
      settled: () => settled(this),
      showDevice: () => void this.#showDevice(),
      begunAnew: (session) => {
        if (!session.ended) {
          this.#start({});
        }
      },
      takenOver: (session) => {
        session.end();
        const words = this.#words();
        showNotice(this.#root, words.taken, [], this.#offer(words.useHere, { takeOver: true }));
      },
    };
  }

  /** What went wrong takes the place of the form, unless the form is there and goes on. */
  #show(detail: ErrorDetail, session: FormSession): void {
    const words = this.#words();
    switch (detail.kind) {
      case "insecure":
        void this.#tell((device) => device.insecure);
        break;
      case "network":
        // What is fetched while the form is there is offered again where it is missing.
        if (session.mounted !== null) {
          break;
        }
        showNotice(this.#root, words.network, [detail.message], this.#offer(words.retry, {}));
        break;
      case "findings":
        session.end();
        showFindings(this.#root, words.findings, detail.findings);
        break;
      case "busy":
        showNotice(this.#root, words.busy, [], this.#offer(words.useHere, { takeOver: true }));
        break;
      case "stopped":
        session.abandon();
        showNotice(this.#root, words.stopped, [], { label: words.reload, action: () => location.reload() });
        break;
      case "failed":
        if (session.mounted === null) {
          showNotice(this.#root, words.failed, [detail.message], this.#offer(words.retry, {}));
        }
        break;
    }
  }

  /** The person is asked how to go on, in the language of the page. */
  async #showTrouble({ what, message, ways, list }: Trouble): Promise<void> {
    const session = this.#session;
    const words = this.#words();
    try {
      const device = await this.#deviceWords();
      if (session === this.#session) {
        const offers = ways.map((way) => ({ label: device.offer[way.label], action: () => void this.#go(way) }));
        showNotice(this.#root, device.trouble[what], list, ...offers);
      }
    } catch {
      if (session === this.#session) {
        showNotice(this.#root, words.failed, [message], this.#offer(words.retry, {}));
      }
    }
  }

  async #go({ save, before, opens }: Way): Promise<void> {
    if (save !== undefined) {
      offerText(save.name, "application/json", save.text);
    }
    if (opens !== undefined) {
      try {
        await before?.();
        this.#start(opens);
      } catch (error) {
        this.#session?.fail(error);
      }
    }
  }

  /** Says something above the form, which goes on. */
  async #tell(said: (words: DeviceMessages) => string, ...offers: readonly Offer[]): Promise<void> {
    const words = await this.#deviceWords().catch(() => null);
    if (words !== null) {
      showStrip(this.#strip, said(words), ...offers);
    }
  }

  /** What was refused stays visible until somebody acts. */
  async #tellUndelivered(): Promise<void> {
    const session = this.#session;
    const isTold = session !== null && troubled(outbox.entries(session.questionnaire)).length > 0;
    if (isTold === this.#isTold) {
      return;
    }
    this.#isTold = isTold;
    if (isTold) {
      const words = await this.#deviceWords().catch(() => null);
      if (words !== null && this.#isTold) {
        showStrip(this.#strip, words.undelivered, { label: words.show, action: () => void this.#showDevice() });
      }
    } else {
      this.#strip.replaceChildren();
    }
  }

  /** The reports and drafts on this device: shown, saved, sent again, gone on with, deleted. */
  async #showDevice(): Promise<void> {
    const session = this.#session;
    try {
      const [{ showDevice }, words] = await Promise.all([
        within(LOADING_MS, import("./device-screen.js")),
        this.#deviceWords(),
      ]);
      if (session === null || session !== this.#session) {
        return;
      }
      const begin = (draft: string): void => {
        void this.importDraft(draft).catch((error: unknown) => session.fail(error));
      };
      const again = async (act: () => Promise<void>): Promise<void> => {
        // Nothing may be saved into what is changed meanwhile.
        session.end();
        await act().catch(() => undefined);
        this.#start({});
      };
      showDevice({ root: this.#root, words, language: this.lang, form: session.form, begin, again });
    } catch (error) {
      session?.fail(error);
    }
  }

  #deviceWords(): Promise<DeviceMessages> {
    return deviceMessages(this.lang, ...navigator.languages);
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

/** Known before the person comes to the end: there is no key without a secure page. */
function insecure(): ErrorDetail {
  const message = "this page is not secure (https, or this very machine): nothing can be sealed here";
  return { kind: "insecure", stage: "loading", url: location.href, status: null, message };
}

/** What a draft says of itself; throws where the text is not a draft. */
function readDraft(draft: string): Pick<Draft, "questionnaire"> {
  let read: unknown;
  try {
    read = JSON.parse(draft);
  } catch (cause) {
    throw new SealformError("draft/unreadable", "importDraft takes what exportDraft gave: this is not JSON", { cause });
  }
  if (!isDraft(read)) {
    throw new SealformError("draft/unreadable", "importDraft takes what exportDraft gave: this is not a draft");
  }
  return read;
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null;
  return (
    typeof draft === "object" && typeof draft?.questionnaire?.sha256 === "string" && typeof draft.answers === "object"
  );
}

declare global {
  interface HTMLElementTagNameMap {
    "sealform-form": SealformForm;
  }
  // The events bubble, out of shadow roots too.
  interface HTMLElementEventMap extends SealformEventMap {}
  interface DocumentEventMap extends SealformEventMap {}
  interface WindowEventMap extends SealformEventMap {}
}
