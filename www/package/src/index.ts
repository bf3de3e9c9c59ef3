/** Importing this module defines `<sealform-form>`, where there are elements; elsewhere it does nothing. */

import { SealformForm } from "./element.js";
import { define } from "./platform.js";
import { defineWidget } from "./widget-element.js";

export { type Configuration, configure } from "./assets.js";
export { FindingsError, SealformError } from "./errors.js";
export type { FunctionValue, HostFunctions } from "./host-functions.js";
export type * from "./protocol.js";
export type * from "./types.js";
export { SealformForm };

defineWidget();
define("sealform-form", SealformForm);
