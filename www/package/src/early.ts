/** What a page asks for early, by a `<link rel="preload" as="fetch">` without `crossorigin`. */

/**
 * Fetches something, and takes what the page asked for early where it did. WebKit finds that only for a request of the same mode,
 * and for `cors` never. Where a server of the page's own sends on to another one, its answer cannot be read in this mode:
 * then it is asked for once more.
 */
export async function fetchEarly(address: string | URL, init: RequestInit = {}): Promise<Response> {
  const url = new URL(address, globalThis.document?.baseURI);
  if (url.origin === globalThis.location?.origin) {
    const response = await fetch(url, { ...init, mode: "no-cors", credentials: "include" });
    if (response.type !== "opaque") {
      return response;
    }
  }
  return fetch(url, init);
}
