/** Where a deployment wants its files: the document `delivery.json`, read and checked. */

import { isObject } from "../arguments.js";
import type { Recipient } from "./encryption/recipient.js";

/** Where a file goes. */
export type Destination = { readonly id: string } & (
  | { readonly type: "page" }
  | {
      readonly type: "webhook";
      readonly url: string;
      readonly reply: WebhookReply;
      /** Who alone may read what is sent there. */
      readonly encrypt?: Recipient;
    }
);

/** What is read of a webhook's reply: its status, its status and the digest that it must name, or nothing. */
export type WebhookReply = "status" | "digest" | "opaque";

/** The types of targets that this version knows. */
const TYPES = ["page", "webhook"] as const;

/**
 * Reads the text of a `delivery.json`; throws an `Error` that names the place and what should stand there. Whether `encrypt` is a key,
 * what is loaded for it says (`encryption/recipient.ts`): few deployments have one.
 */
export function readDelivery(text: string, base: string): Destination[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(`the delivery is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const members = known(document, "", ["sealform_delivery", "targets", "encrypt"]);
  const { sealform_delivery: version = 1, targets, encrypt } = members;
  if (version !== 1) {
    throw new Error(`the delivery is of version ${JSON.stringify(version)}; this Sealform knows version 1`);
  }
  if (!Array.isArray(targets)) {
    throw new Error('the delivery has no list `targets`; write {"targets": []}');
  }
  const read = targets.map((target, index) => destination(target, `/targets/${index}`, base));
  refuseTwins(read);
  return encrypt === undefined ? read : read.map((target) => encryptedFor(encrypt as Recipient, target));
}

/** The page, and a file that a person saves, are on the device: they have it as it is. */
function encryptedFor(encrypt: Recipient, target: Destination): Destination {
  return target.type === "page" ? target : { ...target, encrypt };
}

function known(value: unknown, at: string, names: readonly string[]): Record<string, unknown> {
  const members = isObject(value) ? (value as Record<string, unknown>) : {};
  const unknown = Object.keys(members).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`the delivery has an unknown member at ${at}/${unknown}; known here: ${names.join(", ")}`);
  }
  return members;
}

function destination(value: unknown, at: string, base: string): Destination {
  const type = isObject(value) ? (value as { readonly type?: unknown }).type : undefined;
  switch (type) {
    case "page": {
      const { id } = known(value, at, ["type", "id"]);
      return { type, id: named(id, type, at) };
    }
    case "webhook": {
      const { id, url, reply, expect } = known(value, at, ["type", "id", "url", "reply", "expect"]);
      if (typeof url !== "string") {
        throw new Error(`the webhook at ${at} of the delivery has no \`url\``);
      }
      if (!URL.canParse(url, base)) {
        throw new Error(`\`${url}\` at ${at} of the delivery is not an address`);
      }
      return { type, id: named(id, type, at), url: new URL(url, base).href, reply: replyOf(reply, expect, at) };
    }
    default:
      throw new Error(
        `the target at ${at} of the delivery is of the unknown type ${JSON.stringify(type)}; known are ${TYPES.join(", ")}`,
      );
  }
}

function replyOf(reply: unknown = "readable", expect: unknown, at: string): WebhookReply {
  if (reply !== "readable" && reply !== "opaque") {
    throw new Error(`\`reply\` at ${at} of the delivery is neither \`readable\` nor \`opaque\``);
  }
  if (expect !== undefined && expect !== "digest") {
    throw new Error(`\`expect\` at ${at} of the delivery is not \`digest\``);
  }
  if (expect === undefined) {
    return reply === "opaque" ? "opaque" : "status";
  }
  if (reply === "opaque") {
    throw new Error(
      `\`expect\` at ${at} of the delivery contradicts \`reply\`: nothing of an opaque reply can be read`,
    );
  }
  return expect;
}

function named(id: unknown, type: string, at: string): string {
  if (id === undefined) {
    return type;
  }
  if (typeof id !== "string" || id === "") {
    throw new Error(`\`id\` at ${at} of the delivery is not a name`);
  }
  return id;
}

/** Two targets of one name would share one entry; two with one address would get every file twice. */
function refuseTwins(targets: readonly Destination[]): void {
  targets.forEach((target, index) => {
    const twin = targets.slice(0, index).find((other) => other.id === target.id);
    if (twin !== undefined) {
      throw new Error(
        `two targets of the delivery are called \`${target.id}\` (the second at /targets/${index}); give each an \`id\` of its own`,
      );
    }
    if (target.type === "webhook" && targets.slice(0, index).some((other) => addressOf(other) === target.url)) {
      throw new Error(`two targets of the delivery have one address (the second at /targets/${index}); name it once`);
    }
  });
}

/** Where an entry goes: the target of that id, else the one with the address of an entry of an earlier version. */
export function destinationOf(
  { target, address }: { readonly target: string; readonly address?: string },
  targets: readonly Destination[],
): Destination | undefined {
  return (
    targets.find(({ id }) => id === target) ??
    targets.find((one) => address !== undefined && addressOf(one) === address)
  );
}

function addressOf(target: Destination): string | null {
  return target.type === "webhook" ? target.url : null;
}

/** Where an address leads, as a person reads it: host and path. What may be secret in it, a password or a query, is left out. */
export function placeOf(target: Destination): string | null {
  if (target.type === "page") {
    return null;
  }
  const { host, pathname } = new URL(target.url);
  return host + pathname.replace(/\/$/, "");
}
