/**
 * WebDAV (RFC 4918, section 9.7): PUT under names that say what is in them, into a folder that is there. Not every server
 * heeds `If-None-Match`, and one that does would keep a file that was cut off: the same bytes are written over the same name.
 */

import type { Meaning } from "../outcome.js";
import { fileItem, type Item } from "../outgoing.js";
import type { Answer, Call } from "./call.js";
import { blobOf, call, type Grant, objectAddress, type Shipment, type Target } from "./target.js";

const webdav: Target = {
  blob: (shipment, item, grant) => put(shipment, { ...item, name: item.sha256 }, grant),
  file: (shipment, _, grant) => put(shipment, fileItem(shipment.file), grant),
};

export default webdav;

function put(shipment: Shipment, item: Item, grant: Grant): Call {
  return call(shipment, grant, {
    method: "PUT",
    url: objectAddress(shipment, grant, item.name),
    body: blobOf(item),
    sha256: item.sha256,
    headers: { "Content-Type": item.type },
    means,
  });
}

/** 409 says that the folder is not there, 423 that somebody has locked it. */
function means({ status }: Answer): Meaning | null {
  switch (status) {
    case 409:
      return "missing";
    case 423:
      return "again";
    default:
      return null;
  }
}
