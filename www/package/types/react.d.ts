/**
 * `<sealform-form>` in JSX. Import it once, beside or in place of `@sealform/form`:
 *
 * ```tsx
 * import "@sealform/form/react";
 * ```
 */

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type {
  ChangeDetail,
  Delivery,
  DeliveryDetail,
  ErrorDetail,
  ReadyDetail,
  SealedDetail,
  SealformForm,
} from "./index.js";

export * from "./index.js";

/** What `<sealform-form>` takes in React 19: attributes, properties and listeners of its events. */
export interface SealformFormProps extends DetailedHTMLProps<HTMLAttributes<SealformForm>, SealformForm> {
  src?: string | null | undefined;
  program?: Uint8Array | string | null | undefined;
  questionnaire?: string | object | null | undefined;
  scoringKey?: string | object | null | undefined;
  "scoring-key"?: string | undefined;
  assignment?: string | null | undefined;
  delivery?: Delivery | string | null | undefined;
  trust?: string | object | null | undefined;
  facts?: object | null | undefined;
  "onsealform-ready"?: ((event: CustomEvent<ReadyDetail>) => void) | undefined;
  "onsealform-change"?: ((event: CustomEvent<ChangeDetail>) => void) | undefined;
  "onsealform-sealed"?: ((event: CustomEvent<SealedDetail>) => void) | undefined;
  "onsealform-delivery"?: ((event: CustomEvent<DeliveryDetail>) => void) | undefined;
  "onsealform-error"?: ((event: CustomEvent<ErrorDetail>) => void) | undefined;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "sealform-form": SealformFormProps;
    }
  }
}
