/**
 * Addresses of scripts that browsers start apart from the page: workers. A page whose policy asks for Trusted Types lets only a
 * policy name such an address; ours lets through what code of this package asks for, and nothing that comes from elsewhere. Where the
 * page's policy does not list it (`trusted-types sealform-worker`), there is no address, and what the worker would do is done on the
 * page.
 */

import { assetAddress, besideScript } from "./assets.js";

/** The part of Trusted Types that is used; the platform's types lack it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): unknown;
  };
}

const POLICY = "sealform-worker";

/** A page has one policy of a name. */
let policy: ReturnType<TrustedTypes["createPolicy"]> | "refused" | undefined;
/** What may pass: each address is put here by the call that needs it. */
const asked = new Set<string>();

/** Where a script of this package lies, as the page's policy wants it; `null` where that is not known, or not allowed. */
export function scriptAddress(name: string): string | null {
  const address = assetAddress(name)?.href ?? besideScript(name);
  return address === null ? null : trustedAddress(address);
}

/** An address as the page's policy wants it; `null` where it is not allowed. */
export function trustedAddress(address: string): string | null {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) {
    return address;
  }
  try {
    policy ??= trustedTypes.createPolicy(POLICY, { createScriptURL });
  } catch {
    policy = "refused";
  }
  asked.add(address);
  // The platform's types know texts only.
  return policy === "refused" ? null : (policy.createScriptURL(address) as string);
}

function createScriptURL(address: string): string {
  if (!asked.has(address)) {
    throw new TypeError(`${address} is no worker of this package`);
  }
  return address;
}
