/** Everything that crosses between Sealform and a page, as plain types. */

import type { Finding, Json } from "./protocol.js";

/** A JSON object. */
export type JsonObject = { readonly [member: string]: Json };

/** A file that a questionnaire reads, as its `resources` call it. */
export interface EngineFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where sealed files go, beside the person who can always save them. */
export type DeliveryTarget =
  /** The page itself: it gets `sealform-sealed` again on every load until it acknowledges. */
  | { readonly type: "page" }
  /**
   * A server: POST with media type `application/jose+json` and an `Idempotency-Key`. With `reply: "opaque"` the file is
   * sent as `text/plain` to a server that allows no reading across origins; arrival then stays unconfirmed.
   */
  | { readonly type: "webhook"; readonly url: string; readonly reply?: "readable" | "opaque" };

/** The content of a `delivery.json`. It never holds a credential. */
export interface Delivery {
  readonly targets: readonly DeliveryTarget[];
}

/** Detail of `sealform-ready`. */
export interface ReadyDetail {
  /** Whether a draft, or a form sealed before, was found on this device. */
  readonly restored: boolean;
}

/** Detail of `sealform-change`: what was touched, and how far the person is. Never what was answered. */
export interface ChangeDetail {
  readonly path: string;
  readonly answered: number;
  readonly relevant: number;
  /** Points that still block sealing. */
  readonly open: number;
}

/** Detail of `sealform-sealed`. The event may come more than once: `jti` with `sha256` is the submission's identity. */
export interface SealedDetail {
  readonly jti: string;
  /** SHA-256 of the payload, in hexadecimal. */
  readonly sha256: string;
  readonly fileName: string;
  /** The file: a flattened JWS in JSON, `application/jose+json`. */
  readonly bytes: Uint8Array;
  /** The same as text. */
  readonly jws: string;
  /**
   * Says that the page has the file safely, at once or later. `event.preventDefault()` does the same, at once. Without it a
   * `page` target stays unconfirmed, and the event comes again with the next load.
   */
  acknowledge(): void;
}

/** Detail of `sealform-error`. */
export type ErrorDetail =
  /** Something could not be fetched; the element offers to try again. */
  | { readonly kind: "network"; readonly message: string; readonly url: string; readonly status: number | null }
  /** A document cannot be used. */
  | { readonly kind: "findings"; readonly message: string; readonly findings: readonly Finding[] }
  /** The form is open in another tab; the element asks. */
  | { readonly kind: "busy"; readonly message: string }
  /** The program stopped; the draft is kept, and comes back with a reload. */
  | { readonly kind: "stopped"; readonly message: string }
  /** Anything else. */
  | { readonly kind: "failed"; readonly message: string };

/** The events of the element. */
export interface SealformEventMap {
  "sealform-ready": CustomEvent<ReadyDetail>;
  "sealform-change": CustomEvent<ChangeDetail>;
  "sealform-sealed": CustomEvent<SealedDetail>;
  "sealform-error": CustomEvent<ErrorDetail>;
}

/** The value of an answer as a program gives or reads it. */
export type AnswerValue =
  | string
  | number
  | boolean
  | null
  | readonly AnswerValue[]
  | { readonly [part: string]: AnswerValue };
