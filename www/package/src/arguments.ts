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

/**
 * What JSON would write as something else without a word, such as `null` or an empty object, and what it is called; `null` for what can be
 * written. Of an object with a `toJSON`, `written` is what that gave.
 */
function unwritable(holder: unknown, name: string, written: unknown): string | null {
  if (typeof written === "number" && !Number.isFinite(written)) {
    return `the number ${written}`;
  }
  if (typeof written === "function" || typeof written === "symbol") {
    return `a ${typeof written}`;
  }
  if (written === undefined && Array.isArray(holder)) {
    return "undefined";
  }
  const given = (holder as Record<string, unknown>)[name];
  if (given instanceof Date && written === null) {
    return "a date of no calendar";
  }
  // Objects of classes that a page has written, and modules of JSON, have their members; what comes with the language has none.
  const kind = Object.prototype.toString.call(written).slice("[object ".length, -1);
  return isObject(written) && !["Object", "Module"].includes(kind) ? `a ${kind}` : null;
}

/** A value that JSON can hold, with everything in it; its text. A member that is `undefined` is none. */
export function json(what: string, value: unknown): string {
  let written: string | undefined;
  try {
    written = JSON.stringify(value, function (this: unknown, name: string, inner: unknown) {
      const kind = unwritable(this, name, inner);
      if (kind !== null) {
        throw new TypeError(name === "" ? kind : `${kind} at "${name}"`);
      }
      return inner;
    });
  } catch (cause) {
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    throw new SealformError("argument/type", `${what} takes a value that JSON can hold${why}`, { cause });
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
