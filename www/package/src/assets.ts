/** Where the Wasm lies, if not beside the script. */

import { wrongType } from "./arguments.js";

/** What a page says once, before the first form. */
export interface Configuration {
  /** The folder that holds the `.wasm` files of this package, relative to the page; `null` is beside the script. */
  readonly assets: string | URL | null;
}

let folder: URL | null = null;

/**
 * Says where the Wasm lies. Call it before the first form is opened, or the engine loaded.
 *
 * ```js
 * configure({ assets: "/static/sealform/" });
 * ```
 */
export function configure(configuration: Configuration): void {
  const { assets } = configuration;
  if (assets === null) {
    folder = null;
    return;
  }
  if (typeof assets !== "string" && !(assets instanceof URL)) {
    throw wrongType("configure({ assets })", "the address of a folder", assets);
  }
  const address = String(assets);
  folder = new URL(address.endsWith("/") ? address : `${address}/`, globalThis.document?.baseURI);
}

/**
 * Where this script lies. It is read on its own, for bundlers take `new URL(…, import.meta.url)` for a file of theirs; a
 * classic script has no such address.
 */
const here: string | undefined = import.meta.url;

/** Where something beside this script lies; `null` where the script does not know its own address. */
export function besideScript(name: string): string | null {
  return URL.canParse(name, here) ? new URL(name, here).href : null;
}

/** Where a file lies; `undefined` where nobody has said so. */
export function assetAddress(name: string): URL | undefined {
  return folder === null ? undefined : new URL(name, folder);
}
