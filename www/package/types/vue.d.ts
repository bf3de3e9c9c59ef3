/**
 * `<sealform-form>` in templates of Vue 3, checked by `vue-tsc`. Import it once, beside or in place of `@sealform/form`. The
 * compiler has to know the element: `isCustomElement: (tag) => tag === "sealform-form"`.
 */

import type { DefineComponent } from "vue";
import type { ChangeDetail, Delivery, ErrorDetail, ReadyDetail, SealedDetail } from "./index.js";

export * from "./index.js";

/** What `<sealform-form>` takes in Vue. */
export interface SealformFormProps {
  src?: string | null;
  program?: Uint8Array | string | null;
  questionnaire?: string | object | null;
  scoringKey?: string | object | null;
  assignment?: string | null;
  delivery?: Delivery | string | null;
  facts?: object | null;
  onSealformReady?: (event: CustomEvent<ReadyDetail>) => void;
  onSealformChange?: (event: CustomEvent<ChangeDetail>) => void;
  onSealformSealed?: (event: CustomEvent<SealedDetail>) => void;
  onSealformError?: (event: CustomEvent<ErrorDetail>) => void;
}

declare module "vue" {
  interface GlobalComponents {
    "sealform-form": DefineComponent<SealformFormProps>;
  }
}
