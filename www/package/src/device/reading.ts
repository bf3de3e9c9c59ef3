/** What is read in the answer of a target. It comes with what sends. */

/** Whether a reply may hold a receipt: it is a JWS, or a JSON object with one. */
export function mayHoldReceipt(body: string): boolean {
  return /^\s*eyJ|"receipt"|"payload"/.test(body);
}

/** Whether a reply, as far as it was read, is a JSON object whose `sha256` is this digest. */
export function namesDigest(body: string, sha256: string): boolean {
  try {
    const read = JSON.parse(body) as { readonly sha256?: unknown } | null;
    return read?.sha256 === sha256;
  } catch {
    return false;
  }
}

/** `Retry-After`: seconds, or a date. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) {
    return null;
  }
  if (/^\s*\d+\s*$/.test(header)) {
    return Number(header);
  }
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.floor((at - now) / 1000));
}
