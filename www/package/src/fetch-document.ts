/** Documents from addresses, with failures that name the address. */

import { within } from "./device/deadline.js";
import { fetchOrTake } from "./early-answers.js";

/** How long a document may take, its body included. */
const FETCHING_MS = 30_000;

/** Something could not be fetched. */
export class FetchFailure extends Error {
  override readonly name = "FetchFailure";

  constructor(
    readonly url: string,
    /** The HTTP status; `null` where nobody answered. */
    readonly status: number | null,
    { message, cause }: { readonly message?: string; readonly cause?: unknown } = {},
  ) {
    super(
      message ?? (status === null ? `${url}: no answer` : `${url}: ${status}`),
      cause === undefined ? {} : { cause },
    );
  }
}

/** The text behind an address, relative to the page. */
export function fetchText(address: string, signal: AbortSignal): Promise<string> {
  return fetched(address, signal, (response) => response.text());
}

/** The bytes behind an address, relative to the page. */
export function fetchBytes(address: string, signal: AbortSignal): Promise<Uint8Array> {
  return fetched(address, signal, async (response) => new Uint8Array(await response.arrayBuffer()));
}

async function fetched<Body>(
  address: string,
  signal: AbortSignal,
  read: (response: Response) => Promise<Body>,
): Promise<Body> {
  const url = new URL(address, document.baseURI).href;
  const abort = new AbortController();
  const end = (): void => abort.abort();
  signal.addEventListener("abort", end, { once: true });
  const whole = async (): Promise<Body> => {
    const response = await fetchOrTake(url, { signal: abort.signal });
    if (!response.ok) {
      throw new FetchFailure(url, response.status);
    }
    return read(response);
  };
  try {
    return await within(FETCHING_MS, whole(), end);
  } catch (error) {
    throw signal.aborted || error instanceof FetchFailure ? error : new FetchFailure(url, null);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
