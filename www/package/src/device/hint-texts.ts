/** What would help a delivery that waits or stopped: said to whoever looks after the page, not to the person. It comes with a delivery. */

import type { DeliveryReason } from "../types.js";

/** A record, so that none can be missing. */
export const HINTS: Readonly<Record<DeliveryReason, string>> = {
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
  cors: "the server answers, and does not let this page send: to OPTIONS and to the request it must reply with `Access-Control-Allow-Origin`, and to OPTIONS with the methods and headers that the guide lists for its type",
  grant:
    "`grant` must answer with JSON of at most 256 KB: `{puts: [{sha256, url, …}]}`, a row for each digest asked for",
  "not-encrypted": "it could not be encrypted: is `encrypt` a point on P-256?",
  "by-hand": "the person saves or shares the file",
  unreachable:
    "there is no answer: is the address right, does the server run, and does `connect-src` of the page's policy name it?",
  unreadable: "the record on this device is damaged; it is listed, and can be saved",
};
