/** What a page is told that is on plain http; what seals there is loaded now, while there is a network. */

import type { ErrorDetail } from "../types.js";
import { software } from "./load.js";

/** Others in the network may have changed the page before it came. */
export function insecure(): ErrorDetail {
  // It is asked for again where it is needed.
  software().catch(() => undefined);
  const message =
    "this page is not secure (https, or this very machine): others in the network could change it, and its key is kept where scripts of the page can read it";
  return { kind: "insecure", stage: "loading", url: location.href, status: null, message };
}
