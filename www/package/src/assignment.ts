/** What an assignment says. Where the page has trust, nothing of an unchecked one is used. */

import { fromBase64Url } from "./device/records.js";
import { Trouble } from "./trouble.js";
import { judge, type Trust } from "./trust.js";
import type { JsonObject } from "./types.js";

export { readTrust } from "./trust.js";

/** What says which form it is. */
type FormNames = { readonly [name in "id" | "version" | "sha256"]: string };

export interface Assignment {
  /** The token, as it came. */
  readonly token: string;
  /** Its payload. */
  readonly payload: JsonObject;
  /** Whose it is, where that was checked; else empty. */
  readonly issuer: string;
  /** Under what a draft is filed. */
  readonly id: string;
  readonly observer: string;
  readonly isChecked: boolean;
  /** Throws an {@link Trouble} where it is for another form. */
  checkForm(form: FormNames): void;
}

const TYPE = "sealform-assignment+jws";

/** Reads a compact JWS, and checks it where there is trust. Throws an {@link Trouble}. */
export async function readAssignment(token: string, trust: Trust | null): Promise<Assignment> {
  const read = parts(token.trim());
  if (read === null) {
    throw new Trouble("damaged");
  }
  if (trust !== null) {
    const verdict = await judge(trust, read.token, read.payload);
    if (verdict !== "checked") {
      throw new Trouble(verdict);
    }
  }
  const isChecked = trust !== null;
  const { payload } = read;
  const issuer = isChecked ? (text(payload["iss"]) ?? "") : "";
  return { ...read, isChecked, issuer, checkForm: (form) => checkForm(payload, form) };
}

function parts(token: string): Pick<Assignment, "token" | "payload" | "id" | "observer"> | null {
  const pieces = token.split(".");
  try {
    const [header, payload] = pieces.slice(0, 2).map((part): unknown => JSON.parse(fromBase64Url(part)));
    if (pieces.length !== 3 || pieces[2] === "" || !isObject(header) || !isObject(payload)) {
      return null;
    }
    const isOther = header["alg"] !== "ES256" || (header["typ"] !== undefined && header["typ"] !== TYPE);
    const id = text(payload["assignment"]) ?? text(payload["jti"]);
    return isOther || id === null ? null : { token, payload, id, observer: text(payload["observer"]) ?? "" };
  } catch {
    return null;
  }
}

/** An assignment for one form does not open another. */
function checkForm(payload: JsonObject, form: FormNames): void {
  const named = payload["questionnaire"];
  if (!isObject(named)) {
    return;
  }
  for (const name of ["id", "version", "sha256"] as const) {
    if (named[name] !== undefined && named[name] !== form[name]) {
      throw new Trouble("foreign");
    }
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
