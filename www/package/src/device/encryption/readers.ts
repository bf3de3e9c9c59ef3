/** Who reads what a form seals, with what encrypts it on its way: once the form is there, there may be no network. */

import type { Assignment } from "../../assignment.js";
import type { Destination } from "../delivery.js";
import { type RecipientOf, recipients } from "./recipient.js";

/** Throws as {@link recipients}. */
export function readersOf(targets: readonly Destination[], assignment: Assignment | null): RecipientOf {
  const recipientOf = recipients(targets, assignment);
  // What does not come now is asked for again when something is sent.
  import("./kept.js").catch(() => undefined);
  return recipientOf;
}
