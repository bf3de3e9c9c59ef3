/** Importing this module defines `<sealform-form>`. */

import { SealformForm } from "./element.js";
import { defineWidget } from "./widget.js";

export { SealformForm };
export type * from "./types.js";

defineWidget();
// The module may be on a page twice, for example in two bundles.
if (customElements.get("sealform-form") === undefined) {
  customElements.define("sealform-form", SealformForm);
}
