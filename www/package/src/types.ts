/** Everything that crosses between Sealform and a page, as plain types. */

import type { Finding, Json } from "./protocol.js";

/** A JSON object. */
export type JsonObject = { readonly [member: string]: Json };

/** A file that a questionnaire reads, as its `resources` call it. */
export interface EngineFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What targets have in common that are reached over the network. One of `url` and `grant` is there. */
interface ServerMembers {
  readonly id?: string;
  /** Where to: a receiver, or a folder or table without what stands in it. It holds no name and no password. */
  readonly url?: string;
  /**
   * Who gives out short-lived credentials: `{jti, sha256, blobs: [{sha256, size}]}` is POSTed to it, and it answers with
   * `{puts: [{sha256, url?, method?, headers?, fields?, expires?}]}`.
   */
  readonly grant?: string;
  /** Headers of every request; never `authorization`, `cookie` or `apikey`, which come by grant. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether cookies go with requests; `same-origin` unless it says otherwise. */
  readonly credentials?: "omit" | "same-origin" | "include";
}

/**
 * What is read of a reply. With `reply: "opaque"` nothing is, and arrival stays unconfirmed: for servers that allow no reading
 * across origins. With `expect: "digest"` a file has arrived where the reply is a JSON object whose `sha256` is the payload's
 * digest: a login page that answers with 200 is then no receiver.
 */
interface ReplyMembers {
  readonly reply?: "readable" | "opaque";
  readonly expect?: "digest";
}

/**
 * Where sealed files go, beside the person who can always save them. `id` names a target: what waits to be sent names it, and
 * goes where the page's present delivery says. It is the type where none is given; two targets of a type need ids.
 */
export type DeliveryTarget =
  /** The page itself: it gets `sealform-sealed` again on every load until it acknowledges. */
  | {
      readonly type: "page";
      readonly id?: string;
      /** Where the form stands in a frame: the origin of the page around it, which is handed the file by message. */
      readonly url?: string;
    }
  /** A file that the person saves, or hands to another program. */
  | { readonly type: "file" | "share"; readonly id?: string }
  /** A server: POST with media type `application/jose+json` and an `Idempotency-Key`. `blobs` is the folder to which attachments are PUT, or `true` where grants say it. */
  | (ServerMembers & ReplyMembers & { readonly type: "webhook"; readonly blobs?: boolean | string })
  /** Tables: `url` takes rows with `jti`, `sha256`, `questionnaire` and `jws`, `blobs` those of attachments. */
  | (ServerMembers & { readonly type: "postgrest"; readonly blobs?: boolean | string })
  /** Fields of a form, urlencoded; with `blobs: true` as multipart, attachments included. */
  | (ServerMembers & ReplyMembers & { readonly type: "form"; readonly blobs?: boolean })
  /** A form with a policy, which a grant gives out. */
  | (ServerMembers & { readonly type: "s3-post"; readonly grant: string; readonly blobs?: boolean })
  /** Folders whose objects are named by what is in them, and servers of OpenRosa; attachments go along unless `blobs` is `false`. */
  | (ServerMembers & {
      readonly type: "s3-put" | "azure" | "webdav" | "openrosa" | "json";
      readonly blobs?: boolean;
    });

/** The content of a `delivery.json`. It never holds a credential. */
export interface Delivery {
  readonly sealform_delivery?: 1;
  /** Days after which what has arrived everywhere goes from the device; without it everything stays. */
  readonly keep_days?: number;
  readonly targets: readonly DeliveryTarget[];
  /**
   * The public P-256 key of whoever may read the files: every server, and a page around the frame, gets them and their attachments
   * encrypted for it. An assignment that was checked against `trust` may name another one.
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

/** Something that travels beside a sealed file. */
export interface SealedAttachment {
  readonly name: string;
  readonly type: string;
  /** SHA-256 of the bytes, in hexadecimal, as the file claims it. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
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
  /** What travels beside the file, as far as it is on this device: attachments, and `audit.jsonl` where the file has no room for it. */
  files(): Promise<readonly SealedAttachment[]>;
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
  | "grant"
  | "by-hand"
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
  /** How many attachments it has, how many the target has by now, and the names of those that are not on this device; `null` before it is looked at. */
  readonly blobs: { readonly total: number; readonly arrived: number; readonly lost: readonly string[] } | null;
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
  /** The page is not secure (`https`, or this very machine): others in the network could change it. It seals all the same. */
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
