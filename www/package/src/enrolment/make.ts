/** Makes an enrolment: the public half of this device's key for an agency, signed by that very key. */

import { base64Url } from "../device/base64url.js";
import { database, StoreFault } from "../device/database.js";
import { within } from "../device/deadline.js";
import type { SigningKey } from "../device/keys.js";
import { thumbprint as thumbprintOf } from "../device/signature.js";

/** What stands between a device and its enrolment. */
export type Obstacle =
  /** The page has no origin that could be named, for example on a disk. */
  | "origin"
  /** The browser keeps nothing: the key would be gone with the page. */
  | "denied"
  /** The storage does not open now, and may hold a key. */
  | "store"
  | "failed";

export class NotEnrolled extends Error {
  override readonly name = "NotEnrolled";

  constructor(
    readonly why: Obstacle,
    options?: ErrorOptions,
  ) {
    super(`the device cannot be enrolled: ${why}`, options);
  }
}

/** What every form has with it: what is loaded for an enrolment alone does not ask for it once more. */
export type Keys = Pick<typeof import("../device/keys.js"), "localMoment" | "readKey" | "sign" | "signingKey">;

export interface Enrolment {
  /** The compact JWS. */
  readonly token: string;
  /** The thumbprint of the key (RFC 7638), by which the agency knows the device. */
  readonly thumbprint: string;
  /** Whether a key that was there could not be read, and this is another one. */
  readonly isReplaced: boolean;
}

/** Making a key, and signing with it. */
const KEY_MS = 30_000;
const TYPE = "sealform-enrolment+jws";
/** An origin as a receiver reads it. */
const ORIGIN = /^https?:\/\/[a-z0-9.:[\]-]+$/;

/** Since when this device has a key for an agency; `null` where it has none yet. Throws a {@link NotEnrolled}. */
export async function keptSince(keys: Keys, iss: string): Promise<string | null> {
  if (!ORIGIN.test(location.origin)) {
    throw new NotEnrolled("origin");
  }
  return (await kept(keys, iss))?.created ?? null;
}

/** Makes an enrolment. Throws a {@link NotEnrolled}. */
export async function enrol(keys: Keys, iss: string, observer: string, now: Date): Promise<Enrolment> {
  await keptSince(keys, iss);
  let isReplaced = false;
  const unreadable = (): void => {
    isReplaced = true;
  };
  const key = await within(KEY_MS, keys.signingKey(iss, unreadable)).catch((cause: unknown) => {
    // A kept key that cannot be read now; or none can be made.
    const isKept = [cause, Object(cause).cause].some((one) => one instanceof StoreFault);
    throw new NotEnrolled(isKept ? "store" : "failed", { cause });
  });
  // A key that lives as long as the page seals nothing tomorrow.
  if ((await kept(keys, iss))?.jwk !== key.jwk) {
    throw new NotEnrolled("denied");
  }
  try {
    return { ...(await within(KEY_MS, signed(keys, key, [iss, observer], now))), isReplaced };
  } catch (cause) {
    throw new NotEnrolled("failed", { cause });
  }
}

async function kept({ readKey }: Keys, iss: string): Promise<SigningKey | null> {
  try {
    return readKey(await database.get("keys", iss));
  } catch (cause) {
    const isDenied = cause instanceof StoreFault && cause.fault === "denied";
    throw new NotEnrolled(isDenied ? "denied" : "store", { cause });
  }
}

async function signed(
  { localMoment, sign }: Keys,
  key: SigningKey,
  [iss, observer]: readonly [string, string],
  now: Date,
): Promise<Pick<Enrolment, "token" | "thumbprint">> {
  const bytes = new TextEncoder();
  const thumbprint = await thumbprintOf(key.jwk);
  const header = JSON.stringify({ alg: "ES256", kid: thumbprint, typ: TYPE });
  // Canonical (RFC 8785): members in the order of their names, and no numbers. The key is canonical already.
  const payload = `{"at":${JSON.stringify(localMoment(now))},"iss":${JSON.stringify(iss)},"jwk":${key.jwk},"observer":${JSON.stringify(observer)},"origin":${JSON.stringify(location.origin)}}`;
  const input = `${base64Url(bytes.encode(header))}.${base64Url(bytes.encode(payload))}`;
  const signature = await sign(key, bytes.encode(input));
  return { token: `${input}.${base64Url(signature)}`, thumbprint };
}
