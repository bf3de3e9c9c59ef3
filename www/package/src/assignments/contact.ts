/** How the contact is reached: real links, whose addresses can do nothing but call, write and open a page. */

import { element } from "../notice.js";
import type { Said } from "./said.js";
import type { Words } from "./words.js";

/** What people read, the address behind it, and what it does. */
interface Reach {
  readonly text: string;
  readonly label: string;
  readonly href: string | null;
}

export function contactBox(contact: NonNullable<Said["contact"]>, { said: words }: Words): HTMLElement {
  const box = element("div", "");
  box.setAttribute("part", "assignment-contact");
  const { tel, email, url } = contact;
  const reaches: readonly (Reach | null)[] = [
    tel === null ? null : { text: tel, label: words.call, href: telAddress(tel) },
    email === null ? null : { text: email, label: words.write, href: mailAddress(email) },
    url === null ? null : { text: url, label: words.open, href: webAddress(url, undefined) },
  ];
  for (const [index, reach] of reaches.filter((one) => one !== null).entries()) {
    box.append(line(reach, index === 0 ? "button primary" : "button"));
  }
  return box;
}

function line({ text, label, href }: Reach, classes: string): HTMLElement {
  const row = element("p", "reach");
  const shown = element("bdi", "", text);
  if (href === null) {
    // It can be read and copied, whatever it is.
    row.append(shown);
    return row;
  }
  const link = element("a", classes, label);
  link.setAttribute("part", classes);
  link.href = href;
  if (/^https?:/.test(href)) {
    openElsewhere(link);
  }
  row.append(link, " ", shown);
  return row;
}

/** Opens in a tab of its own, which gets no hold on this page and does not learn its address. */
export function openElsewhere(link: HTMLAnchorElement): void {
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

/** The address that calls a number; `null` where it is none. */
export function telAddress(text: string): string | null {
  const isPlain = /^[\d+\-\s().,;*#/]{2,60}$/.test(text);
  // Spaces and brackets are for people.
  const number = text.replace(/[^\d+*,;#]/g, "").replaceAll("#", "%23");
  return isPlain && /\d{2}/.test(number) ? `tel:${number}` : null;
}

/** The address that writes to somebody; `null` where it is none. Nothing of it can begin a subject or a text. */
export function mailAddress(text: string): string | null {
  return /^[^\s@<>,"?&%]+@[^\s@<>,"?&%]+$/.test(text) ? `mailto:${encodeURIComponent(text).replace("%40", "@")}` : null;
}

/** An address of the web; `null` where it is another one. */
export function webAddress(text: string, base: string | undefined): string | null {
  if (!URL.canParse(text, base)) {
    return null;
  }
  const { protocol, href } = new URL(text, base);
  return protocol === "https:" || protocol === "http:" ? href : null;
}
