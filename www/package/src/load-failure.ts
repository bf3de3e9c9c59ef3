/** Why a part of this package did not come, or does not run: found out afterwards, for the browser's own words name neither. */

import { besideScript } from "./assets.js";
import { TooLate, within } from "./device/deadline.js";
import { FetchFailure } from "./fetch-document.js";

/** A Wasm came, and is not to be used; a new try of the same kind would end alike. */
export class WasmFailure extends Error {
  override readonly name = "WasmFailure";

  constructor(
    message: string,
    readonly url: string | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `\0asm`, and the version. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const MAGIC = EMPTY_MODULE.slice(0, 4);

/** What kept a Wasm from starting; `url` is `null` where it has no address. */
export async function whyNoWasm(error: unknown, url: string | null): Promise<unknown> {
  const cause = { cause: error };
  if (isForbidden()) {
    const message = "the policy of this page forbids WebAssembly: `script-src` needs 'wasm-unsafe-eval'";
    return new WasmFailure(message, url, cause);
  }
  if (url === null || !/^https?:/.test(url)) {
    return error;
  }
  let response: Response;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    response = await fetch(url);
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch {
    return new FetchFailure(url, null, cause);
  }
  if (!response.ok) {
    return new FetchFailure(url, response.status, cause);
  }
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) {
    const type = response.headers.get("Content-Type") ?? "something without a type";
    const beginning = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 15)));
    const message = `${url}: the server sent ${type} that begins with ${beginning} instead of Wasm; is the file there, and does a login page stand before it?`;
    return new FetchFailure(url, response.status, { ...cause, message });
  }
  // Browsers throw errors of several classes for what was cut off. What is packed is another Wasm, and was compiled by now.
  if (error instanceof WebAssembly.CompileError || !WebAssembly.validate(bytes)) {
    return new FetchFailure(url, response.status, { ...cause, message: `${url}: the Wasm did not arrive whole` });
  }
  const message = `${url}: the Wasm is of another version than the script; reload the page without its cache, and deploy all files of one version together`;
  return isMismatch(error) ? new WasmFailure(message, url, cause) : error;
}

/** Whether a policy forbids to compile any Wasm at all. */
function isForbidden(): boolean {
  try {
    return new WebAssembly.Module(EMPTY_MODULE) === undefined;
  } catch {
    return true;
  }
}

/** The glue and the Wasm do not fit: an import is missing, or is something else. */
function isMismatch(error: unknown): boolean {
  return error instanceof WebAssembly.LinkError || error instanceof TypeError;
}

/** How often each script of this package was asked for under another address. */
const asked = new Map<string, number>();

/**
 * Loads a script of this package within so many milliseconds; where it does not come, the failure names its address. Some
 * browsers remember for as long as a page is there that a script did not come: it is asked for once more, under an address
 * that they do not know yet.
 */
export async function part<Part>(ms: number, load: () => Promise<Part>): Promise<Part> {
  try {
    return await within(ms, load());
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof TooLate)) {
      throw error;
    }
    // Browsers throw a `TypeError`, most of them with the address.
    const url = /https?:\/\/[^\s"']+/.exec(error.message)?.[0];
    if (url !== undefined) {
      const count = (asked.get(url) ?? 0) + 1;
      asked.set(url, count);
      try {
        const again = `${url}${url.includes("?") ? "&" : "?"}again=${count}`;
        return await within(ms, import(/* webpackIgnore: true */ /* @vite-ignore */ again) as Promise<Part>);
      } catch (cause) {
        throw new FetchFailure(url, null, { cause });
      }
    }
    const folder = besideScript("./") ?? globalThis.document.baseURI;
    throw new FetchFailure(folder, null, { message: `${folder}: a script of this package did not come`, cause: error });
  }
}
