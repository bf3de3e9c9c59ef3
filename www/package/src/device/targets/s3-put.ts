/**
 * Amazon S3 and what speaks its protocol: PutObject, to a presigned address or into a folder. `If-None-Match: *` writes each
 * object once: 412 says that it is there (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */

import type { Meaning } from "../outcome.js";
import { fileItem, type Item } from "../outgoing.js";
import type { Answer, Call } from "./call.js";
import { blobOf, call, type Grant, objectAddress, type Shipment, type Target } from "./target.js";

const s3Put: Target = {
  blob: (shipment, item, grant) => put(shipment, { ...item, name: item.sha256 }, grant),
  file: (shipment, _, grant) => put(shipment, fileItem(shipment.file), grant),
};

export default s3Put;

function put(shipment: Shipment, item: Item, grant: Grant): Call {
  return call(shipment, grant, {
    method: "PUT",
    url: objectAddress(shipment, grant, item.name),
    body: blobOf(item),
    sha256: item.sha256,
    headers: { "Content-Type": item.type, "If-None-Match": "*" },
    means,
  });
}

/** Of two writes at once one is told 409, whatever becomes of the other; credentials that are over are 400. */
export function means({ status, body }: Answer): Meaning | null {
  switch (status) {
    case 409:
      return "again";
    case 400:
      return /<Code>(ExpiredToken|TokenRefreshRequired|InvalidToken)<\/Code>/.test(body) ? "refused" : null;
    default:
      return null;
  }
}
