/** Where the pictures, sounds and films of a form lie whose page is one file: in the page, and nowhere else. */

import { embeddedMedium } from "./embedded.js";

/** The addresses that were made. They live as long as the page, for a form shows its pictures again and again. */
const made = new Map<string, string>();

/** The address of a file that the form names; `null` where the page does not hold it. */
export function addressOf(_host: HTMLElement, file: string): string | null {
  const name = file.replace(/^jr:\/\/(images|audio|video|file|file-csv)\//, "");
  const known = made.get(name);
  if (known !== undefined) {
    return known;
  }
  const medium = embeddedMedium(name);
  if (medium === null) {
    return null;
  }
  const address = URL.createObjectURL(medium);
  made.set(name, address);
  return address;
}
