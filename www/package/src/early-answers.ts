/** Takes what `early.js` has asked for before the runtime was there. */

declare global {
  /**
   * Answers by address, `null` once somebody has taken or asked for it: `early.js` may come later. On the page, for a module that
   * both imported would be one more script to wait for, and there may be several copies of both.
   */
  var sealformEarly: Map<string, Promise<Response> | null> | undefined;
}

/** Fetches something, or takes the answer to what was asked for early: once, and none that failed or refuses. */
export function fetchOrTake(url: string, init?: RequestInit): Promise<Response> {
  globalThis.sealformEarly ??= new Map();
  const early = globalThis.sealformEarly.get(url) ?? null;
  globalThis.sealformEarly.set(url, null);
  const again = (): Promise<Response> => fetch(url, init);
  return early === null ? again() : early.then((answer) => (answer.ok ? answer : again()), again);
}
