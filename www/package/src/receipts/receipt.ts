/**
 * An agency's receipt, `sealform-receipt+jws`: `{iss, jti, sha256, received_at, at}` says that a submission with that UUID and
 * payload was there at that moment. It counts where the page's trust document names the issuer, and is checked whenever it is
 * shown: trust may have changed since it came.
 */

import { isChecked } from "../assignment.js";
import { fromBase64Url, type SealedFile } from "../device/records.js";
import { readSigned } from "../signed.js";
import { judge, type Trust } from "../trust.js";
import type { JsonObject } from "../types.js";

/** What a receipt says; nobody has checked it yet. */
export interface Receipt {
  /** The compact JWS. */
  readonly token: string;
  readonly iss: string;
  readonly jti: string;
  /** SHA-256 of the payload, in hexadecimal. */
  readonly sha256: string;
  /** When the submission was there, in milliseconds since 1970. */
  readonly receivedAt: number;
}

/** How much is proved: see `www/docs/verify.md`. */
export type Level = "L1" | "L2" | "L3" | "L4";

/** What a receipt is worth for a file. */
export type Standing =
  | { readonly is: "received"; readonly receipt: Receipt; readonly level: Level }
  /** The page does not say whom it trusts. */
  | { readonly is: "unchecked"; readonly receipt: Receipt }
  | { readonly is: "untrusted"; readonly receipt: Receipt }
  /** It names this submission, and another payload. */
  | { readonly is: "content"; readonly receipt: Receipt }
  | { readonly is: "damaged" };

/** The largest reply, or file, in which one is looked for, in letters. */
const MOST_LETTERS = 4096;
const TYPE = "sealform-receipt+jws";
const MEMBERS = ["at", "iss", "jti", "received_at", "sha256"];
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const DIGEST = /^[0-9a-f]{64}$/;
/** RFC 3339, with an offset. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * The compact JWS in a reply or a file: the text itself, the flattened JWS that it is, or the member `receipt` of a JSON object,
 * in either form. `null` where there is none.
 */
export function jwsIn(text: string): string | null {
  const body = text.trim();
  if (body.length > MOST_LETTERS) {
    return null;
  }
  if (COMPACT.test(body)) {
    return body;
  }
  try {
    const read = JSON.parse(body) as Readonly<Record<string, unknown>> | null;
    const named = read?.["receipt"] ?? read;
    return typeof named === "string" ? compact(named) : compact(joined(named));
  } catch {
    return null;
  }
}

function compact(text: string): string | null {
  return COMPACT.test(text) ? text : null;
}

function joined(flattened: unknown): string {
  const { protected: header, payload, signature } = Object(flattened) as Readonly<Record<string, unknown>>;
  return [header, payload, signature].map((part) => (typeof part === "string" ? part : "")).join(".");
}

/** What a receipt says; `null` where it is none, or not whole. */
export function readReceipt(token: string): Receipt | null {
  const payload = readSigned(token, TYPE, true);
  if (payload === null || Object.keys(payload).sort().join() !== MEMBERS.join()) {
    return null;
  }
  const { iss, jti, sha256, received_at: received, at } = payload;
  const isWhole = typeof iss === "string" && iss !== "" && typeof jti === "string" && isDigest(sha256);
  // It is signed once the submission is there.
  if (!isWhole || !isMoment(received) || !isMoment(at) || Date.parse(at) < Date.parse(received)) {
    return null;
  }
  return { token, iss, jti, sha256, receivedAt: Date.parse(received) };
}

function isDigest(value: unknown): value is string {
  return typeof value === "string" && DIGEST.test(value);
}

function isMoment(value: unknown): value is string {
  return typeof value === "string" && MOMENT.test(value) && !Number.isNaN(Date.parse(value));
}

/** What a token is worth as the receipt of a file. */
export async function standingOf(token: string, file: SealedFile, trust: Trust | null): Promise<Standing> {
  const receipt = readReceipt(token);
  if (receipt === null || receipt.jti !== file.jti) {
    return { is: "damaged" };
  }
  if (trust === null) {
    return { is: "unchecked", receipt };
  }
  const { iss } = receipt;
  if ((await judge(trust, token, { iss })) !== "checked") {
    return { is: "untrusted", receipt };
  }
  // Said only of what an agency has signed: anybody could write such a receipt.
  return receipt.sha256 === file.sha256
    ? { is: "received", receipt, level: await levelOf(file, trust) }
    : { is: "content", receipt };
}

/** How much is proved of a file for which there is a receipt; that this device has sealed it is seen by its being here. */
async function levelOf({ jws, signer }: SealedFile, trust: Trust): Promise<Level> {
  const token = claimsOf(jws)["assignment_token"];
  if (typeof token !== "string" || !(await isChecked(token, trust))) {
    return "L1";
  }
  const bound = payloadOf(token)["cnf"];
  if (bound === undefined) {
    return "L2";
  }
  return (Object(bound) as { readonly jkt?: unknown }).jkt === signer ? "L4" : "L2";
}

function claimsOf(jws: string): JsonObject {
  const { payload } = JSON.parse(jws) as { readonly payload: string };
  return JSON.parse(fromBase64Url(payload)) as JsonObject;
}

function payloadOf(token: string): JsonObject {
  return JSON.parse(fromBase64Url(token.split(".")[1] ?? "")) as JsonObject;
}
