/** A list on the whole screen of a phone: the field on top, what is found below it, both above the keyboard. */

import { type Asked, Results } from "./results.js";
import { button, make, wordsOf } from "./toolkit.js";

/** Screens on which a list beside its field would have no room. */
const SMALL = "(max-width: 600px), ((pointer: coarse) and (max-height: 600px))";

export function isSmall(): boolean {
  return typeof matchMedia === "function" && matchMedia(SMALL).matches;
}

export interface Sheet {
  /** Shows the list, searched for what was typed already. */
  open(text: string): void;
  close(): void;
  /** What was looked for is found. */
  again(): void;
  /** Other choices are taken, or there are other choices. */
  refresh(): void;
  readonly isOpen: boolean;
}

/** `closed` hears that it is gone; the browser gives the focus back. */
export function sheetOf(host: HTMLElement, asked: Asked, closed: () => void): Sheet {
  const { id } = asked.view().field;
  const input = make("input", {
    type: "text",
    autocomplete: "off",
    spellcheck: false,
    className: "input",
    part: "input",
    role: "combobox",
    enterKeyHint: "done",
    "aria-autocomplete": "list",
    "aria-expanded": "true",
    autocapitalize: "none",
  });
  const results = new Results(input, `${id}-sheet`, asked);
  const title = make("p", { id: `${id}-sheet-title`, className: "label" });
  const close = button("", () => dialog.close());
  const properties = { className: "list-sheet", part: "list-sheet", "aria-labelledby": title.id };
  const dialog = make("dialog", properties, make("div", {}, title, close, input, results.panel));
  input.setAttribute("aria-labelledby", title.id);
  host.append(dialog);

  /** What is above the keyboard; a screen that is magnified shows a part of it. */
  const resize = (): void => {
    const seen = window.visualViewport;
    if (seen !== null && seen !== undefined) {
      dialog.style.setProperty("block-size", `${seen.height * seen.scale}px`);
      dialog.style.setProperty("inset-block-start", `${seen.scale > 1.01 ? 0 : seen.offsetTop}px`);
    }
  };
  const follow = (isFollowing: boolean): void => {
    for (const type of ["resize", "scroll"]) {
      window.visualViewport?.[isFollowing ? "addEventListener" : "removeEventListener"](type, resize);
    }
  };

  input.addEventListener("input", () => results.search(input.value));
  input.addEventListener("keydown", (event) => {
    if (!event.isComposing && results.press(event.key)) {
      event.preventDefault();
    }
  });
  dialog.addEventListener("keydown", (event) => {
    // A page may close what the form stands in with this key.
    if (event.key === "Escape") {
      event.stopPropagation();
    }
  });
  dialog.addEventListener("close", () => {
    follow(false);
    results.stop();
    closed();
  });

  return {
    open(text) {
      const { field, several } = asked.view();
      const words = wordsOf(field);
      title.textContent = field.label;
      close.textContent = several ? words.done : words.close;
      close.classList.toggle("primary", several);
      input.placeholder = words.search;
      input.value = text;
      dialog.showModal();
      follow(true);
      resize();
      input.focus();
      results.search(text);
    },
    close: () => dialog.close(),
    again() {
      if (dialog.open && input.value !== "") {
        input.value = "";
        results.search("");
      }
    },
    refresh() {
      if (results.isStale) {
        results.search(input.value);
      } else {
        results.refresh();
      }
    },
    get isOpen() {
      return dialog.open;
    },
  };
}
