/** Functions that a page computes for its forms. */

import { object, wrongType } from "./arguments.js";

/** What a form gives a function, and gets from it; a fraction may come back as a text that is one. */
export type FunctionValue = string | number | boolean | null | readonly FunctionValue[];

/**
 * Functions by name, as the form's settings name them under `functions`. They are synchronous, and give the same for the same
 * arguments; `undefined` or `null` is a blank.
 */
export type HostFunctions = Readonly<Record<string, (...given: readonly FunctionValue[]) => FunctionValue | undefined>>;

/** Checks what a page has set. */
export function checkFunctions(name: string, given: unknown): HostFunctions {
  const functions = object(name, given) as Readonly<Record<string, unknown>>;
  for (const [key, compute] of Object.entries(functions)) {
    if (typeof compute !== "function") {
      throw wrongType(`${name}.${key}`, "a function", compute);
    }
  }
  return functions as HostFunctions;
}

/** Calls a function with arguments as JSON text; `undefined` where the page has no such function, or it gives a blank. */
export function callFunction(functions: HostFunctions, name: string, given: string): string | undefined {
  const compute = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (compute === undefined) {
    return undefined;
  }
  const value: unknown = compute(...(JSON.parse(given) as FunctionValue[]));
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!isValue(value)) {
    throw wrongType(`the function \`${name}\``, "a text, a number, a truth or a list of them, at once", value);
  }
  return JSON.stringify(value);
}

function isValue(value: unknown): value is FunctionValue {
  return Array.isArray(value) ? value.every(isValue) : ["string", "number", "boolean"].includes(typeof value);
}

/** Whether both have the same functions. */
export function isSameFunctions(one: HostFunctions, other: HostFunctions): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
