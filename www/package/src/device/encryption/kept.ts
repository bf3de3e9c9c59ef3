/**
 * What was encrypted is kept until its report goes: a target that did not answer gets the very same bytes again, under the same
 * name.
 */

import { StoreFault } from "../database.js";
import { type Content, type Encrypted, encrypt, thumbprintOf } from "./encrypt.js";
import { encrypted } from "./forget.js";
import { type Recipient, readRecipient } from "./recipient.js";

/** A write may hold ten megabytes. */
const WRITING_MS = 60_000;

/** What the device does not keep stays the same for as long as the page is there. */
const memory = new Map<string, Promise<Encrypted>>();

/** What is encrypted: the file of a report, or one of the files attached to it. */
export interface Plain {
  /** The UUID of the report. */
  readonly jti: string;
  /** `null` for the sealed file; for an attachment the SHA-256 of its bytes, in hexadecimal. */
  readonly attachment: string | null;
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
}

/** What is sent in place of it: made once, and the same ever after. Throws where it cannot be encrypted. */
export async function keptEncrypted(plain: Plain, to: Recipient): Promise<Encrypted> {
  // It may come from a record on the device, which anything may have changed.
  const recipient = readRecipient(to, "the entry of the outbox");
  const key = [plain.jti, plain.attachment ?? "", await thumbprintOf(recipient)];
  const name = JSON.stringify(key);
  const known = memory.get(name);
  if (known !== undefined) {
    return known;
  }
  // Two targets that ask at the same time get one.
  const making = lookUpOrMake(key, plain, recipient);
  memory.set(name, making);
  making.then(
    ({ isKept }) => isKept && memory.delete(name),
    () => memory.delete(name),
  );
  return making;
}

async function lookUpOrMake(
  key: readonly string[],
  plain: Plain,
  recipient: Recipient,
): Promise<Encrypted & { readonly isKept: boolean }> {
  const before = readEncrypted(await encrypted.get("encrypted", key).catch(() => undefined));
  if (before !== null) {
    return { ...before, isKept: true };
  }
  const content: Content = plain.attachment === null ? "sealed" : "attachment";
  const made = await encrypt(await plain.bytes(), recipient, content);
  try {
    // A record that cannot be read any more is written over: nothing can be sent with it.
    const after = await encrypted.change(
      "encrypted",
      key,
      (other) => (readEncrypted(other) === null ? { ...made } : undefined),
      "strict",
      WRITING_MS,
    );
    return { ...(readEncrypted(after) ?? made), isKept: true };
  } catch (error) {
    if (error instanceof StoreFault) {
      // It is sent all the same. After a reload it is encrypted anew, and receivers know the report by its UUID.
      return { ...made, isKept: false };
    }
    throw error;
  }
}

function readEncrypted(value: unknown): Encrypted | null {
  const { jwe, sha256 } = (value ?? {}) as Partial<Encrypted>;
  return typeof jwe === "string" && typeof sha256 === "string" ? { jwe, sha256 } : null;
}
