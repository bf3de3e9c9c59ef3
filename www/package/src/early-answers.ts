/** Takes what `early.js` has asked for before the runtime was there. */

declare global {
  /** Answers by address. On the page, for a module that both imported would be one more script to wait for. */
  var sealformEarly: Map<string, Promise<Response>> | undefined;
}

/** Fetches something, or takes the answer to what was asked for early: once, and none that failed. */
export function fetchOrTake(url: string, init?: RequestInit): Promise<Response> {
  const early = globalThis.sealformEarly?.get(url);
  globalThis.sealformEarly?.delete(url);
  return early === undefined ? fetch(url, init) : early.catch(() => fetch(url, init));
}
