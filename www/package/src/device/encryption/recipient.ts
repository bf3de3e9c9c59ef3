/** For whom files are encrypted: a public P-256 key, which an assignment or the delivery names as `encrypt`. */

import type { Assignment } from "../../assignment.js";
import { type Destination, isRemote } from "../delivery.js";

/** The members of a public P-256 key (RFC 7518, section 6.2.1), and no others. */
export interface Recipient {
  readonly crv: "P-256";
  readonly kty: "EC";
  readonly x: string;
  readonly y: string;
}

/** 32 bytes in base64url. */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Reads a key; whether its point lies on the curve is seen when it is used. `at` says where it stands, for the error. Throws an
 * `Error` that names the place and what should stand there.
 */
export function readRecipient(value: unknown, at: string): Recipient {
  const { kty, crv, x, y, d, use, alg } = Object(value) as Readonly<Record<string, unknown>>;
  if (kty !== "EC" || crv !== "P-256" || !isCoordinate(x) || !isCoordinate(y)) {
    throw new Error(
      `there is no public P-256 key at ${at}; \`sealform keygen --encryption\` prints one: {"kty": "EC", "crv": "P-256", "x": …, "y": …}`,
    );
  }
  if (d !== undefined) {
    throw new Error(`there is a private key at ${at}: make another one, and name only its public half there`);
  }
  if ((use !== undefined && use !== "enc") || (alg !== undefined && alg !== "ECDH-ES")) {
    throw new Error(`the key at ${at} is not for encrypting: it needs \`use\` "enc" and \`alg\` "ECDH-ES", or neither`);
  }
  return { crv, kty, x, y };
}

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

function isCoordinate(value: unknown): value is string {
  return typeof value === "string" && COORDINATE.test(value);
}
