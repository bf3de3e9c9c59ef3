/**
 * Amazon S3, by a form with a policy that was given out: the fields first, `file` last, for what comes behind it is not read
 * (docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html). The same object written again is the same object.
 */

import { fileItem, type Item } from "../outgoing.js";
import type { Call } from "./call.js";
import { means } from "./s3-put.js";
import { addressFor, blobOf, call, type Grant, type Shipment, type Target } from "./target.js";

const s3Post: Target = {
  blob: (shipment, item, grant) => post(shipment, { ...item, name: item.sha256 }, grant),
  file: (shipment, _, grant) => post(shipment, fileItem(shipment.file), grant),
};

export default s3Post;

function post(shipment: Shipment, item: Item, grant: Grant): Call {
  const form = new FormData();
  for (const [name, value] of Object.entries({ key: item.name, ...grant.fields })) {
    form.append(name, value);
  }
  form.append("file", blobOf(item), item.name);
  return call(shipment, grant, {
    method: "POST",
    url: addressFor(shipment, grant),
    body: form,
    sha256: item.sha256,
    means,
  });
}
