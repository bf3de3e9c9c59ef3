/** What leaves the device of a report: its file and what travels beside it, as they are, or as nobody but their recipient reads them. */

import { FetchFailure } from "../fetch-document.js";
import { part } from "../load-failure.js";
import { LOADING_MS } from "../messages.js";
import { TooLate } from "./deadline.js";
import type { Encrypted } from "./encryption/encrypt.js";
import type { Recipient } from "./encryption/recipient.js";
import type { SealedFile } from "./records.js";

/** A file as a target gets it. */
export interface Outgoing {
  readonly jti: string;
  readonly questionnaire: string;
  readonly name: string;
  /** The digest by which targets know it: of the payload, or of the text of the JWE. */
  readonly sha256: string;
  /** The JWS, or the JWE in compact serialization. */
  readonly text: string;
  readonly type: "application/jose+json" | "application/jose";
}

/** Bytes with their name: an attachment, or the file itself. */
export interface Item {
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Nobody but its recipient may read it, and it cannot be encrypted: it stays on the device. */
export class NotEncrypted extends Error {
  override readonly name = "NotEncrypted";
}

/** A file as it leaves the device. Throws {@link NotEncrypted}, or what a later try may mend. */
export async function outgoing(file: SealedFile, recipient: Recipient | undefined): Promise<Outgoing> {
  const { jti, questionnaire, name, sha256, jws } = file;
  if (recipient === undefined) {
    return { jti, questionnaire, name, sha256, text: jws, type: "application/jose+json" };
  }
  const made = await encrypted({ jti, attachment: null, bytes: new TextEncoder().encode(jws) }, recipient);
  return { jti, questionnaire, name: nameOf(made), sha256: made.sha256, text: made.jwe, type: "application/jose" };
}

/** What travels beside a file as it leaves the device: encrypted, neither its name nor its digest tells what it is. Throws as {@link outgoing}. */
export async function outgoingItem(item: Item, jti: string, recipient: Recipient | undefined): Promise<Item> {
  if (recipient === undefined) {
    return item;
  }
  const made = await encrypted({ jti, attachment: item.sha256, bytes: item.bytes }, recipient);
  const bytes = new TextEncoder().encode(made.jwe);
  return { name: nameOf(made), type: "application/jose", sha256: made.sha256, bytes };
}

/** A file as bytes under a name that says what is in it, as folders have it. */
export function fileItem({ sha256, text, type }: Outgoing): Item {
  const name = type === "application/jose" ? nameOf({ sha256 }) : `${sha256}.jws.json`;
  return { name, type, sha256, bytes: new TextEncoder().encode(text) };
}

/** The text under the name of what it is: nobody takes the one for the other. */
export function textMember({ text, type }: Outgoing): { readonly jws: string } | { readonly jwe: string } {
  return type === "application/jose" ? { jwe: text } : { jws: text };
}

function nameOf({ sha256 }: Pick<Encrypted, "sha256">): string {
  return `${sha256}.jwe`;
}

interface Plain {
  readonly jti: string;
  readonly attachment: string | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

async function encrypted({ bytes, ...of }: Plain, recipient: Recipient): Promise<Encrypted> {
  try {
    const { keptEncrypted } = await part(LOADING_MS, () => import("./encryption/kept.js"));
    return await keptEncrypted({ ...of, bytes: async () => bytes }, recipient);
  } catch (error) {
    // A script that does not come may come later; what cannot be encrypted now never can.
    if (error instanceof FetchFailure || error instanceof TooLate) {
      throw error;
    }
    throw new NotEncrypted("what is for one recipient alone could not be encrypted", { cause: error });
  }
}
