/**
 * Azure Blob Storage with a shared access signature: Put Blob, each name once
 * (learn.microsoft.com/rest/api/storageservices/put-blob).
 */

import type { Meaning } from "../outcome.js";
import { fileItem, type Item } from "../outgoing.js";
import type { Answer, Call } from "./call.js";
import { blobOf, call, type Grant, objectAddress, type Shipment, type Target } from "./target.js";

const azure: Target = {
  blob: (shipment, item, grant) => put(shipment, { ...item, name: item.sha256 }, grant),
  file: (shipment, _, grant) => put(shipment, fileItem(shipment.file), grant),
};

export default azure;

function put(shipment: Shipment, item: Item, grant: Grant): Call {
  return call(shipment, grant, {
    method: "PUT",
    url: objectAddress(shipment, grant, item.name),
    body: blobOf(item),
    sha256: item.sha256,
    headers: { "Content-Type": item.type, "If-None-Match": "*", "x-ms-blob-type": "BlockBlob" },
    means,
  });
}

/** 409 has many codes, and only one of them says that the blob is there. Without a code the name decides. */
function means({ status, headers, body }: Answer): Meaning | null {
  const code = headers.get("x-ms-error-code") ?? /<Code>(\w+)<\/Code>/.exec(body)?.[1];
  if (status !== 409 || code === undefined || code === "BlobAlreadyExists") {
    return null;
  }
  return "again";
}
