/**
 * A table behind PostgREST (Supabase has one): a row for each file, and one for each attachment where a table for them is
 * named. Rows that are there already are passed over by their unique columns
 * (docs.postgrest.org/en/stable/references/api/tables_views.html#upsert).
 */

import { type Item, textMember } from "../outgoing.js";
import type { Call } from "./call.js";
import { addressFor, call, type Grant, NoAddress, type Shipment, type Target } from "./target.js";

const postgrest: Target = {
  blob(shipment, item, grant) {
    const { blobs } = shipment.to;
    const table = grant.url ?? (typeof blobs === "string" ? blobs : null);
    if (table === null) {
      throw new NoAddress(`nobody says where attachments for the target \`${shipment.to.id}\` go`);
    }
    const { name, type, sha256, bytes } = item;
    // `bytea` in its text form (postgresql.org/docs/current/datatype-binary.html).
    const row = { sha256, name, type, size: bytes.length, bytes: `\\x${hex(bytes)}` };
    return insert(shipment, grant, table, "sha256", row, sha256);
  },
  file(shipment, _, grant) {
    const { jti, sha256, questionnaire } = shipment.file;
    const row = { jti, sha256, questionnaire, ...textMember(shipment.file) };
    return insert(shipment, grant, addressFor(shipment, grant), "jti,sha256", row, sha256);
  },
};

export default postgrest;

function insert(shipment: Shipment, grant: Grant, table: string, unique: string, row: object, sha256: string): Call {
  const url = new URL(table);
  if (!url.searchParams.has("on_conflict")) {
    // A comma stands in it as it is.
    url.search += `${url.search === "" ? "?" : "&"}on_conflict=${unique}`;
  }
  return call(shipment, grant, {
    method: "POST",
    url: url.href,
    body: JSON.stringify(row),
    sha256,
    headers: { "Content-Type": "application/json", Prefer: "resolution=ignore-duplicates,return=minimal" },
  });
}

function hex(bytes: Item["bytes"]): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
