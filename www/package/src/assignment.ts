/** What an assignment says. Where the page has trust, nothing of an unchecked one is used. */

import { isObject } from "./arguments.js";
import { bytesOfBase64Url, type FormKey } from "./device/records.js";
import { siteZone } from "./site-zone.js";
import { Trouble, type Way } from "./trouble.js";
import { judge, type Trust, type Verdict } from "./trust.js";
import type { JsonObject } from "./types.js";

export { readTrust } from "./trust.js";

/** What says which form it is. */
type FormNames = { readonly [name in "id" | "version" | "sha256"]: string };

export interface Assignment {
  /** The token, as it came. */
  readonly token: string;
  /** Its payload. */
  readonly payload: JsonObject;
  /** What the form is told of it. */
  readonly facts: JsonObject;
  /** Whose it is, where that was checked; else empty. */
  readonly issuer: string;
  /** Under what a draft is filed. */
  readonly id: string;
  readonly observer: string;
  readonly isChecked: boolean;
  /** Under what its draft is filed on this device: the key itself, unless that is another agency's. Throws a {@link Trouble}. */
  file(key: FormKey): Promise<FormKey>;
  /** Throws an {@link Trouble} where it is for another form. */
  checkForm(form: FormNames): void;
}

/** What a token says before anybody has checked its signature. */
export type Unverified = Pick<Assignment, "token" | "payload" | "id" | "observer"> & { readonly version: number };

const TYPE = "sealform-assignment+jws";
/** The longest token that receivers take. */
const MOST_LETTERS = 16 * 1024;
const NAMES = ["id", "version", "sha256"] as const;
/** The members of a header that receivers know. */
const OF_HEADER = ["alg", "jwk", "kid", "typ"];
/** The largest version there is. */
const LAST = 2 ** 32 - 1;
/** How deep a signed document may be nested. */
const DEEPEST = 32;

/** Reads a compact JWS, and checks it where there is trust. Throws an {@link Trouble}. */
export async function readAssignment(token: string, trust: Trust | null): Promise<Assignment> {
  const read = readToken(token, trust);
  if (trust === null) {
    return assignmentOf(read, false);
  }
  const verdict = await verdictOn(read, trust);
  if (verdict !== "checked") {
    throw new Trouble(verdict);
  }
  return assignmentOf(read, true);
}

/**
 * Reads a compact JWS without checking its signature. Throws an {@link Trouble} where it is none of an assignment. What is to
 * be checked has to be what receivers take: nothing is filled in under a token with which its report would be refused.
 */
export function readToken(token: string, trust: Trust | null): Unverified {
  const read = parts(token.trim(), trust !== null);
  if (read === null) {
    throw new Trouble("damaged");
  }
  return read;
}

/** What trust says of a token. */
export function verdictOn({ token, payload }: Unverified, trust: Trust): Promise<Verdict> {
  return judge(trust, token, payload);
}

/** Whether a token is one that counts. */
export async function isChecked(token: string, trust: Trust): Promise<boolean> {
  try {
    return (await verdictOn(readToken(token, trust), trust)) === "checked";
  } catch {
    return false;
  }
}

/** An assignment of a token; `ways` are offered where it turns out to be for another form. */
export function assignmentOf(read: Unverified, isChecked: boolean, ways: readonly Way[] = []): Assignment {
  const { token, payload, id, observer } = read;
  const issuer = isChecked ? (text(payload["iss"]) ?? "") : "";
  const facts = { assignment: payload, ...siteZone(payload) };
  return {
    token,
    payload,
    facts,
    id,
    observer,
    isChecked,
    issuer,
    file: async (key) => key,
    checkForm: (form) => checkForm(payload, form, ways),
  };
}

function parts(token: string, isStrict: boolean): Unverified | null {
  const pieces = token.split(".");
  if (token.length > MOST_LETTERS || pieces.length !== 3 || !pieces.every((piece) => /^[\w-]+$/.test(piece))) {
    return null;
  }
  const [header, payload] = pieces.slice(0, 2).map(readPart);
  if (header == null || payload == null || header.read["alg"] !== "ES256" || "crit" in header.read) {
    // `crit` asks for something that nobody here knows.
    return null;
  }
  const { typ } = header.read;
  if (typ !== TYPE && (isStrict || typ !== undefined)) {
    return null;
  }
  if (isStrict && !(payload.isCanonical && isOneText(pieces) && isHeader(header.read))) {
    return null;
  }
  return said(token, payload.read, isStrict);
}

