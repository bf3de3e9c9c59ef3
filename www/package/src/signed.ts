/** The signed documents of an agency, as far as they are alike: compact JWS (RFC 7515) of one text (RFC 8785). */

import { isObject } from "./arguments.js";
import { bytesOfBase64Url } from "./device/records.js";
import type { JsonObject } from "./types.js";

/** The longest token that receivers take. */
const MOST_LETTERS = 16 * 1024;
/** The members of a header that receivers know. */
const OF_HEADER = ["alg", "jwk", "kid", "typ"];
/** How deep a signed document may be nested. */
const DEEPEST = 32;

/**
 * The payload of a compact JWS of a type, whose signature nobody has checked yet; `null` where it is none. A strict reader takes
 * what receivers take, and nothing else: the one text of its payload (RFC 8785), and the members of a header that they know.
 */
export function readSigned(token: string, type: string, isStrict: boolean): JsonObject | null {
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
  if (typ !== type && (isStrict || typ !== undefined)) {
    return null;
  }
  if (isStrict && !(payload.isCanonical && isOneText(pieces) && isHeader(header.read))) {
    return null;
  }
  return payload.read;
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
    return isJson(read) && one.length === text.length ? { read, isCanonical: one === text } : null;
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
  if (isJson(value)) {
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

function isJson(value: unknown): value is JsonObject {
  return isObject(value);
}
