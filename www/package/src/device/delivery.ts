/** Where a deployment wants its files, as its `delivery.json` was read. What reads it is `delivery-reader.ts`, which comes with such a document. */

import type { Recipient } from "./encryption/recipient.js";

/** What is read of a reply: its status, its status and the digest that it must name, or nothing. */
export type WebhookReply = "status" | "digest" | "opaque";

/** What targets that are addresses have in common. `url` or `grant` is there. */
interface Addressed {
  readonly id: string;
  /** Absolute. A folder or a table is named without what stands in it. */
  readonly url: string | null;
  /** Who gives short-lived credentials, and addresses where they differ from file to file. */
  readonly grant: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: "omit" | "same-origin" | "include";
  /** Whether attachments travel to it; a text is the address of the folder, or table, that takes them. */
  readonly blobs: boolean | string;
  /** Who alone may read what goes there; absent where it goes as it is. */
  readonly encrypt?: Recipient;
}

/** A target that is reached over the network. */
export type ServerTarget = Addressed &
  (
    | { readonly type: "webhook"; readonly reply: WebhookReply }
    | { readonly type: "form"; readonly reply: WebhookReply }
    | { readonly type: "s3-put" | "s3-post" | "azure" | "webdav" | "postgrest" | "openrosa" | "json" }
  );

export type ServerType = ServerTarget["type"];

/** The page around the frame in which this one stands, where its delivery says of which origin that is. */
export interface FrameTarget {
  readonly id: string;
  readonly type: "frame";
  /** The origin. */
  readonly url: string;
  /** As of a target that is a server. */
  readonly encrypt?: Recipient;
}

/** A target that takes time. */
export type RemoteTarget = ServerTarget | FrameTarget;

/** Where a file goes. `file` and `share` are served by the person. */
export type Destination = { readonly id: string; readonly type: "page" | "file" | "share" } | RemoteTarget;

/** A delivery document. */
export interface DeliveryDocument {
  readonly targets: readonly Destination[];
  /** Days after which what has arrived everywhere goes from the device; `null` where it stays. */
  readonly keepDays: number | null;
}

export function isRemote(target: Destination): target is RemoteTarget {
  return "url" in target;
}

export function isServer(target: Destination): target is ServerTarget {
  return "grant" in target;
}

/** Whether a person has to do it. */
export function isByHand({ type }: Destination): boolean {
  return type === "file" || type === "share";
}

/** Where an entry goes: the target of that id, else the one with the address of an entry of an earlier version. */
export function destinationOf(
  { target, address }: { readonly target: string; readonly address?: string },
  targets: readonly Destination[],
): Destination | undefined {
  return (
    targets.find(({ id }) => id === target) ??
    targets.find((one) => address !== undefined && isRemote(one) && one.url === address)
  );
}

/** The address that says who a target is: its own, or that of its grants. */
export function addressOf(target: RemoteTarget): string {
  return target.url ?? (isServer(target) ? target.grant : null) ?? "";
}

/** Where a target leads, as a person reads it: host and path. What may be secret in it, a password or a query, is left out. */
export function placeOf(target: Destination): string | null {
  if (!isRemote(target)) {
    return target.type === "page" ? null : target.id;
  }
  const { host, pathname } = new URL(addressOf(target));
  return host + pathname.replace(/\/$/, "");
}