/** What the payload says; `null` where something of it is not what it has to be. */
function said(token: string, payload: JsonObject, isStrict: boolean): Unverified | null {
  const { iss, assignment, jti, observer = "", version, questionnaire } = payload;
  // Where it is checked, whatever takes an assignment back names it by `assignment` alone.
  const id = text(assignment) ?? (assignment === undefined && !isStrict ? text(jti) : null);
  const isWhole =
    (text(iss) !== null || (iss === undefined && !isStrict)) &&
    typeof observer === "string" &&
    (version === undefined || isVersion(version)) &&
    (questionnaire === undefined || namesForm(questionnaire, isStrict));
  // One without a version comes before all that have one.
  return isWhole && id !== null ? { token, payload, id, observer, version: isVersion(version) ? version : 0 } : null;
}

function isVersion(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LAST;
}

/** Whether each part is the one text that base64url has for its bytes: the last letter may hold bits that say nothing. */
function isOneText(pieces: readonly string[]): boolean {
  return pieces.every((piece) => {
    try {
      const again = btoa(String.fromCharCode(...bytesOfBase64Url(piece)));
      return again.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") === piece;
    } catch {
      return false;
    }
  });
}

function isHeader(header: JsonObject): boolean {
  return Object.keys(header).every((name) => OF_HEADER.includes(name));
}

/**
 * One part of a token: an object without a member that occurs twice, a blank, or a number that is not whole; canonical is the
 * one text that RFC 8785 has for it.
 */
function readPart(part: string): { readonly read: JsonObject; readonly isCanonical: boolean } | null {
  try {
    // A mark at the beginning is no JSON, and not passed over.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const text = decoder.decode(bytesOfBase64Url(part));
    const read: unknown = JSON.parse(text);
    const one = oneText(read, 0);
    // What is said twice, or in another way, has another length, whatever the order of its members.
    return isJsonObject(read) && one.length === text.length ? { read, isCanonical: one === text } : null;
  } catch {
    return null;
  }
}

/** The one text of what may be signed; throws where it may not be. Members are in the order of their UTF-16 code units. */
function oneText(value: unknown, level: number): string {
  const deeper = level + 1;
  if (
    typeof value === "number"
      ? !Number.isSafeInteger(value)
      : typeof value === "object" && value !== null && level >= DEEPEST
  ) {
    throw new Error("no signed document holds this");
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => oneText(item, deeper)).join()}]`;
  }
  if (isJsonObject(value)) {
    // Of a list of pairs: an object would put "10" before "a", and "9" before "10".
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${members.map(([name, member]) => `${asciiText(name)}:${oneText(member, deeper)}`).join()}}`;
  }
  const text = JSON.stringify(value);
  if (typeof value === "string" && /\p{Cs}/u.test(value)) {
    throw new Error("half a letter has no bytes");
  }
  return text;
}

function asciiText(name: string): string {
  if (/[^\0-\x7f]/.test(name)) {
    throw new Error("no signed document holds such a name");
  }
  return JSON.stringify(name);
}

/** What it says of its form has to be texts; all three where it is checked. */
function namesForm(value: unknown, isStrict: boolean): boolean {
  const isNamed = (name: unknown): boolean => (name === undefined && !isStrict) || text(name) !== null;
  return isJsonObject(value) && NAMES.every((name) => isNamed(value[name]));
}

/** An assignment for one form does not open another. */
function checkForm(payload: JsonObject, form: FormNames, ways: readonly Way[]): void {
  const named = payload["questionnaire"];
  if (!isJsonObject(named)) {
    return;
  }
  if (NAMES.some((name) => named[name] !== undefined && named[name] !== form[name])) {
    // For whoever the observer asks: which form was assigned, and which one is here.
    const says = (one: JsonObject | FormNames): string =>
      `${one["id"] ?? ""} ${one["version"] ?? ""} (${String(one["sha256"] ?? "").slice(0, 16)})`;
    throw new Trouble("foreign", ways, [`${says(named)} ≠ ${says(form)}`]);
  }
}

function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}

/** A text that is not empty. */
function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
