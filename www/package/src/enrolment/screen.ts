/** The screen on which a device is enrolled: who asks, what for, and then the enrolment in the person's hand. It stands in the place of the form. */

import { fetchText } from "../fetch-document.js";
import { notice } from "../notice.js";
import { readTrust, type Trust } from "../trust.js";
import { addWidgetStyles, make } from "../widgets/toolkit.js";
import { type Ask, drawAsk } from "./ask.js";
import { drawDone } from "./done.js";
import { frame } from "./frame.js";
import { readWish, type Wish, withoutWish } from "./link.js";
import { enrol, type Keys, keptSince, NotEnrolled } from "./make.js";
import { type EnrolmentWords, enrolmentWords } from "./words.js";

export interface Place {
  /** Where the form will stand. */
  readonly root: HTMLElement;
  /** Whom the page trusts: a document, or its address. */
  readonly trust: { readonly document: string | null; readonly address: string | null };
  /** The languages of the form and of the person, the dearest first. */
  readonly languages: readonly string[];
  /** The form is taken away. */
  readonly signal: AbortSignal;
  readonly keys: Keys;
}

/** Of several forms on a page one answers: the one that is there as long as this says. */
let answering: AbortSignal | null = null;

/** Shows the screen; resolves when the person goes on to the form. What the link asked for is out of the address bar then. */
export async function showEnrolment(place: Place): Promise<void> {
  if (answering?.aborted === false || isForAnother(place)) {
    return;
  }
  answering = place.signal;
  const host = make("div", {});
  const covered = [...place.root.children].filter(
    // What must be said above the form is said here as well.
    (child): child is HTMLElement => child instanceof HTMLElement && child.querySelector("[part=notice]") === null,
  );
  try {
    const words = await enrolmentWords(place.languages);
    if (place.signal.aborted) {
      return;
    }
    addWidgetStyles(place.root);
    place.root.insertBefore(host, covered[0] ?? null);
    for (const child of covered) {
      child.hidden = true;
    }
    await new Promise<void>((left) => {
      place.signal.addEventListener("abort", () => left(), { once: true });
      const go = (): void => {
        takeFromAddressBar();
        left();
      };
      void new Screen(place, host, words, go).begin();
    });
  } finally {
    if (answering === place.signal) {
      answering = null;
    }
    host.remove();
    for (const child of covered) {
      child.hidden = false;
    }
  }
}

/** A form without trust leaves the link to one that has it. */
function isForAnother({ trust, root }: Place): boolean {
  const tree = root.getRootNode();
  const own = tree instanceof ShadowRoot ? tree.host : null;
  const forms = [...document.querySelectorAll("sealform-form")];
  return trust.document === null && trust.address === null && forms.some((form) => form !== own && form.trust != null);
}

function takeFromAddressBar(): void {
  const rest = withoutWish(location.hash);
  const address = `${location.pathname}${location.search}${rest === "" ? "" : `#${rest}`}`;
  history.replaceState(history.state, "", address);
}

class Screen {
  readonly #place: Place;
  readonly #host: HTMLElement;
  readonly #words: EnrolmentWords;
  readonly #go: () => void;

  constructor(place: Place, host: HTMLElement, words: EnrolmentWords, go: () => void) {
    this.#place = place;
    this.#host = host;
    this.#words = words;
    this.#go = go;
  }

  /** Reads the link and the trust document, and asks. */
  async begin(): Promise<void> {
    const { said } = this.#words;
    const wish = readWish(location.hash);
    if (wish === null) {
      return this.#explain(said.trouble.damaged);
    }
    let trust: Trust | null;
    try {
      trust = await this.#trust();
    } catch {
      return this.#explain(said.trouble.network, () => void this.begin());
    }
    if (trust === null) {
      return;
    }
    if (!trust.issuers.some(({ iss }) => iss === wish.iss)) {
      return this.#explain(said.trouble.unknown.replace("{0}", () => wish.iss));
    }
    try {
      this.#ask(wish, await keptSince(this.#place.keys, wish.iss));
    } catch (error) {
      this.#obstacle(error, () => void this.begin());
    }
  }

  /** The trust document; `null` where there is none that could be read, which is said. Throws where it does not come. */
  async #trust(): Promise<Trust | null> {
    const { trouble } = this.#words.said;
    const { document: given, address } = this.#place.trust;
    if (given === null && address === null) {
      this.#explain(trouble.no_trust);
      return null;
    }
    const text = given ?? (await fetchText(address ?? "", this.#place.signal));
    try {
      return readTrust(text);
    } catch (error) {
      this.#explain(trouble.trust, null, error instanceof Error ? error.message : "");
      return null;
    }
  }

  #ask(wish: Wish, since: string | null): void {
    const ask: Ask = {
      wish,
      since,
      enrol: (observer, failed) => void this.#enrol(wish, observer, failed),
      go: this.#go,
    };
    drawAsk(this.#host, this.#words, ask);
  }

  async #enrol(wish: Wish, observer: string, failed: (sentence: string) => void): Promise<void> {
    const { said } = this.#words;
    try {
      const enrolment = await enrol(this.#place.keys, wish.iss, observer, new Date());
      drawDone(this.#host, this.#words, { iss: wish.iss, observer, enrolment, go: this.#go });
    } catch (error) {
      // What was entered stays there.
      failed(said.trouble[error instanceof NotEnrolled ? error.why : "failed"]);
    }
  }

  #obstacle(error: unknown, again: () => void): void {
    const why = error instanceof NotEnrolled ? error.why : "failed";
    const canChange = why === "store" || why === "denied" || why === "failed";
    this.#explain(this.#words.said.trouble[why], canChange ? again : null);
  }

  #explain(sentence: string, again: (() => void) | null = null, detail = ""): void {
    const { said } = this.#words;
    const offers = [
      ...(again === null ? [] : [{ label: said.again, action: again }]),
      { label: said.form, action: this.#go },
    ];
    frame(this.#host, this.#words, notice(sentence, detail === "" ? [] : [detail], offers));
  }
}
