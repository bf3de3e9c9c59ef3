/** Who reads what a form sends to its targets. */

import type { Assignment } from "../../assignment.js";
import { type Destination, isRemote } from "../delivery.js";
import { type Recipient, readRecipient } from "./recipient.js";

/** For whom a file is encrypted that goes to a target; `undefined` where it goes as it is. */
export type RecipientOf = (to: Destination) => Recipient | undefined;

/**
 * Who reads what goes to a target: whom an assignment names that was checked, else whom the delivery names, else whom an
 * assignment names that nobody could check: a link that anybody may have made does not turn the files of a deployment to its
 * maker. Throws an `Error` where the assignment's is no
 * key, or a target cannot do without the answers; the delivery's was read before.
 */
export function recipients(targets: readonly Destination[], assignment: Assignment | null): RecipientOf {
  const named = assignment?.payload["encrypt"];
  const assigned = named === undefined ? undefined : readRecipient(named, "`encrypt` of the assignment");
  const recipientOf: RecipientOf = (to) => {
    // The page, and a file that a person saves or shares, are on the device: they have it as it is.
    if (!isRemote(to)) {
      return undefined;
    }
    return assignment?.isChecked === true ? (assigned ?? to.encrypt) : (to.encrypt ?? assigned);
  };
  const clear = targets.find((to) => to.type === "openrosa" && recipientOf(to) !== undefined);
  if (clear !== undefined) {
    throw new Error(
      `the target \`${clear.id}\` is an OpenRosa server, which gets the answers in the clear, and \`encrypt\` says that only its recipient reads them: name a target of another type`,
    );
  }
  return recipientOf;
}
