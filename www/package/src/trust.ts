/** Whose assignments count: the trust document, and what it says of a token. */

import { isObject } from "./arguments.js";
import { headerOf, isSignedBy, thumbprint } from "./device/signature.js";
import type { JsonObject } from "./types.js";

/** A key, which may have a name of its own. */
type Key = JsonWebKey & { readonly kid?: string };

/** What of a trust document matters to a page that is filled. */
export interface Trust {
  readonly issuers: readonly { readonly iss: string; readonly keys: readonly Key[] }[];
  readonly revoked: readonly { readonly iss: string; readonly assignment: string; readonly version: number }[];
}

type Row = Readonly<Record<string, unknown>>;

/** What stands in a document, and what stands in its rows: a member that is misspelt would trust too few, or take nothing back. */
const MEMBERS = ["devices", "issuers", "revoked", "sealform_trust"];
const OF_ISSUER = ["iss", "keys"];
const OF_REVOKED = ["assignment", "iss", "version"];
/** 32 bytes in base64url. */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/;
/** The largest version there is. */
const LAST = 2 ** 32 - 1;

/** Reads the text of a trust document; throws an `Error` that names the place. */
export function readTrust(text: string): Trust {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(`the trust document is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const members: Row = isRow(document) ? document : {};
  // A bare set of keys says which devices count, and nothing of agencies.
  if (Array.isArray(members["keys"]) && members["sealform_trust"] === undefined) {
    list(members["keys"], "/keys", readKey);
    return { issuers: [], revoked: [] };
  }
  if (members["sealform_trust"] !== 1) {
    throw new Error('this is not a trust document of version 1: write {"sealform_trust": 1, "issuers": […]}');
  }
  only(members, MEMBERS, "");
  const devices = list(members["devices"], "/devices", readKey);
  const issuers = list(members["issuers"], "/issuers", readIssuer);
  expectOneRole(issuers, devices);
  return { issuers, revoked: list(members["revoked"], "/revoked", readRevoked) };
}

function readIssuer(row: Row, at: string): Trust["issuers"][number] {
  only(row, OF_ISSUER, at);
  const iss = textAt(row["iss"], `${at}/iss`);
  const keys = list(row["keys"], `${at}/keys`, readKey);
  if (keys.length === 0) {
    throw new Error(`the trust document has no key at ${at}/keys`);
  }
  return { iss, keys };
}

function readRevoked(row: Row, at: string): Trust["revoked"][number] {
  only(row, OF_REVOKED, at);
  return {
    iss: textAt(row["iss"], `${at}/iss`),
    assignment: textAt(row["assignment"], `${at}/assignment`),
    version: number(row["version"], `${at}/version`),
  };
}

function readKey(row: Row, at: string): Key {
  const { kty, crv, x, y, kid } = row;
  if (kty !== "EC" || crv !== "P-256" || !isCoordinate(x) || !isCoordinate(y)) {
    throw new Error(`the trust document has no public P-256 key at ${at}`);
  }
  if (row["d"] !== undefined) {
    throw new Error(`the trust document has a private key at ${at}: take it out, and make another one`);
  }
  return { kty, crv, x, y, ...(typeof kid === "string" ? { kid } : {}) };
}

function isCoordinate(value: unknown): value is string {
  return typeof value === "string" && COORDINATE.test(value);
}

/** An issuer stands in one row, and a key signs for one agency or seals for one device: no device makes itself an agency. */
function expectOneRole(issuers: Trust["issuers"], devices: readonly Key[]): void {
  const names = new Set<string>();
  const known = new Set(devices.map(pointOf));
  issuers.forEach(({ iss, keys }, index) => {
    if (names.has(iss)) {
      throw new Error(`the trust document names an issuer twice, at /issuers/${index}/iss`);
    }
    names.add(iss);
    if (keys.some((key) => known.has(pointOf(key)))) {
      throw new Error(`the trust document has a key with two roles, at /issuers/${index}/keys`);
    }
    for (const key of keys) {
      known.add(pointOf(key));
    }
  });
}

function pointOf({ x, y }: Key): string {
  return `${x}.${y}`;
}

function only(row: Row, names: readonly string[], at: string): void {
  const unknown = Object.keys(row).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`the trust document has an unknown member at ${at}/${unknown}`);
  }
}

function list<Read>(value: unknown, at: string, read: (row: Row, at: string) => Read): Read[] {
  if (value === undefined) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new Error(`the trust document has no list at ${at}`);
  }
  return value.map((row: unknown, index) => {
    if (!isRow(row)) {
      throw new Error(`the trust document has no object at ${at}/${index}`);
    }
    return read(row, `${at}/${index}`);
  });
}

function isRow(value: unknown): value is Row {
  return isObject(value);
}

function textAt(value: unknown, at: string): string {
  if (typeof value !== "string" || value === "") {
    throw new Error(`the trust document has no text at ${at}`);
  }
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > LAST) {
    throw new Error(`the trust document has no whole number at ${at}`);
  }
  return value;
}

/** What trust says of a token: it is signed by its issuer, not by anybody who counts, or taken back. */
export type Verdict = "checked" | "untrusted" | "revoked";

export async function judge(trust: Trust, token: string, payload: JsonObject): Promise<Verdict> {
  const { iss, assignment, version } = payload;
  const keys = trust.issuers.filter((issuer) => issuer.iss === iss).flatMap((issuer) => issuer.keys);
  const kid = headerOf(token)["kid"];
  const signed = await Promise.all(
    keys.map(async (key) => (await isSignedBy(token, key)) && (await answersTo(key, kid))),
  );
  if (!signed.includes(true)) {
    return "untrusted";
  }
  const isRevoked = trust.revoked.some(
    (row) =>
      row.iss === iss && row.assignment === assignment && (typeof version === "number" ? version : 0) <= row.version,
  );
  return isRevoked ? "revoked" : "checked";
}

/** Whether a key is the one that a token names: by its thumbprint, or by the name that the trust document gives it. */
async function answersTo({ x, y, kid }: Key, wanted: unknown): Promise<boolean> {
  const isItself = typeof wanted !== "string" || kid === wanted;
  return isItself || (await thumbprint(JSON.stringify({ crv: "P-256", kty: "EC", x, y }))) === wanted;
}
