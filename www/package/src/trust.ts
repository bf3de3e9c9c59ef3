/** Whose assignments count: the trust document, and what it says of a token. */

import { isObject } from "./arguments.js";
import { isSignedBy } from "./device/signature.js";
import type { JsonObject } from "./types.js";

/** What of a trust document matters to a page that is filled. */
export interface Trust {
  readonly issuers: readonly { readonly iss: string; readonly keys: readonly JsonWebKey[] }[];
  readonly revoked: readonly { readonly iss: string; readonly assignment: string; readonly version: number }[];
}

/** Reads the text of a trust document; throws an `Error` that names the place. */
export function readTrust(text: string): Trust {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(`the trust document is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const members = isObject(document) ? (document as Record<string, unknown>) : {};
  // A bare set of keys says which devices count, and nothing of agencies.
  if (Array.isArray(members["keys"])) {
    return { issuers: [], revoked: [] };
  }
  if (members["sealform_trust"] !== 1) {
    throw new Error('this is not a trust document of version 1: write {"sealform_trust": 1, "issuers": […]}');
  }
  return {
    issuers: list(members["issuers"], "/issuers", (row, at) => ({
      iss: textAt(row["iss"], `${at}/iss`),
      keys: list(row["keys"], `${at}/keys`, (key) => key as JsonWebKey),
    })),
    revoked: list(members["revoked"], "/revoked", (row, at) => ({
      iss: textAt(row["iss"], `${at}/iss`),
      assignment: textAt(row["assignment"], `${at}/assignment`),
      version: number(row["version"], `${at}/version`),
    })),
  };
}

function list<Row>(value: unknown, at: string, read: (row: Record<string, unknown>, at: string) => Row): Row[] {
  if (value === undefined) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new Error(`the trust document has no list at ${at}`);
  }
  return value.map((row: unknown, index) => {
    if (!isObject(row)) {
      throw new Error(`the trust document has no object at ${at}/${index}`);
    }
    return read(row as Record<string, unknown>, `${at}/${index}`);
  });
}

function textAt(value: unknown, at: string): string {
  if (typeof value !== "string") {
    throw new Error(`the trust document has no text at ${at}`);
  }
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new Error(`the trust document has no whole number at ${at}`);
  }
  return value;
}

/** What trust says of a token: it is signed by its issuer, not by anybody who counts, or taken back. */
export type Verdict = "checked" | "untrusted" | "revoked";

export async function judge(trust: Trust, token: string, payload: JsonObject): Promise<Verdict> {
  const { iss, assignment, version } = payload;
  const keys = trust.issuers.filter((issuer) => issuer.iss === iss).flatMap((issuer) => issuer.keys);
  const signed = await Promise.all(keys.map((key) => isSignedBy(token, key)));
  if (!signed.includes(true)) {
    return "untrusted";
  }
  const isRevoked = trust.revoked.some(
    (row) =>
      row.iss === iss && row.assignment === assignment && (typeof version === "number" ? version : 1) <= row.version,
  );
  return isRevoked ? "revoked" : "checked";
}
