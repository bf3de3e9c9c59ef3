/**
 * `<sealform-form>` in templates of Vue 3, as `vue-tsc` checks them. Import it once, with or instead of `@sealform/form`. The
 * compiler needs to know that it is an element: `isCustomElement: (tag) => tag === "sealform-form"`.
 */

import type { DefineComponent, HTMLAttributes } from "vue";
import type { ChangeDetail, Delivery, DeliveryDetail, ErrorDetail, ReadyDetail, SealedDetail } from "./index.js";

export * from "./index.js";

/** What `<sealform-form>` takes in Vue: its own properties and listeners, and those of every element, such as `lang` and `id`. */
export interface SealformFormProps extends HTMLAttributes {
  src?: string | null;
  program?: Uint8Array | string | null;
  questionnaire?: string | object | null;
  scoringKey?: string | object | null;
  assignment?: string | null;
  delivery?: Delivery | string | null;
  trust?: string | object | null;
  facts?: object | null;
  onSealformReady?: (event: CustomEvent<ReadyDetail>) => void;
  onSealformChange?: (event: CustomEvent<ChangeDetail>) => void;
  onSealformSealed?: (event: CustomEvent<SealedDetail>) => void;
  onSealformDelivery?: (event: CustomEvent<DeliveryDetail>) => void;
  onSealformError?: (event: CustomEvent<ErrorDetail>) => void;
}

declare module "vue" {
  interface GlobalComponents {
    "sealform-form": DefineComponent<SealformFormProps>;
  }
}
