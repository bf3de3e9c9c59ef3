/**
 * Receipts are kept on the device as they came, each beside its report; what they are worth is found out when they are shown. They
 * have a database of their own; see `assignments/database.ts` for the reason.
 */

import { Database } from "../device/database.js";
import { jwsIn, readReceipt } from "./receipt.js";

export const RECEIPTS = { name: "sealform-receipts", version: 1, stores: ["receipts"] } as const;

const receipts = new Database<"receipts">(RECEIPTS);

/** So many of one report: a server that makes a new one for each try must not fill the device. */
const MOST = 16;

/** Whether it is new, or was there; or what kept it from being kept. */
export type Kept = "kept" | "known" | "many" | "none";

/**
 * Keeps what a reply, or a file, has for a report. A reply's JWS of another type is none of ours; one that calls itself a receipt
 * and is damaged is kept too, so that it can be told.
 */
export async function keepReceipt(jti: string, text: string): Promise<Kept> {
  const token = jwsIn(text);
  if (token === null || (readReceipt(token) === null && !text.includes('"receipt"'))) {
    return "none";
  }
  const known = await receipts.rows("receipts", [jti]);
  if (known.some(({ value }) => value === token)) {
    return "known";
  }
  if (known.length >= MOST) {
    console.warn(`<sealform-form>: ${jti} has ${MOST} receipts already; one more is not kept`);
    return "many";
  }
  await receipts.write([{ store: "receipts", key: [jti, token], put: token }], "strict");
  return "kept";
}

/** The receipts of a report, as compact JWS. */
export async function receiptsOf(jti: string): Promise<readonly string[]> {
  const rows = await receipts.rows("receipts", [jti]);
  return rows.map(({ value }) => String(value));
}

/** Takes the receipts of a report away. */
export async function forgetReceipts(jti: string): Promise<void> {
  const rows = await receipts.rows("receipts", [jti]);
  if (rows.length > 0) {
    const removals = rows.map(({ key }) => ({ store: "receipts", key: key as string[], remove: true }) as const);
    await receipts.write(removals, "strict");
  }
}
