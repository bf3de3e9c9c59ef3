/** Importing this module defines `<sealform-form>`. */

import { SealformForm } from "./element.js";

export { SealformForm };
export type * from "./types.js";

// The module may be on a page twice, for example in two bundles.
if (customElements.get("sealform-form") === undefined) {
  customElements.define("sealform-form", SealformForm);
}
