/** A delivery as the page names it, with what its targets need on its way: once the form is there, there may be no network. */

import { type DeliveryPlan, isServer } from "./delivery.js";
import { readDelivery } from "./delivery-reader.js";
import { HINTS } from "./hint-texts.js";
import { useHints } from "./hints.js";

/** Reads the text of a delivery. Throws as {@link readDelivery}. */
export function planOf(text: string, base: string): DeliveryPlan {
  useHints(HINTS);
  const plan = readDelivery(text, base);
  const types = plan.targets.filter(isServer).map(({ type }) => type);
  if (types.length > 0) {
    // What does not come now is asked for again when something is sent.
    import("./sending.js").then(({ fetchAhead }) => fetchAhead(types)).catch(() => undefined);
  }
  return plan;
}
