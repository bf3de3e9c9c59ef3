/** What stands in the element: a line while it loads, the form, what is said above it, and what takes its place. */

import type { Asked } from "./ask-for-keys.js";
import type { Beginning } from "./beginning.js";
import { enrolFirst, hearLink, warnInApp } from "./coming.js";
import { StoreFault } from "./device/database.js";
import { within } from "./device/deadline.js";
import { outbox } from "./device/desk.js";
import { troubled } from "./device/entry.js";
import { draftFacts } from "./device/records.js";
import type { Either, Given } from "./documents.js";
import { SealformError } from "./errors.js";
import { failureDetail } from "./failure.js";
import { offerText } from "./files-to-save.js";
import type { FormSession } from "./form-session.js";
import { part, WasmFailure } from "./load-failure.js";
import { type DeviceMessages, deviceMessages, LOADING_MS, type LoadingMessages, loadingMessages } from "./messages.js";
import { type Offer, type Strip, showLoading, showNotice, showStrips } from "./notice.js";
import type { Finding } from "./protocol.js";
import type { Stage } from "./stage.js";
import { addLooks } from "./styles.js";
import { Trouble, type TroubleKind, type Way } from "./trouble.js";
import type { ErrorDetail } from "./types.js";

/** What can be said above a form that goes on. */
type StripName = StripWords | TroubleKind;
type StripWords = "insecure" | "unchecked" | "undelivered" | "refusedDraft";
/** What can keep a sealed file from being saved. */
const FILE_TROUBLES = ["fileGone", "fileDamaged", "store"] as const satisfies readonly TroubleKind[];

/** The receipt waits no longer for what is said above it. */
const SAYING_MS = 1_000;

/** What a scene asks its element. */
export interface SceneElement {
  session(): FormSession | null;
  language(): string;
  /** Whose documents count. */
  trust(): Either;
  start(beginning: Beginning): void;
  importDraft(draft: string): Promise<void>;
}

/** The forms on the page. */
const forms = new Set<Asked>();

/** `?` anywhere on the page asks for the keys of a form. */
function hearKey(event: KeyboardEvent): void {
  if (event.key === "?") {
    const [target] = event.composedPath();
    import("./ask-for-keys.js").then(({ ask }) => ask(event, target, forms)).catch(() => undefined);
  }
}

export class Scene implements Stage {
  readonly #element: SceneElement;
  readonly #root: HTMLElement;
  /** What is said above the form. */
  readonly #strip: HTMLElement = document.createElement("div");
  readonly above: HTMLElement = document.createElement("div");
  /** Draws again what the dialog of the device says. */
  #refreshDevice: () => void = () => undefined;
  readonly #strips = new Map<StripName | "unloaded" | "inApp", Strip>();
  readonly #asked: Asked;
  readonly #hearLink = (): void => hearLink(() => this.start({ isAsked: true }));
  /** The first page as it came with the document, until the form takes its place: what is entered there is not lost. */
  #firstPage: HTMLElement | null;
  /** Says above the form that its report is signed. */
  #saySealed: () => Promise<void> = async () => undefined;

