/** Documents from addresses, with failures that name the address. */

/** Something could not be fetched. */
export class FetchFailure extends Error {
  override readonly name = "FetchFailure";

  constructor(
    readonly url: string,
    /** The HTTP status; `null` where nobody answered. */
    readonly status: number | null,
  ) {
    super(status === null ? `${url}: no answer` : `${url}: ${status}`);
  }
}

/** The text behind an address, relative to the page. */
export async function fetchText(address: string, signal: AbortSignal): Promise<string> {
  return (await fetched(address, signal)).text();
}

/** The bytes behind an address, relative to the page. */
export async function fetchBytes(address: string, signal: AbortSignal): Promise<Uint8Array> {
  return new Uint8Array(await (await fetched(address, signal)).arrayBuffer());
}

async function fetched(address: string, signal: AbortSignal): Promise<Response> {
  const url = new URL(address, document.baseURI).href;
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    throw signal.aborted ? error : new FetchFailure(url, null);
  }
  if (!response.ok) {
    throw new FetchFailure(url, response.status);
  }
  return response;
}
