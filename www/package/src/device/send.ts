/** One POST, with the submission's UUID as its idempotency key. */

import { TooLate, within } from "./deadline.js";
import type { WebhookReply } from "./delivery.js";
import { mayHoldReceipt, namesDigest, type Reply, retryAfter } from "./outcome.js";

/** What is sent: a sealed file as it is, or encrypted, with the media type and the digest that it has then. */
export interface Outgoing {
  readonly jti: string;
  /** In hexadecimal: of the payload, or of the text of a JWE. */
  readonly sha256: string;
  /** The text itself. */
  readonly jws: string;
  /** `application/jose` for a JWE in compact serialization. */
  readonly type?: "application/jose";
}

/** How long a target may take, its reply included. */
const SENDING_MS = 60_000;
/** How long a reply may take whose receipt is waited for: the file has arrived. */
const RECEIPT_MS = 10_000;
/** So much of a reply is read: a digest fits, and a receipt. */
const MOST_BYTES = 4096;

/** How long a server may take to say that it is there. */
const ASKING_MS = 10_000;

/** Sends a file; a failure on the way is the reply `none`. */
export async function post(url: string, expected: WebhookReply, file: Outgoing): Promise<Reply> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new TooLate()), SENDING_MS);
  try {
    return expected === "opaque"
      ? await postOpaque(url, file, abort.signal)
      : await postReadable(url, expected, file, abort.signal);
  } catch {
    return { kind: "none" };
  } finally {
    clearTimeout(timer);
    // A reply that nobody reads to its end is not taken any more.
    abort.abort();
  }
}

/** A text body without headers is sent as `text/plain`, which needs no permission. */
async function postOpaque(url: string, file: Outgoing, signal: AbortSignal): Promise<Reply> {
  await fetch(url, { method: "POST", mode: "no-cors", body: file.jws, signal });
  return { kind: "opaque" };
}

async function postReadable(
  url: string,
  expected: "status" | "digest",
  file: Outgoing,
  signal: AbortSignal,
): Promise<Reply> {
  const headers = { "Content-Type": file.type ?? "application/jose+json", "Idempotency-Key": `"${file.jti}"` };
  const response = await fetch(url, { method: "POST", redirect: "manual", headers, body: file.jws, signal });
  if (response.type === "opaqueredirect") {
    return { kind: "redirect" };
  }
  const { status } = response;
  const expectsDigest = expected === "digest";
  const mayName = status === 409 || status === 412 || (expectsDigest && response.ok);
  const body = mayName ? await beginning(response, signal) : "";
  const receipt = body === "" && response.ok ? await withReceipt(response, signal) : body;
  return {
    kind: "status",
    status,
    namesDigest: mayName && namesDigest(body, file.sha256),
    ...(response.ok && mayHoldReceipt(receipt) ? { receipt } : {}),
    ...(expectsDigest ? { expectsDigest } : {}),
    after: retryAfter(response.headers.get("Retry-After"), Date.now()),
  };
}

/**
 * Whether a server that gave this page no answer is there all the same: then it does not let the page send, or read what became
 * of it. Browsers keep the two apart from a dead network for nobody; a request that asks for no permission shows it.
 */
export async function isThere(url: string): Promise<boolean> {
  if (globalThis.navigator?.onLine === false) {
    return false;
  }
  try {
    const init = { mode: "no-cors", credentials: "omit", cache: "no-store", redirect: "follow" } as const;
    await fetch(url, { ...init, signal: AbortSignal.timeout(ASKING_MS) });
    return true;
  } catch {
    return false;
  }
}

/** What a reply says that may bring a receipt; one that does not come takes nothing from the file's arrival. */
function withReceipt(response: Response, signal: AbortSignal): Promise<string> {
  return /json|jose|jws/i.test(response.headers.get("Content-Type") ?? "")
    ? within(RECEIPT_MS, beginning(response, signal)).catch(() => "")
    : Promise.resolve("");
}

/** The beginning of a reply; nothing where it does not come. */
async function beginning(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    return "";
  }
  // A body that was begun does not always hear that its fetch was ended.
  const over = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  over.catch(() => undefined);
  const decoder = new TextDecoder();
  let text = "";
  let left = MOST_BYTES;
  while (left > 0) {
    const { done, value } = await Promise.race([reader.read(), over]);
    if (done) {
      return text + decoder.decode();
    }
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
  }
  return text;
}
