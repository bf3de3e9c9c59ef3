/** What comes from a page or a program, checked on entry: nothing of a wrong type is passed on to the Wasm. */

import { SealformError } from "./errors.js";

/** What something is called in an error. */
function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
}

/** The error for a value of a wrong type. */
export function wrongType(what: string, takes: string, value: unknown): SealformError {
  return new SealformError("argument/type", `${what} takes ${takes}, not ${kindOf(value)}`);
}

/** A text. */
export function text(what: string, value: unknown): string {
  if (typeof value !== "string") {
    throw wrongType(what, "a text", value);
  }
  return value;
}

/** An object that is not a list. */
export function object(what: string, value: unknown): object {
  if (!isObject(value)) {
    throw wrongType(what, "an object", value);
  }
  return value;
}

/** A document, as its text or as an object; its text. */
export function documentText(what: string, value: unknown): string {
  if (typeof value === "string") {
    return value;
  }
  if (!isObject(value)) {
    throw wrongType(what, "a document, as JSON text or as an object", value);
  }
  return json(what, value);
}

/** A value that JSON can hold; its text. */
export function json(what: string, value: unknown): string {
  let written: string | undefined;
  try {
    written = JSON.stringify(value);
  } catch (cause) {
    throw new SealformError("argument/type", `${what} takes a value that JSON can hold`, { cause });
  }
  if (written === undefined) {
    throw wrongType(what, "a value that JSON can hold", value);
  }
  return written;
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that is the same for values that say the same: members in the order of their names. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
}

/** Whether two texts hold the same document. */
export function isSameDocument(one: string | null, other: string | null): boolean {
  if (one === other || one === null || other === null) {
    return one === other;
  }
  try {
    return canonical(JSON.parse(one)) === canonical(JSON.parse(other));
  } catch {
    return false;
  }
}

/** Whether two lists of bytes are the same. */
export function isSameBytes(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === other || one === null || other === null) {
    return one === other;
  }
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
