/** One request to a target, and what is read of its answer. */

import { TooLate, within } from "../deadline.js";
import type { Meaning, Reply } from "../outcome.js";
import { mayHoldReceipt, namesDigest, retryAfter } from "../reading.js";

/** So much of an answer is read: a digest or the code of an error fits. */
const MOST_BYTES = 4096;
/** How long the rest of an answer may take that may bring a receipt: the file has arrived already. */
const RECEIPT_MS = 10_000;

/** An answer, as far as targets look at it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The beginning of its body. */
  readonly body: string;
}

export interface Call {
  readonly method: "POST" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyInit;
  readonly credentials: RequestCredentials;
  /** The digest of what is sent: of the payload, or of an attachment. */
  readonly sha256: string;
  /** Whether nothing of the answer may be read: the body goes as it is, without headers. */
  readonly isOpaque?: boolean;
  /** Whether the answer has to name the digest. */
  readonly expectsDigest?: boolean;
  /** Whether the answer may bring the agency's receipt for what was sent. */
  readonly mayBringReceipt?: boolean;
  /** What an error means by the contract of the target; `null` where its status says enough. */
  readonly means?: (answer: Answer) => Meaning | null;
  /** With these statuses it is found out whether it is there already, by asking for its address. */
  readonly checked?: { readonly on: readonly number[]; readonly url: string };
}

/** Sends a request within so many milliseconds, the answer included; a failure on the way is the reply `none`. */
export async function perform(call: Call, ms: number): Promise<Reply> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new TooLate()), ms);
  try {
    return await (call.isOpaque === true ? sendOpaque(call, abort.signal) : sendReadable(call, abort.signal));
  } catch {
    return { kind: "none" };
  } finally {
    clearTimeout(timer);
    // A reply that nobody reads to its end is not taken any more.
    abort.abort();
  }
}

/** A body without headers needs no permission: a text goes as `text/plain`, a form as what it is. */
async function sendOpaque({ url, method, body, credentials }: Call, signal: AbortSignal): Promise<Reply> {
  await fetch(url, { method, mode: "no-cors", credentials, body, signal });
  return { kind: "opaque" };
}

async function sendReadable(call: Call, signal: AbortSignal): Promise<Reply> {
  const { url, method, headers, body, credentials, sha256 } = call;
  // A redirected POST becomes a GET.
  const response = await fetch(url, { method, redirect: "manual", credentials, headers, body, signal });
  if (response.type === "opaqueredirect") {
    return { kind: "redirect" };
  }
  const { status } = response;
  const expectsDigest = call.expectsDigest === true;
  const mayName = status === 409 || status === 412 || (expectsDigest && response.ok);
  const isRead = mayName || (call.means !== undefined && status >= 400);
  const answer: Answer = {
    status,
    headers: response.headers,
    body: isRead ? await beginning(response, signal, MOST_BYTES) : "",
  };
  const isHere = mayName && (isNamed(url, sha256) || namesDigest(answer.body, sha256));
  const means = (response.ok ? null : call.means?.(answer)) ?? (await checked(call, status, signal));
  return {
    kind: "status",
    status,
    namesDigest: expectsDigest && response.ok ? namesDigest(answer.body, sha256) : isHere,
    ...(expectsDigest ? { expectsDigest } : {}),
    ...(means === null ? {} : { means }),
    ...(await receiptIn(response, call, isRead ? answer.body : null, signal)),
    after: retryAfter(response.headers.get("Retry-After"), Date.now()),
  };
}

/** What an answer says that may be a receipt; one that does not come takes nothing from the file's arrival. */
async function receiptIn(
  response: Response,
  { mayBringReceipt }: Call,
  read: string | null,
  signal: AbortSignal,
): Promise<{ readonly receipt?: string }> {
  if (mayBringReceipt !== true || !response.ok) {
    return {};
  }
  const isText = /json|jose|jws/i.test(response.headers.get("Content-Type") ?? "");
  const late = (): Promise<string> => within(RECEIPT_MS, beginning(response, signal, MOST_BYTES)).catch(() => "");
  const body = read ?? (isText ? await late() : "");
  return mayHoldReceipt(body) ? { receipt: body } : {};
}

/** Whether the object's own name says what is in it: then one that is there already is this very one. */
function isNamed(url: string, sha256: string): boolean {
  return new URL(url).pathname.includes(sha256);
}

/** What an unclear status means, where the target can be asked. */
async function checked(
  { checked, headers, credentials }: Call,
  status: number,
  signal: AbortSignal,
): Promise<Meaning | null> {
  if (checked === undefined || !checked.on.includes(status)) {
    return null;
  }
  const { "Content-Type": _, ...others } = headers;
  const { ok } = await fetch(checked.url, {
    method: "HEAD",
    redirect: "manual",
    cache: "no-store",
    credentials,
    headers: others,
    signal,
  });
  return ok ? "there" : status === 409 ? "again" : null;
}

/** The beginning of a reply; nothing where it does not come. */
export async function beginning(response: Response, signal: AbortSignal, most: number): Promise<string> {
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
  let left = most;
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
