/** A server of one's own: POST of the file, with the submission's UUID as its idempotency key; attachments are PUT where the delivery says. */

import type { Item } from "../outgoing.js";
import type { Call } from "./call.js";
import { addressFor, blobOf, call, type Grant, inFolder, NoAddress, type Shipment, type Target } from "./target.js";

const webhook: Target = {
  blob: putBeside,
  file(shipment, _, grant) {
    const { file, to } = shipment;
    const reply = to.type === "webhook" ? to.reply : "status";
    const headers = { "Content-Type": file.type, "Idempotency-Key": `"${file.jti}"` };
    return call(shipment, grant, {
      method: "POST",
      url: addressFor(shipment, grant),
      body: file.text,
      sha256: file.sha256,
      headers,
      isOpaque: reply === "opaque",
      expectsDigest: reply === "digest",
    });
  },
};

export default webhook;

/** An attachment, PUT under its digest where the delivery, or a grant, says. */
export function putBeside(shipment: Shipment, item: Item, grant: Grant): Call {
  const { blobs } = shipment.to;
  const url = grant.url ?? (typeof blobs === "string" ? inFolder(blobs, item.sha256) : null);
  if (url === null) {
    throw new NoAddress(`nobody says where attachments for the target \`${shipment.to.id}\` go`);
  }
  const headers = { "Content-Type": item.type };
  return call(shipment, grant, { method: "PUT", url, body: blobOf(item), sha256: item.sha256, headers });
}
