/** Everything that crosses between Sealform and a page, as plain types. */

import type { Finding, Json } from "./protocol.js";

/** A JSON object. */
export type JsonObject = { readonly [member: string]: Json };

/** A file that a questionnaire reads, as its `resources` call it. */
export interface EngineFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Where sealed files go, beside the person who can always save them. `id` names a target: what waits to be sent names it, and
 * goes where the page's present delivery says. It is the type where none is given; two targets of a type need ids.
 */
export type DeliveryTarget =
  /** The page itself: it gets `sealform-sealed` again on every load until it acknowledges. */
  | { readonly type: "page"; readonly id?: string }
  /**
   * A server: POST with media type `application/jose+json` and an `Idempotency-Key`. With `reply: "opaque"` the file is
   * sent as `text/plain` to a server that allows no reading across origins; arrival then stays unconfirmed. With
   * `expect: "digest"` a file has arrived where the reply is a JSON object whose `sha256` is the payload's digest: a login page
   * that answers with 200 is then no receiver.
   */
  | {
      readonly type: "webhook";
      readonly id?: string;
      readonly url: string;
      readonly reply?: "readable" | "opaque";
      readonly expect?: "digest";
    };

/** The content of a `delivery.json`. It never holds a credential. */
export interface Delivery {
  readonly sealform_delivery?: 1;
  readonly targets: readonly DeliveryTarget[];
  /**
   * The public P-256 key of whoever may read the files: every target but the page gets them encrypted for it. An assignment that
   * was checked against `trust` may name another one.
   */
  readonly encrypt?: JsonWebKey;
}

/** Detail of `sealform-ready`. */
export interface ReadyDetail {
  /** Whether a draft, or a form sealed before, was found on this device. */
  readonly restored: boolean;
  /** Whether the assignment's signature was checked against `trust`; `null` where there is none. */
  readonly assignment: "checked" | "unchecked" | null;
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

/** How far a file has come on its way to a target. */
export type DeliveryState = "queued" | "sending" | "delivered" | "unconfirmed" | "blocked" | "dead";

/** Why a file is not delivered, for people and programs. */
export type DeliveryReason =
  | "refused"
  | "conflict"
  | "no-target"
  | "not-found"
  | "redirect"
  | "rejected"
  | "no-digest"
  | "no-file"
  | "not-encrypted"
  | "cors"
  | "unreachable"
  | "unreadable";

/** Detail of `sealform-delivery`: a sealed file has come to another state on its way to a target. */
export interface DeliveryDetail {
  readonly jti: string;
  readonly sha256: string;
  /** The target's `id`. */
  readonly target: string;
  readonly state: DeliveryState;
  /** The HTTP status of the last try; 0 where there was none. */
  readonly status: number;
  readonly attempts: number;
  /** When it is tried next, in milliseconds since 1970; 0 at once. */
  readonly next: number;
  /** Why it waits, or stopped. */
  readonly reason: DeliveryReason | null;
  /** What would help, in English, for whoever looks after the page; `null` where nothing is known. */
  readonly hint: string | null;
}

/** When something failed. */
export type Stage = "loading" | "filling" | "sealing" | "sending";

/** What every detail of `sealform-error` says. */
interface Failure {
  readonly message: string;
  readonly stage: Stage;
  /** The address that could not be used, and the status that came back, where they are known. */
  readonly url: string | null;
  readonly status: number | null;
}

/** Detail of `sealform-error`. */
export type ErrorDetail =
  /** Something could not be fetched; the element offers to try again. */
  | (Failure & { readonly kind: "network"; readonly url: string })
  /** The page is not secure (`https`, or this very machine): nothing can be sealed here. */
  | (Failure & { readonly kind: "insecure" })
  /** A document cannot be used. */
  | (Failure & { readonly kind: "findings"; readonly findings: readonly Finding[] })
  /** The form is open in another tab; the element asks. */
  | (Failure & { readonly kind: "busy" })
  /** The program stopped; the draft is kept, and comes back with a reload. */
  | (Failure & { readonly kind: "stopped" })
  /** Anything else. */
  | (Failure & { readonly kind: "failed" });

/** The events of the element. */
export interface SealformEventMap {
  "sealform-ready": CustomEvent<ReadyDetail>;
  "sealform-change": CustomEvent<ChangeDetail>;
  "sealform-sealed": CustomEvent<SealedDetail>;
  "sealform-delivery": CustomEvent<DeliveryDetail>;
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
