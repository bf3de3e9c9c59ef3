/**
 * What goes to a target, and what comes back from it: the one place where a file is encrypted before it leaves, and where an
 * agency's receipt is taken from a reply. Both are loaded by whoever meets them.
 */

import { FetchFailure } from "../fetch-document.js";
import { part } from "../load-failure.js";
import { LOADING_MS } from "../messages.js";
import { TooLate } from "./deadline.js";
import type { WebhookReply } from "./delivery.js";
import type { Recipient } from "./encryption/recipient.js";
import type { Reply } from "./outcome.js";
import type { SealedFile } from "./records.js";
import { type Outgoing, post } from "./send.js";

export { isThere } from "./send.js";

/** Sends a file, encrypted where there is a recipient; what cannot be encrypted stays on the device. */
export async function carry(
  url: string,
  expected: WebhookReply,
  file: SealedFile,
  recipient: Recipient | undefined,
): Promise<Reply> {
  let sent: Outgoing = file;
  if (recipient !== undefined) {
    try {
      sent = await sealedFor(recipient, file);
    } catch (error) {
      // A script that does not come may come later; what cannot be encrypted now never can.
      return error instanceof FetchFailure || error instanceof TooLate ? { kind: "none" } : { kind: "not-encrypted" };
    }
  }
  const reply = await post(url, expected, sent);
  if (reply.kind === "status" && reply.receipt !== undefined) {
    await keepReceipt(file, reply.receipt);
  }
  return reply;
}

/** The file as only that recipient reads it. Its digest is that of the JWE, which is all that a target can name. */
export async function sealedFor(recipient: Recipient, { jti, jws }: SealedFile): Promise<Outgoing> {
  const { keptEncrypted } = await part(LOADING_MS, () => import("./encryption/kept.js"));
  const bytes = async (): Promise<Uint8Array<ArrayBuffer>> => new TextEncoder().encode(jws);
  const { jwe, sha256 } = await keptEncrypted({ jti, attachment: null, bytes }, recipient);
  return { jti, sha256, jws: jwe, type: "application/jose" };
}

/** A receipt is a gift: the file has arrived, whatever becomes of it. */
async function keepReceipt({ jti }: SealedFile, receipt: string): Promise<void> {
  try {
    const { keepReceipt: keep } = await part(LOADING_MS, () => import("../receipts/store.js"));
    await keep(jti, receipt);
  } catch (error) {
    console.warn(`<sealform-form>: a receipt for ${jti} came, and could not be kept`, error);
  }
}
