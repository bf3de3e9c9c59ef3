/** What keeps objects under names that say what is in them, each written by a PUT. */

import type { Meaning } from "../outcome.js";
import { fileItem, type Item } from "../outgoing.js";
import type { Answer, Call } from "./call.js";
import { blobOf, call, type Grant, objectAddress, type Shipment, type Target } from "./target.js";

/** A target of objects: the headers that its PUT has besides the type, and what its answers mean where they mean more than usual. */
export function objects(headers: Readonly<Record<string, string>>, means: (answer: Answer) => Meaning | null): Target {
  const put = (shipment: Shipment, item: Item, grant: Grant): Call =>
    call(shipment, grant, {
      method: "PUT",
      url: objectAddress(shipment, grant, item.name),
      body: blobOf(item),
      sha256: item.sha256,
      headers: { "Content-Type": item.type, ...headers },
      means,
    });
  return {
    blob: (shipment, item, grant) => put(shipment, { ...item, name: item.sha256 }, grant),
    file: (shipment, _, grant) => put(shipment, fileItem(shipment.file), grant),
  };
}
