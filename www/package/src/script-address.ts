/** Addresses of scripts that browsers start apart from the page, and that lie beside this package. */

import { assetAddress, besideScript } from "./assets.js";
import { trustedAddress } from "./trusted-address.js";

/** Where a script of this package lies, as the page's policy wants it; `null` where that is not known, or not allowed. */
export function scriptAddress(name: string): string | null {
  const address = assetAddress(name)?.href ?? besideScript(name);
  return address === null ? null : trustedAddress(address);
}
