/** What an assignment says. Where the page has trust, nothing of an unchecked one is used. */

import { canonical, isObject } from "./arguments.js";
import { fromBase64Url } from "./device/records.js";
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
  /** Throws an {@link Trouble} where it is for another form. */
  checkForm(form: FormNames): void;
}

/** What a token says before anybody has checked its signature. */
export type Unverified = Pick<Assignment, "token" | "payload" | "id" | "observer"> & { readonly version: number };

const TYPE = "sealform-assignment+jws";
/** The longest token that receivers take. */
const MOST_LETTERS = 16 * 1024;
const NAMES = ["id", "version", "sha256"] as const;

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
 * be checked has to say that it is one: nothing else that an agency signs is taken for it.
 */
export function readToken(token: string, trust: Trust | null): Unverified {
  const read = parts(token.trim(), trust === null ? [TYPE, undefined] : [TYPE]);
  if (read === null) {
    throw new Trouble("damaged");
  }
  return read;
}

/** What trust says of a token. */
export function verdictOn({ token, payload }: Unverified, trust: Trust): Promise<Verdict> {
  return judge(trust, token, payload);
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
    checkForm: (form) => checkForm(payload, form, ways),
  };
}

function parts(token: string, types: readonly unknown[]): Unverified | null {
  const pieces = token.split(".");
  if (token.length > MOST_LETTERS || pieces.length !== 3 || !pieces.every((piece) => /^[\w-]+$/.test(piece))) {
    return null;
  }
  const [header, payload] = pieces.slice(0, 2).map(readPart);
  if (header == null || payload == null || header["alg"] !== "ES256" || !types.includes(header["typ"])) {
    return null;
  }
  if ("crit" in header) {
    // It asks for something that nobody here knows.
    return null;
  }
  const id = text(payload["assignment"]) ?? (payload["assignment"] === undefined ? text(payload["jti"]) : null);
  const { iss, observer = "", version = 1, questionnaire } = payload;
  const isWhole =
    (iss === undefined || text(iss) !== null) &&
    typeof observer === "string" &&
    typeof version === "number" &&
    version >= 1 &&
    (questionnaire === undefined || namesForm(questionnaire));
  return isWhole && id !== null ? { token, payload, id, observer, version } : null;
}

/** One part of a token: an object without a member that occurs twice, a blank, or a number that is not whole. */
function readPart(part: string): JsonObject | null {
  try {
    const written = fromBase64Url(part);
    const read: unknown = JSON.parse(written);
    // The order of members is for receivers to judge; what is said twice, or in another way, has another length.
    return isJsonObject(read) && hasWholeNumbers(read) && canonical(read).length === written.length ? read : null;
  } catch {
    return null;
  }
}

function hasWholeNumbers(value: unknown): boolean {
  if (typeof value === "number") {
    return Number.isSafeInteger(value);
  }
  return typeof value !== "object" || value === null || Object.values(value).every(hasWholeNumbers);
}

/** What it says of its form has to be texts. */
function namesForm(value: unknown): boolean {
  return isJsonObject(value) && NAMES.every((name) => value[name] === undefined || text(value[name]) !== null);
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
