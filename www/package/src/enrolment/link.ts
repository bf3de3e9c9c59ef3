/** The link by which an agency asks for an enrolment: `#e=<iss>`, and `&observer=<pseudonym>` where it names one. */

/** What such a link asks for. */
export interface Wish {
  /** The agency. */
  readonly iss: string;
  /** Whom it means; empty where it does not say. */
  readonly observer: string;
}

/** Longer names stand in no document of an agency. */
const MOST_LETTERS = 200;

/** Reads what stands behind `#`; `null` where it is damaged. A plus sign is one: pseudonyms may hold it. */
export function readWish(fragment: string): Wish | null {
  const members = new Map<string, string>();
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const [, name, value] = /^(e|observer)=(.*)$/s.exec(part) ?? [];
    if (name === undefined || value === undefined) {
      continue;
    }
    const text = decoded(value);
    if (text === null || members.has(name)) {
      return null;
    }
    members.set(name, text);
  }
  const [iss = "", observer = ""] = [members.get("e"), members.get("observer")];
  return isName(iss) && (observer === "" || isName(observer)) ? { iss, observer } : null;
}

/** What is left behind `#` when the wish is taken out. */
export function withoutWish(fragment: string): string {
  const rest = fragment
    .replace(/^#/, "")
    .split("&")
    .filter((part) => !/^(e|observer)=/.test(part));
  return rest.join("&");
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** A name as documents of an agency take it: one line, no blanks at its ends, nothing that is not Unicode. */
export function isName(text: string): boolean {
  const letters = [...text];
  return letters.length > 0 && letters.length <= MOST_LETTERS && text.trim() === text && !/\p{Cc}|\p{Cs}/u.test(text);
}
