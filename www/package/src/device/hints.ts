/** What would help a delivery that waits or stopped: said to whoever looks after the page, not to the person. */

import type { DeliveryReason } from "../types.js";

const HINTS: Readonly<Record<DeliveryReason, string>> = {
  refused: "the server wants a permission: set `delivery` to an address that has one, then retry",
  conflict:
    "the server has something else under this `jti`, or does not name the `sha256` of what it has in a JSON object",
  "no-target": "name the target in `delivery` again, under the same `id`",
  "not-found": "nobody takes POST at this address; it is tried for a day",
  redirect:
    "a redirected POST is not followed: name the address to which the server redirects, often the one with a slash at its end",
  rejected: "the server does not take this file: read its answer at the status",
  "no-digest":
    "`expect` is `digest`, and the reply is no JSON object whose `sha256` is the payload's digest: is it a login page?",
  "no-file": "the browser has lost the file; the draft is still listed",
  "not-encrypted": "it could not be encrypted: is the page secure, and `encrypt` a point on P-256?",
  cors: "the server answers, and does not let this page send: it must reply to OPTIONS and POST with `Access-Control-Allow-Origin`, and to OPTIONS with `Access-Control-Allow-Headers: content-type, idempotency-key`",
  unreachable:
    "there is no answer: is the address right, does the server run, and does `connect-src` of the page's policy name it?",
  unreadable: "the record on this device is damaged; it is listed, and can be saved",
};

/** Whether a record names a reason that this version knows. */
export function isReason(value: unknown): value is DeliveryReason {
  return typeof value === "string" && Object.hasOwn(HINTS, value);
}

/** The hint for a reason. */
export function hintFor(reason: DeliveryReason | null): string | null {
  return reason === null ? null : HINTS[reason];
}
