/** What a page that is one file holds beside its script: blocks of base64, which no browser runs. */

/** The bytes of base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** The program of the form; `null` where the page has none. */
export function embeddedProgram(): Uint8Array<ArrayBuffer> | null {
  const block = document.querySelector("script[data-sealform-program]");
  return block === null ? null : bytesOf(block.textContent);
}

/** A picture, a sound or a film of the form, by the name that the form has for it. */
export function embeddedMedium(name: string): Blob | null {
  for (const block of document.querySelectorAll<HTMLElement>("script[data-sealform-medium]")) {
    if (block.dataset["sealformMedium"] === name) {
      return new Blob([bytesOf(block.textContent)], { type: block.dataset["type"] ?? "" });
    }
  }
  return null;
}
