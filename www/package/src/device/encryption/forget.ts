/**
 * The database of what was encrypted, and how a report leaves it; see `assignments/database.ts` for why it is one of its own. What
 * removes a report loads this, and nothing that encrypts.
 */

import { Database } from "../database.js";

export const ENCRYPTED = { name: "sealform-encrypted", version: 1, stores: ["encrypted"] } as const;

/** By the UUID of the report, the digest of an attachment (empty for the sealed file), and the thumbprint of the recipient. */
export const encrypted = new Database<"encrypted">(ENCRYPTED);

/** Takes away what was encrypted of a report. */
export async function forgetEncrypted(jti: string): Promise<void> {
  const rows = await encrypted.keys("encrypted");
  const own = rows.filter((key): key is string[] => Array.isArray(key) && key[0] === jti);
  if (own.length > 0) {
    await encrypted.write(own.map((key) => ({ store: "encrypted", key, remove: true }) as const));
  }
}
