/** A delivery as the page names it, with what its targets need on its way: once the form is there, there may be no network. */

import type { Assignment } from "../assignment.js";
import { part } from "../load-failure.js";
import { LOADING_MS } from "../messages.js";
import { type DeliveryDocument, isServer } from "./delivery.js";
import { readDelivery } from "./delivery-reader.js";
import { type RecipientOf, recipients } from "./encryption/recipients.js";
import { HINTS } from "./hint-texts.js";
import { useHints } from "./hints.js";

/** Where a form's files go, and who reads them there. */
export interface DeliveryPlan extends DeliveryDocument {
  readonly recipientOf: RecipientOf;
}

/** Reads the text of a delivery, for a form with that assignment. Throws as {@link readDelivery} and {@link recipients}. */
export function planOf(text: string, base: string, assignment: Assignment | null): DeliveryPlan {
  useHints(HINTS);
  const document = readDelivery(text, base);
  const recipientOf = recipients(document.targets, assignment);
  const types = document.targets.filter(isServer).map(({ type }) => type);
  if (types.length > 0) {
    // What does not come now is asked for again when something is sent.
    part(LOADING_MS, () => import("./sending.js")).then(
      ({ fetchAhead }) => fetchAhead(types),
      () => undefined,
    );
  }
  if (document.targets.some((to) => recipientOf(to) !== undefined)) {
    part(LOADING_MS, () => import("./encryption/kept.js")).catch(() => undefined);
  }
  return { ...document, recipientOf };
}
