/** Who asks for an enrolment, what it is, and under which pseudonym. */

import { button, fill, make } from "../widgets/toolkit.js";
import { frame } from "./frame.js";
import { isName, type Wish } from "./link.js";
import type { EnrolmentWords } from "./words.js";

export interface Ask {
  readonly wish: Wish;
  /** Since when the device has a key for this agency. */
  readonly since: string | null;
  /** Enrols; `failed` hears why not. */
  enrol(observer: string, failed: (sentence: string) => void): void;
  /** Goes on to the form. */
  go(): void;
}

export function drawAsk(host: HTMLElement, words: EnrolmentWords, { wish, since, enrol, go }: Ask): void {
  const { said, tag } = words;
  const asks = make("p", {}, make("strong", { dir: "auto" }, wish.iss));
  asks.append(make("br"), said.asks);
  const texts = [said.what, said.key, ...(since === null ? [] : [fill(said.since, day(since, tag))])];
  const { field, input, fail } = pseudonym(words, wish.observer);
  const submit = button(said.enrol, () => undefined, {
    type: "submit",
    className: "button primary",
    part: "button primary",
  });
  const form = make(
    "form",
    { noValidate: true, className: "enrolment" },
    make("h1", {}, said.title),
    asks,
    ...texts.map((text) => make("p", {}, text)),
    field,
    make("div", { className: "buttons" }, submit, button(said.later, go)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const observer = input.value.trim();
    if (submit.hasAttribute("aria-disabled")) {
      return;
    }
    if (!isName(observer)) {
      fail(said.wrong_name);
      input.focus();
      return;
    }
    fail("");
    submit.setAttribute("aria-disabled", "true");
    submit.textContent = said.enrolling;
    enrol(observer, (sentence) => {
      submit.removeAttribute("aria-disabled");
      submit.textContent = said.enrol;
      fail(sentence);
    });
  });
  frame(host, words, form);
}

interface Pseudonym {
  readonly field: HTMLElement;
  readonly input: HTMLInputElement;
  /** Says what is wrong, or nothing. */
  fail(sentence: string): void;
}

function pseudonym({ said }: EnrolmentWords, given: string): Pseudonym {
  const id = "enrolment-pseudonym";
  const input = make("input", {
    id,
    type: "text",
    className: "input",
    part: "input",
    value: given,
    dir: "auto",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: false,
    enterKeyHint: "done",
    "aria-required": "true",
    "aria-describedby": `${id}-hint ${id}-error`,
  });
  const hint = make("p", { id: `${id}-hint`, className: "hint" }, given === "" ? said.pseudonym_hint : said.given_hint);
  const wrong = make("p", { id: `${id}-error`, className: "error", part: "error", role: "alert", hidden: true });
  const fail = (sentence: string): void => {
    wrong.textContent = sentence;
    wrong.hidden = sentence === "";
    if (sentence === said.wrong_name) {
      input.setAttribute("aria-invalid", "true");
    } else {
      input.removeAttribute("aria-invalid");
    }
  };
  const field = make("div", { className: "field" }, make("label", { htmlFor: id }, said.pseudonym), input, hint, wrong);
  return { field, input, fail };
}

function day(moment: string, tag: string): string {
  return new Date(moment).toLocaleDateString(tag, { dateStyle: "long" });
}
