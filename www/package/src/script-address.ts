/**
 * Addresses of scripts of this package that browsers start apart: workers. A page whose policy asks for Trusted Types lets only a
 * policy name such an address; ours names those of this package and no others. Where the page's policy does not list it
 * (`trusted-types sealform`), there is no address, and what the worker would do is done on the page.
 */

import { assetAddress, besideScript } from "./assets.js";

/** The part of Trusted Types that is used; the platform's types lack it. */
interface Factory {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): unknown };
}

const NAME = "sealform";
const SCRIPTS: ReadonlySet<string> = new Set(["prepare-worker.js"]);

let policy: ReturnType<Factory["createPolicy"]> | "refused" | undefined;

/** Where a script of this package lies, as a page's policy wants it; `null` where that is not known, or not allowed. */
export function scriptAddress(name: string): string | null {
  const address = assetAddress(name)?.href ?? besideScript(name);
  const { trustedTypes } = globalThis as { readonly trustedTypes?: Factory };
  if (address === null || trustedTypes === undefined) {
    return address;
  }
  try {
    policy ??= trustedTypes.createPolicy(NAME, { createScriptURL: ours });
  } catch {
    policy = "refused";
  }
  // The platform's types know texts only.
  return policy === "refused" ? null : (policy.createScriptURL(address) as string);
}

function ours(address: string): string {
  const { pathname } = new URL(address);
  if (!SCRIPTS.has(pathname.slice(pathname.lastIndexOf("/") + 1))) {
    throw new TypeError(`${address} is no script of this package`);
  }
  return address;
}
