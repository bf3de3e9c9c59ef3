/**
 * ODK Central, KoboToolbox and other servers of OpenRosa (docs.getodk.org/openrosa-form-submission): the answers as XML, one
 * attachment with each request, and the sealed file with the last. The same XML again is accepted, other XML of the same
 * `instanceID` is refused with 409.
 */

import { type Item, NotEncrypted } from "../outgoing.js";
import type { Call } from "./call.js";
import { instanceXml } from "./openrosa-xml.js";
import { addressFor, blobOf, call, type Grant, type Shipment, type Target } from "./target.js";

const openrosa: Target = {
  blob: (shipment, item, grant) => submit(shipment, item, grant, "more"),
  file(shipment, _, grant) {
    const { name, text, sha256, type } = shipment.file;
    // As `application/json` a server may give it out again with another layout.
    const item = { name, type, sha256, bytes: new TextEncoder().encode(text) };
    return submit(shipment, item, grant, "last");
  },
};

export default openrosa;

function submit(shipment: Shipment, item: Item, grant: Grant, which: "more" | "last"): Call {
  const form = new FormData();
  if (shipment.claims === null) {
    // Its XML is the answers in the clear.
    throw new NotEncrypted("nobody but its recipient may read what an OpenRosa server asks for");
  }
  const instance = instanceXml(shipment.file, shipment.claims);
  const xml = new Blob([instance], { type: "text/xml" });
  form.append("xml_submission_file", xml, "submission.xml");
  form.append(item.name, blobOf(item), item.name);
  if (which === "more") {
    form.append("*isIncomplete*", "yes");
  }
  return call(shipment, grant, {
    method: "POST",
    url: addressFor(shipment, grant),
    body: form,
    sha256: item.sha256,
    headers: { "X-OpenRosa-Version": "1.0" },
  });
}
