/** What an assignment says. Where the page has trust, nothing of an unchecked one is used. */

import { isObject } from "./arguments.js";
import type { FormKey } from "./device/records.js";
import { readSigned } from "./signed.js";
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
const NAMES = ["id", "version", "sha256"] as const;
/** The largest version there is. */
const LAST = 2 ** 32 - 1;

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
  const isStrict = trust !== null;
  const payload = readSigned(token.trim(), TYPE, isStrict);
  const read = payload === null ? null : said(token.trim(), payload, isStrict);
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
