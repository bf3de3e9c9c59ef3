/**
 * `<sealform-widget>`: the place of a control that few forms have. Its module is fetched when the first one is drawn, or
 * before, by `fetchWidgets`; the UI writes what it shows into the attribute `view`, and listens to `sealform-answer`.
 */

import { failureDetail } from "./failure.js";
import { lateAnswers, type TakeAnswer } from "./late-answers.js";
import { part } from "./load-failure.js";
import { LOADING_MS, loadingMessages } from "./messages.js";
import { define, ElementBase } from "./platform.js";
import type { Json, WidgetView } from "./protocol.js";
import type { Emit, Mount, ViewOf, WidgetKind } from "./widgets/toolkit.js";

const MODULES: { readonly [Kind in WidgetKind]: () => Promise<{ mount: Mount<Kind> }> } = {
  list: () => import("./widgets/list.js"),
  places: () => import("./widgets/places.js"),
  rank: () => import("./widgets/rank.js"),
  range: () => import("./widgets/range.js"),
  geo: () => import("./widgets/geo.js"),
  file: () => import("./widgets/file.js"),
  input: () => import("./widgets/input.js"),
  barcode: () => import("./widgets/barcode.js"),
  attached: () => import("./widgets/attached.js"),
  media: () => import("./widgets/media.js"),
  rest: () => import("./widgets/rest.js"),
};

function isKind(kind: string): kind is WidgetKind {
  return Object.hasOwn(MODULES, kind);
}

/** Fetches the widgets of a form before their pages are opened, so that those need no network; `failed` hears what does not come. */
export function fetchWidgets(kinds: readonly string[], failed: (error: unknown) => void): void {
  // What is attached is also shown at the end.
  for (const kind of kinds.includes("file") ? [...kinds, "attached"] : kinds) {
    // The person hears of it where it is needed.
    if (isKind(kind)) {
      load(kind).catch(failed);
    }
  }
}

/** Loads the module of a kind and has it draw. */
async function load<Kind extends WidgetKind>(kind: Kind): Promise<Mount<Kind>> {
  const module: { mount: Mount<Kind> } = await part(LOADING_MS, MODULES[kind]);
  return module.mount;
}

/** The language of the interface. */
function languageOf(view: WidgetView): string {
  return "field" in view ? view.field.language : view.language;
}

/** A widget whose kind its module knows. */
interface Drawn {
  update(view: WidgetView): void;
  end(): void;
}

/** Draws a widget. A form never changes the kind of an element, so later views are of the kind of the first. */
function draw<Kind extends WidgetKind>(mount: Mount<Kind>, host: HTMLElement, view: WidgetView, emit: Emit): Drawn {
  const widget = mount(host, view as ViewOf<Kind>, emit);
  return {
    update: (next) => widget.update(next as ViewOf<Kind>),
    end: () => widget.end?.(),
  };
}

export class SealformWidget extends ElementBase {
  static readonly observedAttributes: readonly string[] = ["view"];

  #widget: Drawn | null = null;
  /** The form, which takes answers that come when this element is gone. */
  #form: TakeAnswer | undefined;
  /** The language whose words are there. */
  #spoken: string | null = null;
  /** Which opening this is: one that comes too late counts for nothing. */
  #opening = 0;
  readonly #again = (): void => void this.#open();

  connectedCallback(): void {
    this.#form = lateAnswers(this);
    void this.#open();
  }

  disconnectedCallback(): void {
    this.#opening += 1;
    removeEventListener("online", this.#again);
    this.#widget?.end();
    this.#widget = null;
    this.replaceChildren();
  }

  attributeChangedCallback(): void {
    const view = this.#view();
    if (view === null || this.#widget === null) {
      return;
    }
    if (languageOf(view) === this.#spoken) {
      // At once: a moment later somebody may have typed on, and what was written before would stand over it.
      this.#widget.update(view);
    } else {
      void this.#translate(view);
    }
  }

  /** The language of the interface has changed; until it is there the widget speaks the one before. */
  async #translate(view: WidgetView): Promise<void> {
    const opening = this.#opening;
    const { loadMessages } = await import("./widgets/toolkit.js");
    await loadMessages(languageOf(view)).catch(() => undefined);
    if (opening === this.#opening) {
      this.#spoken = languageOf(view);
      this.#widget?.update(this.#view() ?? view);
    }
  }

  /** What the form has written; `null` while it has written nothing. */
  #view(): WidgetView | null {
    const text = this.getAttribute("view");
    // Only `WidgetView::to_text` writes this attribute.
    return text === null ? null : (JSON.parse(text) as WidgetView);
  }

  async #open(): Promise<void> {
    const view = this.#view();
    if (view === null) {
      return;
    }
    this.#opening += 1;
    const opening = this.#opening;
    removeEventListener("online", this.#again);
    try {
      const [mount, { addWidgetStyles, loadMessages }] = await Promise.all([
        load(view.kind),
        part(LOADING_MS, () => import("./widgets/toolkit.js")),
      ]);
      await loadMessages(languageOf(view));
      if (opening === this.#opening) {
        addWidgetStyles(this);
        this.replaceChildren();
        this.#spoken = languageOf(view);
        this.#widget = draw(mount, this, this.#view() ?? view, (value, removed) => this.#answer(value, removed));
      }
    } catch (error) {
      if (opening === this.#opening) {
        this.#offerAgain();
        // The page around the form hears of it where it hears of the rest.
        const detail = failureDetail(error, "filling");
        this.dispatchEvent(new CustomEvent("sealform-error", { detail, bubbles: true, composed: true }));
      }
    }
  }

  #answer(value: Json, removed: { readonly name: string | null } | undefined): void {
    if (this.isConnected) {
      const [type, detail] =
        removed === undefined ? ["sealform-answer", value] : ["sealform-removal", [value, removed.name]];
      this.dispatchEvent(new CustomEvent(type, { detail: JSON.stringify(detail), bubbles: true }));
      return;
    }
    const view = this.#view();
    if (view !== null && "field" in view) {
      this.#form?.(view.field.path, JSON.stringify(value));
    }
  }

  #offerAgain(): void {
    const view = this.#view();
    const words = loadingMessages(view === null ? null : languageOf(view));
    const said = document.createElement("p");
    said.className = "error";
    said.textContent = words.part;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words.retry;
    button.addEventListener("click", this.#again);
    addEventListener("online", this.#again);
    this.replaceChildren(said, button);
  }
}

export function defineWidget(): void {
  define("sealform-widget", SealformWidget);
}
