/** The one interface between the outbox and the many kinds of places where files go. */

import type { ServerTarget } from "../delivery.js";
import type { Item, Outgoing } from "../outgoing.js";
import type { Claims } from "../parcel.js";
import type { Call } from "./call.js";

/** What was given out for one request. It is never stored. */
export interface Grant {
  /** Where to; the target's own address where none was given out. */
  readonly url: string | null;
  readonly method: "POST" | "PUT" | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

export const NO_GRANT: Grant = { url: null, method: null, headers: {}, fields: {} };

/** A sealed file on its way to a target. */
export interface Shipment<To extends ServerTarget = ServerTarget> {
  readonly to: To;
  readonly file: Outgoing;
  /** What the file claims, in the clear; `null` where nobody on the way may read it. */
  readonly claims: Claims | null;
}

/** How files, and attachments before them, get to one type of target. Each request may come twice, and has one effect. */
export interface Target {
  /** Absent where attachments go in one request with the file. */
  blob?(shipment: Shipment, item: Item, grant: Grant): Call;
  /** `beside` has attachments where they go in one request. */
  file(shipment: Shipment, beside: readonly Item[], grant: Grant): Call;
}

/** There is neither an address in the delivery nor one that was given out. */
export class NoAddress extends Error {
  override readonly name = "NoAddress";
}

/** The address that was given out, or the target's own. */
export function addressFor({ to }: Shipment, grant: Grant): string {
  const url = grant.url ?? to.url;
  if (url === null) {
    throw new NoAddress(`nobody says where files for the target \`${to.id}\` go`);
  }
  return url;
}

/** The address of an object: the one that was given out for it, or its name in the target's folder. */
export function objectAddress({ to }: Shipment, grant: Grant, name: string): string {
  return grant.url ?? inFolder(addressFor({ to } as Shipment, grant), name);
}

/** A name in a folder, before what may stand behind a question mark. */
export function inFolder(folder: string, name: string): string {
  const url = new URL(folder);
  // Where a path is one part of an address, its slashes are `%2F`.
  const isOpen = url.pathname.endsWith("/") || /%2f$/i.test(url.pathname);
  url.pathname += isOpen ? name : `/${name}`;
  return url.href;
}

/** A request with what all of them have. Headers that were given out come first, then those of the delivery. */
export function call(
  { to }: Shipment,
  grant: Grant,
  parts: Pick<Call, "method" | "url" | "body" | "sha256"> & Partial<Call>,
): Call {
  return {
    ...parts,
    method: grant.method ?? parts.method,
    credentials: to.credentials,
    headers: merged(parts.headers ?? {}, to.headers, grant.headers),
  };
}

/** The same header under two spellings would be sent as two values. */
function merged(...all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const names = new Map<string, readonly [string, string]>();
  for (const [name, value] of all.flatMap((headers) => Object.entries(headers))) {
    names.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(names.values());
}

export function blobOf({ bytes, type }: Pick<Item, "bytes" | "type">): Blob {
  return new Blob([bytes], { type });
}

/** Base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  const CHUNK = 0x8000;
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary);
}