  constructor(root: HTMLElement, element: SceneElement) {
    this.#root = root;
    this.#element = element;
    this.#asked = { root, showKeys: () => this.showKeys(), used: 0 };
    // From outside of a closed shadow root nobody sees what has the focus in it.
    root.addEventListener("keydown", hearKey);
    root.addEventListener("focusin", ({ timeStamp }) => {
      this.#asked.used = timeStamp;
    });
    this.#firstPage = root.querySelector(":scope > div");
    if (globalThis.matchMedia?.("(pointer: coarse)").matches) {
      // Without it everything works; the thumb has further to go.
      import("./glide.js").then(({ watchTaps }) => watchTaps(root, deviceMessages)).catch(() => undefined);
    }
    // A file that is let go of over the form must not take the page away.
    root.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) {
        event.preventDefault();
      }
    });
    root.addEventListener("drop", (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (file !== undefined && !event.defaultPrevented) {
        event.preventDefault();
        void file.text().then((draft) => this.#begin(draft));
      }
    });
  }

  /** Goes on with a draft from a file, or says why not; what is there stays then. */
  async #begin(draft: string): Promise<void> {
    const session = this.#element.session();
    try {
      await this.#element.importDraft(draft);
    } catch (error) {
      if (error instanceof SealformError && !(error.cause instanceof StoreFault)) {
        await this.#tell("refusedDraft");
        this.#strip.scrollIntoView({ block: "center" });
      } else {
        session?.fail(error instanceof SealformError ? new Trouble("store") : error);
      }
    }
  }

  /** Nothing is there. */
  clear(): void {
    forms.delete(this.#asked);
    if (forms.size === 0) {
      window.removeEventListener("keydown", hearKey);
    }
    window.removeEventListener("hashchange", this.#hearLink);
    this.#strips.clear();
    showStrips(this.#strip, []);
    this.above.replaceChildren();
    this.#root.replaceChildren();
  }

  whenSealed(say: () => Promise<void>, signal: AbortSignal): void {
    this.#saySealed = async () => (signal.aborted ? undefined : say());
  }

  /** A report is signed, and its receipt is about to be shown. */
  async tellSealed(): Promise<void> {
    await within(SAYING_MS, this.#saySealed()).catch(() => undefined);
  }

  get root(): HTMLElement {
    return this.#root;
  }

  languages(): readonly string[] {
    return [this.#language(), ...navigator.languages];
  }

  start(beginning: Beginning): void {
    this.#element.start({ language: this.#language(), ...beginning });
  }

  async again(act: () => Promise<void>): Promise<void> {
    const language = this.#language();
    // Nothing may be saved into what is changed meanwhile.
    this.#element.session()?.end();
    const failed = await act().then(
      () => null,
      (error: unknown) => ({ error }),
    );
    this.#element.start({ language, isAsked: true });
    if (failed !== null) {
      this.#element.session()?.fail(failed.error);
    }
  }

  /** The form is on its way; gives what puts it there, unless it has ended by then. */
  load(): (canvas: HTMLElement, session: FormSession, isRestored: boolean) => Promise<void> {
    const page = this.#firstPage;
    const stage = page ?? document.createElement("div");
    // Where the first page stands already it is not touched: somebody may be typing in it.
    if (page === null || this.#root.firstChild !== page) {
      this.clear();
      this.#root.replaceChildren(stage);
    }
    forms.add(this.#asked);
    // The same listener again is none.
    window.addEventListener("keydown", hearKey);
    window.addEventListener("hashchange", this.#hearLink);
    warnInApp(() => ({
      root: this.#root,
      languages: this.#languages(),
      draft: () => this.#element.session()?.mounted?.draft() ?? null,
      say: (strip) => this.#sayInApp(strip),
    }));
    if (page === null) {
      showLoading(stage, this.#words().loading);
      return async (canvas, session) => {
        await this.#dress(session);
        if (!session.ended) {
          stage.replaceWith(this.#strip, this.above, canvas);
        }
      };
    }
    const module = part(LOADING_MS, () => import("./first-page.js"));
    module.catch(() => undefined);
    return async (form, session, isRestored) => {
      const { exchange } = await module;
      await this.#dress(session);
      const put = (): void => {
        this.#firstPage = null;
        this.#root.hidden = false;
        stage.replaceWith(this.#strip, this.above, form);
      };
      await exchange({ page, form, isRestored, hasEnded: () => session.ended, put });
    };
  }

  /** Resolves when the form is wanted: a link may ask for an enrolment first. */
  enrol({ trust }: Given, { signal }: FormSession): Promise<void> {
    return enrolFirst(() => ({ root: this.#root, trust, languages: this.#languages(), signal }));
  }

  /** Says what stays there until the person has done something about it. */
  #sayInApp(strip: Strip | null): void {
    this.#strips.set("inApp", strip ?? { text: "", offers: [] });
    if (!this.#strip.isConnected) {
      this.#root.prepend(this.#strip);
    }
    this.#drawStrips();
  }

  /** Has the styles of appearances there before they are needed: choices that are lines and become columns would move under the finger. */
  async #dress(session: FormSession): Promise<void> {
    if (session.mounted?.widgets.includes("looks") === true) {
      const tree = this.#root.getRootNode() as ShadowRoot;
      await addLooks(tree).catch((error) => session.warn(failureDetail(error, "loading")));
    }
  }

  /** Something went wrong, or the person is asked. */
  show(detail: ErrorDetail, session: FormSession, error: unknown): void {
    if (error instanceof Trouble && session.mounted === null) {
      void this.#showTrouble(error);
    } else if (error instanceof Trouble) {
      void this.#tell(error.what);
    } else {
      this.#showFailure(detail, session, error);
    }
  }

  /** The form goes on in another tab. */
  takenOver(): void {
    const words = this.#words();
    showNotice(this.#root, words.taken, [], this.#offer(words.useHere, { takeOver: true }));
  }

  /** What went wrong takes the place of the form, unless the form is there and goes on. */
  #showFailure(detail: ErrorDetail, session: FormSession, error: unknown): void {
    const words = this.#words();
    switch (detail.kind) {
      case "insecure":
        void this.#tell("insecure");
        break;
      case "network":
        // What is fetched while the form is there is offered again where it is missing.
        if (session.mounted !== null) {
          break;
        }
        showNotice(
          this.#root,
          words.network,
          [detail.message],
          this.#offer(words.retry, {}),
          this.#reload(words.reloadPage),
        );
        break;
      case "findings":
        session.end();
        void this.#showFindings(session, detail.findings);
        break;
      case "busy":
        showNotice(this.#root, words.busy, [], this.#offer(words.useHere, { takeOver: true }));
        break;
      case "stopped":
        session.abandon();
        showNotice(this.#root, words.stopped, [], this.#reload(words.reload));
        break;
      case "failed":
        if (session.mounted === null) {
          // Scripts of another version than the Wasm stay until the page is loaded anew.
          const offer = error instanceof WasmFailure ? this.#reload(words.reloadPage) : this.#offer(words.retry, {});
          showNotice(this.#root, words.failed, [detail.message], offer);
        }
        break;
    }
  }

  async #showFindings(session: FormSession, findings: readonly Finding[]): Promise<void> {
    const said = this.#words().findings;
    const listed = await part(LOADING_MS, () => import("./findings.js")).catch(() => null);
    if (session !== this.#element.session()) {
      return;
    }
    if (listed === null) {
      const lines = findings.map(({ code, message }) => `${code}: ${message}`);
      showNotice(this.#root, said, lines);
    } else {
      listed.showFindings(this.#root, said, findings);
    }
  }

  /** The person is asked how to go on, in the language of the page. */
  async #showTrouble({ what, message, ways, list }: Trouble): Promise<void> {
    const session = this.#element.session();
    const words = this.#words();
    try {
      const device = await this.#deviceWords();
      if (session === this.#element.session()) {
        const offers = ways.map((way) => ({ label: device.offer[way.label], action: () => void this.#go(way) }));
        showNotice(this.#root, device.trouble[what], list, ...offers);
      }
    } catch {
      if (session === this.#element.session()) {
        showNotice(this.#root, words.failed, [message], this.#offer(words.retry, {}));
      }
    }
  }

  async #go({ save, before, opens, shows }: Way): Promise<void> {
    if (shows === "device") {
      await this.showDevice();
    }
    if (save !== undefined) {
      offerText(save.name, "application/json", save.text);
    }
    if (opens !== undefined) {
      try {
        await before?.();
        this.#element.start(opens);
      } catch (error) {
        this.#element.session()?.fail(error);
      }
    }
  }

  /** Nobody has checked whose the assignment is: the page does not say whom it trusts. */
  tellUnchecked(): void {
    void this.#tell("unchecked");
  }

  /** What an agency's receipt proves of a report that has arrived; without trust it proves nothing. It stands in the list of reports, too. */
  noteReceipt(jti: string, noted: (note: string) => void): void {
    const trust = this.#element.trust();
    if ((trust.document ?? trust.address) !== null) {
      const asked = { jti, trust, language: this.#language(), words: () => this.#deviceWords() };
      import("./device-screen.js").then(({ noteReceipt }) => noteReceipt(asked, noted)).catch(() => undefined);
    }
  }

  /** What was refused stays visible until somebody acts. */
  tellUndelivered(): void {
    this.#refreshDevice();
    const session = this.#element.session();
    const isTroubled = session !== null && troubled(outbox.entries(session.questionnaire)).length > 0;
    if (isTroubled) {
      void this.#tell("undelivered", (words) => ({ label: words.show, action: () => void this.showDevice() }));
    } else {
      this.#untell("undelivered");
    }
  }

  /** What was said of a sealed file that could not be saved is over. */
  tellFileOffered(): void {
    this.#untell(...FILE_TROUBLES);
  }

  #untell(...names: readonly (StripName | "unloaded")[]): void {
    if (names.filter((name) => this.#strips.delete(name)).length > 0) {
      this.#drawStrips();
    }
  }

  #drawStrips(): void {
    const said = [...this.#strips.values()].filter(({ text }) => text !== "");
    showStrips(this.#strip, said);
  }

  /** Says something above the form, which goes on; once, however often it is asked for. */
  async #tell(name: StripName, offer?: (words: DeviceMessages) => Offer): Promise<void> {
    if (this.#strips.has(name)) {
      return;
    }
    const said: Strip = { text: "", offers: [] };
    this.#strips.set(name, said);
    const words = await this.#deviceWords().catch(() => null);
    if (this.#strips.get(name) !== said) {
      return;
    }
    if (words === null) {
      this.#strips.delete(name);
      return;
    }
    const text = name in words.trouble ? words.trouble[name as TroubleKind] : words[name as StripWords];
    const offers = offer === undefined ? [] : [offer(words)];
    this.#strips.set(name, { text, offers, isCalm: name === "insecure" });
    this.#drawStrips();
  }

  /** The reports and drafts on this device: shown, saved, sent again, gone on with, deleted. */
  async showDevice(): Promise<void> {
    const session = this.#element.session();
    this.#untell("unloaded", "refusedDraft");
    try {
      const [{ showDevice }, words] = await Promise.all([
        part(LOADING_MS, () => import("./device-screen.js")),
        this.#deviceWords(),
      ]);
      if (session === null || session !== this.#element.session()) {
        return;
      }
      const current = draftFacts(session.mounted?.draft() ?? "")?.id ?? null;
      const language = this.#language();
      const begin = (draft: string): void => void this.#begin(draft);
      this.#refreshDevice = showDevice({
        root: this.#root,
        trust: this.#element.trust(),
        words,
        language,
        form: session.form,
        keepDays: session.keepDays,
        current,
        begin,
        again: (act) => this.again(act),
      });
    } catch (error) {
      this.#tellUnloaded(session, error);
    }
  }

  /** The keys that do something. */
  async showKeys(): Promise<void> {
    const session = this.#element.session();
    this.#untell("unloaded");
    try {
      const [{ showKeys }, words] = await Promise.all([
        part(LOADING_MS, () => import("./keys-screen.js")),
        this.#deviceWords(),
      ]);
      if (session !== null && session === this.#element.session()) {
        showKeys(this.#root, words);
      }
    } catch (error) {
      this.#tellUnloaded(session, error);
    }
  }

  /** An entry for the calendar; the page's address in it holds no token. */
  async offerEvent(title: string, day: string): Promise<void> {
    const session = this.#element.session();
    this.#untell("unloaded");
    try {
      const { calendarFile } = await part(LOADING_MS, () => import("./calendar.js"));
      const address = `${location.origin}${location.pathname}`;
      offerText(`${day}.ics`, "text/calendar", calendarFile(`${document.title}: ${title}`, day, address, new Date()));
    } catch (error) {
      this.#tellUnloaded(session, error);
    }
  }

  /** A sealed file as people read it. */
  async showReport(jti: string): Promise<void> {
    const session = this.#element.session();
    this.#untell("unloaded");
    try {
      const { showReport } = await part(LOADING_MS, () => import("./report-screen.js"));
      await showReport({ jti, host: this.#root, language: this.#language(), program: session?.program });
    } catch (error) {
      this.#tellUnloaded(session, error);
    }
  }

  #tellUnloaded(session: FormSession | null, error: unknown): void {
    session?.fail(error);
    this.#strips.set("unloaded", { text: this.#words().screen, offers: [] });
    this.#drawStrips();
    this.#strip.scrollIntoView({ block: "center" });
  }

  #deviceWords(): Promise<DeviceMessages> {
    return deviceMessages(...this.#languages());
  }

  #languages(): readonly string[] {
    return [this.#language(), ...navigator.languages];
  }

  /** The language that the form speaks, as the person chose it; what the page asks for while there is none. */
  #language(): string {
    return this.#element.session()?.language() ?? this.#element.language();
  }

  #offer(label: string, beginning: Beginning): Offer {
    return { label, action: () => this.#element.start(beginning) };
  }

  #reload(label: string): Offer {
    return { label, action: () => location.reload() };
  }

  #words(): LoadingMessages {
    return loadingMessages(...this.#languages());
  }
}
