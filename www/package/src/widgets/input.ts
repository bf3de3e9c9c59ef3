/** Texts, numbers and days that are typed in a way of their own: with another keyboard, unseen, with groups of digits, in parts. */

import { mountDate } from "./days.js";
import { grouped, numberOf, plainNumber } from "./digits.js";
import { button, fill, type Mount, make, owed, type ViewOf, wordsOf } from "./toolkit.js";

type View = ViewOf<"input">;

/** What a browser is told of each: which keyboard, and what it may fill in by itself. */
const FIELDS = {
  text: { type: "text", inputMode: "", autocomplete: "off" },
  email: { type: "email", inputMode: "email", autocomplete: "email" },
  tel: { type: "tel", inputMode: "tel", autocomplete: "tel" },
  url: { type: "url", inputMode: "url", autocomplete: "url" },
  integer: { type: "text", inputMode: "numeric", autocomplete: "off" },
  decimal: { type: "text", inputMode: "decimal", autocomplete: "off" },
} as const;

export const mount: Mount<"input"> = (host, first, emit) =>
  first.takes === "date" ? mountDate(host, first, emit) : line(host, first, emit);

/** The address that a text is, where a browser may open it: nothing that runs. */
export function addressIn(text: string): string | null {
  try {
    const address = new URL(text.trim());
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** A host without its scheme, as people write it, is meant to be on the web. */
function completed(text: string): string {
  return /^[^\s:/@]+\.[^\s:/@.]{2,}(\/\S*)?$/.test(text.trim()) ? `https://${text.trim()}` : text;
}

const line: Mount<"input"> = (host, first, emit) => {
  let view = first;
  const has = (word: string): boolean => view.field.appearance.split(" ").includes(word);
  const kind = first.takes === "date" ? "text" : first.takes;
  const isNumber = kind === "integer" || kind === "decimal";
  const isGrouped = has("thousands-sep");
  const isMasked = has("masked");
  const isLink = has("url") || kind === "url";
  let isShown = false;

  const { type, inputMode, autocomplete } = FIELDS[kind];
  const input = make("input", {
    id: first.field.id,
    type,
    inputMode: kind === "text" && has("numbers") ? "numeric" : inputMode,
    autocomplete,
    spellcheck: false,
    autocapitalize: "none",
    className: isNumber || has("numbers") ? "input short" : "input",
    part: "input",
  });
  const toggle = isMasked
    ? button(
        "",
        () => {
          isShown = !isShown;
          draw();
          input.focus();
        },
        { "aria-controls": first.field.id },
      )
    : null;
  const link = make("a", { target: "_blank", rel: "noopener noreferrer", className: "address", part: "link" });
  host.append(make("div", { className: "beside" }, input, toggle), link);

  /** The answer as the field shows it: nobody reads groups of digits back while they are typed. */
  const written = (view: View, isTyped: boolean): string => {
    const text = typeof view.value === "string" || typeof view.value === "number" ? String(view.value) : "";
    const plain = kind === "decimal" ? plainNumber(text, view.field.language) : text;
    return isGrouped && !isTyped ? grouped(text, view.field.language) : plain;
  };
  /** What is typed, as answers write it. */
  const read = (text: string): string =>
    isNumber || (isGrouped && has("numbers")) ? numberOf(text, view.field.language) : text;
  const answer = (text: string): void => emit(text === "" ? null : text);
  input.addEventListener("input", () => answer(read(input.value)));
  input.addEventListener("focus", () => {
    if (isGrouped && !view.field.readonly) {
      input.value = written(view, true);
    }
  });
  input.addEventListener("blur", () => {
    const whole = kind === "url" ? completed(input.value) : input.value;
    if (whole !== input.value) {
      answer(whole);
    }
    input.value = isGrouped ? written(view, false) : whole;
  });

  const draw = (): void => {
    const words = wordsOf(view.field);
    if (toggle !== null) {
      input.type = isShown ? type : "password";
      toggle.textContent = isShown ? words.hide : words.show;
      toggle.setAttribute("aria-label", `${toggle.textContent}: ${view.field.label}`);
    }
    const address = isLink ? addressIn(written(view, true)) : null;
    link.hidden = address === null;
    link.textContent = address === null ? "" : fill(words.open, address);
    if (address === null) {
      link.removeAttribute("href");
    } else {
      link.href = address;
    }
  };
  const update = (next: View): void => {
    view = next;
    const isTyped = input.matches(":focus") && !view.field.readonly;
    // What means the same stays as it was typed.
    if (!isTyped || read(input.value) !== (view.value ?? "")) {
      input.value = written(view, isTyped);
    }
    input.readOnly = view.field.readonly;
    owed(input, view.field);
    draw();
  };
  update(first);
  return { update };
};
