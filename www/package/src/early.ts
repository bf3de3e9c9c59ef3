/**
 * Asks for what a form needs while its page is still being read: the Wasm beside this script, and the program that the script's
 * element names. The runtime, which comes later, takes what came (`early-answers.ts`).
 *
 *     <script type="module" async src="sealform/early.js" data-program="forms/visit.program"></script>
 *
 * It imports nothing, for that would be asked for before it runs.
 */

const answers = new Map<string, Promise<Response>>();
globalThis.sealformEarly = answers;

function ask(url: URL): void {
  const answer = fetch(url);
  // Whoever takes it asks again.
  answer.catch(() => undefined);
  answers.set(url.href, answer);
}

ask(new URL("sealform_web_bg.wasm", import.meta.url));
for (const { dataset } of document.querySelectorAll<HTMLElement>("script[data-program]")) {
  ask(new URL(dataset["program"] ?? "", document.baseURI));
}

export {};
