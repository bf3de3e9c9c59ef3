/** The warning before anything is typed in the browser of another app, with the ways out of it. */

import { copyText } from "../hand-over.js";
import type { Offer, Strip } from "../notice.js";
import { pageLink } from "../page-link.js";
import { fill } from "../widgets/toolkit.js";
import { type Inside, insideOf, intentOf, told } from "./detect.js";
import { takeAlong } from "./take-along.js";
import { type InAppWords, inAppWords } from "./words.js";

/** The page with its form. */
export interface Page {
  readonly root: HTMLElement;
  /** The languages of the form and of the person, the dearest first. */
  readonly languages: readonly string[];
  /** The draft, where a form is open. */
  draft(): string | null;
  /** Says something above the form; nothing where it is `null`. */
  say(strip: Strip | null): void;
}

/** Whoever has decided to stay is not asked again on this page. */
let stays = false;

/** Warns, where the page is in the browser of another app. */
export async function warn(page: Page): Promise<void> {
  const inside = insideOf(told());
  if (inside === null || stays || isOwnApp(page.root)) {
    return;
  }
  new Warning(page, inside, await inAppWords(page.languages)).say();
}

/** An app that keeps what its pages store says so on the element. */
function isOwnApp(root: HTMLElement): boolean {
  return (root.getRootNode() as Partial<ShadowRoot>).host?.hasAttribute("data-own-app") === true;
}

class Warning {
  readonly #page: Page;
  readonly #inside: Inside;
  readonly #words: InAppWords;

  constructor(page: Page, inside: Inside, words: InAppWords) {
    this.#page = page;
    this.#inside = inside;
    this.#words = words;
  }

  say(more: string | null = null): void {
    const { said } = this.#words;
    const { app, way } = this.#inside;
    const text = app === null ? said.inside_other : fill(said.inside, app);
    this.#page.say({ text, more: [more ?? (way === "intent" ? said.before : said.ios)], offers: this.#offers() });
  }

  #offers(): Offer[] {
    const { said } = this.#words;
    const intent = this.#inside.way === "intent" ? intentOf(pageLink()) : null;
    const stay = (): void => {
      stays = true;
      this.#page.say(null);
    };
    return [
      ...(intent === null ? [] : [{ label: said.open, action: () => this.#open() }]),
      { label: said.copy, action: () => void this.#copy() },
      { label: said.take, action: () => this.#take() },
      { label: said.stay, action: stay },
    ];
  }

  /** Not every app lets a link out: then its menu does. */
  #open(): void {
    const link = document.createElement("a");
    // The address may have changed since the warning was drawn.
    link.href = intentOf(pageLink()) ?? "";
    link.click();
    this.say(this.#words.said.ios);
  }

  async #copy(): Promise<void> {
    const { said } = this.#words;
    const link = pageLink();
    if (await copyText(link, this.#page.root)) {
      this.say(said.copied);
    } else {
      takeAlong(this.#page.root, this.#words, { title: said.link, how: said.by_hand, text: link, file: null });
    }
  }

  #take(): void {
    const { said, list } = this.#words;
    const text = this.#page.draft();
    if (text === null) {
      this.say(said.empty);
      return;
    }
    const how = fill(said.how, list.title, list.load);
    takeAlong(this.#page.root, this.#words, { title: said.take, how, text, file: nameOf(text) });
  }
}

/** As the form itself calls the file of its draft. */
function nameOf(draft: string): string {
  const { id } = JSON.parse(draft) as { readonly id?: unknown };
  return typeof id === "string" ? `${id}.draft.json` : "draft.json";
}
