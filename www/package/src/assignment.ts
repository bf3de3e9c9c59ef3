/** What an assignment says, read without trust: the receiver verifies it, the device only shows it and files by it. */

import type { JsonObject } from "./types.js";

export interface Assignment {
  /** The token, as it came. */
  readonly token: string;
  /** Its payload. */
  readonly payload: JsonObject;
  /** Whose it is. */
  readonly issuer: string;
  /** Under what a draft is filed. */
  readonly id: string;
}

/** Reads a compact JWS; `null` where it is none. */
export function readAssignment(token: string): Assignment | null {
  const [, payloadPart, , ...rest] = token.trim().split(".");
  if (payloadPart === undefined || rest.length > 0) {
    return null;
  }
  try {
    const payload: unknown = JSON.parse(fromBase64Url(payloadPart));
    if (!isObject(payload)) {
      return null;
    }
    const id = text(payload["assignment"]) ?? text(payload["jti"]);
    return id === null ? null : { token: token.trim(), payload, issuer: text(payload["iss"]) ?? "", id };
  } catch {
    return null;
  }
}

function fromBase64Url(part: string): string {
  const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
