/**
 * Addresses of scripts that browsers start apart from the page: workers. A page whose policy asks for Trusted Types lets only a
 * policy name such an address; ours lets through what code of this package asks for, and nothing that comes from elsewhere. It stands
 * alone: a page has one policy of a name, whichever module of this package needs it first.
 */

/** The part of Trusted Types that is used; the platform's types lack it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): unknown;
  };
}

/** What the page's policy has to list: `trusted-types sealform-worker`. */
const POLICY = "sealform-worker";

let policy: ReturnType<TrustedTypes["createPolicy"]> | "refused" | undefined;
/** What may pass: each address is put here by the call that needs it. */
const asked = new Set<string>();

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
