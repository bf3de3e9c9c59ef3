/**
 * Asks for what a form needs while its page is still being read: the Wasm beside this script, and the program that the script's
 * element names. The runtime, which comes later, takes what came (`early-answers.ts`).
 *
 *     <script type="module" async src="sealform/early.js" data-program="forms/visit.program"></script>
 *
 * It imports nothing, for that would be asked for before it runs.
 */

globalThis.sealformEarly ??= new Map();
const answers = globalThis.sealformEarly;

/** Asks for what nobody has asked for yet: the runtime may have been faster, and a page may have several of these scripts. */
function ask({ href }: URL): void {
  if (!answers.has(href)) {
    const answer = fetch(href);
    // Whoever takes it asks again.
    answer.catch(() => undefined);
    answers.set(href, answer);
  }
}

ask(new URL("sealform_web_bg.wasm", import.meta.url));
for (const { dataset } of document.querySelectorAll<HTMLElement>("script[data-program]")) {
  ask(new URL(dataset["program"] ?? "", document.baseURI));
}

export {};
