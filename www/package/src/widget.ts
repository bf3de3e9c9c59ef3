/**
 * `<sealform-widget>`: the place of a control that few forms have. Its module is fetched when the first one is drawn, or
 * before, by `fetchWidgets`; the face writes into the attribute `view` what it shows, and hears `sealform-answer`.
 */

import { loadingMessages } from "./messages.js";
import type { Mount, View, Widget } from "./widgets/widget.js";

const MODULES: Readonly<Record<string, () => Promise<{ mount: Mount }>>> = {
  list: () => import("./widgets/list.js"),
  rank: () => import("./widgets/rank.js"),
  range: () => import("./widgets/range.js"),
  place: () => import("./widgets/place.js"),
  file: () => import("./widgets/file.js"),
  barcode: () => import("./widgets/barcode.js"),
  attached: () => import("./widgets/attached.js"),
  media: () => import("./widgets/media.js"),
};

/** Fetches the widgets of a form before their pages are opened, so that those need no network. */
export function fetchWidgets(kinds: readonly string[]): void {
  // What is attached is also shown at the end.
  for (const kind of kinds.includes("file") ? [...kinds, "attached"] : kinds) {
    // Whoever needs it says so where it cannot be had.
    MODULES[kind]?.().catch(() => undefined);
  }
}

class SealformWidget extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ["view"];

  #widget: Widget | null = null;
  /** Which opening this is: one that comes too late is none. */
  #opening = 0;
  readonly #again = (): void => void this.#open();

  connectedCallback(): void {
    void this.#open();
  }

  disconnectedCallback(): void {
    this.#opening += 1;
    removeEventListener("online", this.#again);
    this.#widget?.end?.();
    this.#widget = null;
    this.replaceChildren();
  }

  attributeChangedCallback(): void {
    void this.#update();
  }

  /** The language of the interface may have changed; until it is there the widget speaks the one before. */
  async #update(): Promise<void> {
    const opening = this.#opening;
    await this.#loadMessages().catch(() => undefined);
    if (opening === this.#opening) {
      this.#widget?.update(this.#view());
    }
  }

  async #loadMessages(): Promise<void> {
    const { loadMessages } = await import("./widgets/widget.js");
    await loadMessages(this.#view().words);
  }

  #view(): View {
    return JSON.parse(this.getAttribute("view") ?? "{}") as View;
  }

  async #open(): Promise<void> {
    this.#opening += 1;
    const opening = this.#opening;
    removeEventListener("online", this.#again);
    try {
      const module = await MODULES[this.getAttribute("kind") ?? ""]?.();
      const { styled } = await import("./widgets/widget.js");
      await Promise.all([styled(this), this.#loadMessages()]);
      if (opening === this.#opening && module !== undefined) {
        this.replaceChildren();
        this.#widget = module.mount(this, this.#view(), (value) => this.#answer(value));
      }
    } catch {
      if (opening === this.#opening) {
        this.#offerAgain();
      }
    }
  }

  #answer(value: unknown): void {
    this.dispatchEvent(new CustomEvent("sealform-answer", { detail: JSON.stringify(value), bubbles: true }));
  }

  #offerAgain(): void {
    const words = loadingMessages(this.#view().words);
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
  if (customElements.get("sealform-widget") === undefined) {
    customElements.define("sealform-widget", SealformWidget);
  }
}
