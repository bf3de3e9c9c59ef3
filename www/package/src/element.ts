/** `<sealform-form>`: one form, from its first page to its receipt. */

import { canonical, documentText, isSameBytes, isSameDocument, json, object, text, wrongType } from "./arguments.js";
import type { Beginning } from "./beginning.js";
import { deliveryText, type Given } from "./documents.js";
import { checkImport, readDraft } from "./draft-import.js";
import { SealformError } from "./errors.js";
import { failureDetail } from "./failure.js";
import { FormSession, type SessionEvents } from "./form-session.js";
import { checkFunctions, type HostFunctions, isSameFunctions } from "./host-functions.js";
import { settled, takeLateAnswers, working } from "./late-answers.js";
import { lookUp } from "./messages.js";
import { mountForm } from "./mounting.js";
import { ElementBase } from "./platform.js";
import type { Draft, Json } from "./protocol.js";
import { Scene } from "./scene.js";
import type { Delivery, JsonObject, SealformEventMap } from "./types.js";

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
  "functions",
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
 * change opens the form anew, with everything that was typed. Without `lang` the browser's languages decide.
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

  readonly #scene: Scene;
  readonly #tree: ShadowRoot;
  #session: FormSession | null = null;
  /** Whether attributes count: not before the element has its place, for then all of them are there. */
  #isPlaced = false;
  #isOpening = false;
  #import: Import | null = null;
  /** Facts that were set while there was no form: `name` and JSON text. */
  #waiting = new Map<string, string>();
  #questionnaire: string | null = null;
  #program: Uint8Array | null = null;
  #scoringKey: string | null = null;
  #delivery: Delivery | null = null;
  #trust: string | null = null;
  #facts: JsonObject | null = null;
  #functions: HostFunctions = {};

  constructor() {
    super();
    // A page may come with the first page of its form drawn already.
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    let root = shadow.querySelector<HTMLElement>("[part=root]");
    if (root === null) {
      root = document.createElement("div");
      root.setAttribute("part", "root");
      shadow.append(root);
    }
    this.#tree = shadow;
    this.#scene = new Scene(root, {
      session: () => this.#session,
      language: () => this.lang,
      trust: () => this.#given().trust,
      start: (beginning) => this.#start(beginning),
      importDraft: (draft) => this.importDraft(draft),
    });
    takeLateAnswers(
      this,
      (path, value) => this.#session?.mounted?.answer(path, value),
      () => this.#session?.form ?? [],
    );
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
      // A copy: changing its object later does not change this one.
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

  /** Functions that this page computes for the form, by name. They are called from the next opening on. */
  get functions(): HostFunctions {
    return this.#functions;
  }
  set functions(functions: HostFunctions | null | undefined) {
    const given = functions == null ? {} : checkFunctions("functions", functions);
    if (!isSameFunctions(this.#functions, given)) {
      this.#functions = { ...given };
      this.#open();
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
    this.#scene.clear();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.#isPlaced) {
      return;
    }
    const mounted = this.#session?.mounted;
    if (name === "lang" && mounted != null) {
      mounted.setLanguage(lookUp([now ?? ""], mounted.languages) ?? "");
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

  #start(wanted: Beginning): void {
    // Whoever goes on without saving is not asked again.
    const beginning = this.#session?.isWithoutStore === true ? { withoutStore: true, ...wanted } : wanted;
    this.#session?.end();
    this.#session = null;
    if (this.#questionnaire === null && this.src === null && this.program === null) {
      this.#scene.clear();
      return;
    }
    const session = new FormSession(this.#events());
    this.#session = session;
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

  #mount(session: FormSession, beginning: Beginning): Promise<void> {
    return mountForm({
      session,
      scene: this.#scene,
      tree: this.#tree,
      given: this.#given(),
      beginning,
      opened: () => this.#applyWaiting(),
      ready: (detail) => this.#emit("sealform-ready", detail),
    });
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

  #given(): Given {
    const attribute = (name: string): string | null => this.getAttribute(name);
    return {
      questionnaire: this.#questionnaire,
      src: this.src,
      program: this.program,
      scoringKey: { document: this.#scoringKey, address: attribute("scoring-key") },
      delivery: { document: deliveryText(this.#delivery), address: attribute("delivery") },
      trust: { document: this.#trust, address: attribute("trust") },
      assignment: this.assignment,
      facts: this.#facts,
      functions: this.#functions,
      language: this.lang,
      place: this.id,
    };
  }

  #events(): SessionEvents {
    return {
      changed: (detail) => this.#emit("sealform-change", detail),
      sealed: (detail) => !this.#emit("sealform-sealed", detail),
      kept: () => this.#scene.tellSealed(),
      delivery: (detail) => {
        this.#emit("sealform-delivery", detail);
        this.#scene.tellUndelivered();
      },
      delivered: (jti, noted) => this.#scene.noteReceipt(jti, noted),
      failed: (detail, session, error) => {
        this.#emit("sealform-error", detail);
        this.#scene.show(detail, session, error);
      },
      settled: () => settled(this),
      working: () => working(this),
      showReport: (jti) => void this.#scene.showReport(jti),
      showDevice: () => void this.#scene.showDevice(),
      showKeys: () => void this.#scene.showKeys(),
      offerEvent: (title, day) => void this.#scene.offerEvent(title, day),
      fileOffered: () => this.#scene.tellFileOffered(),
      begunAnew: (session) => void (session.ended || this.#start({})),
      takenOver: (session) => {
        session.end();
        this.#scene.takenOver();
      },
    };
  }

  /** Whether nobody has called `preventDefault()`. */
  #emit<Name extends keyof SealformEventMap>(name: Name, detail: SealformEventMap[Name]["detail"]): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }
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
