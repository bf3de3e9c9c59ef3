/** Form backends, as static sites use them: the fields `jti`, `sha256`, `questionnaire`, `jws` and `score`, urlencoded, or with attachments as multipart. */

import { textMember } from "../outgoing.js";
import { addressFor, blobOf, call, type Target } from "./target.js";

const form: Target = {
  file(shipment, beside, grant) {
    const { file, claims, to } = shipment;
    const { jti, sha256, questionnaire } = file;
    const score = claims?.score === undefined ? {} : { score: JSON.stringify(claims.score) };
    const fields = { ...grant.fields, jti, sha256, questionnaire, ...textMember(file), ...score };
    const reply = to.type === "form" ? to.reply : "status";
    return call(shipment, grant, {
      method: "POST",
      url: addressFor(shipment, grant),
      body: to.blobs === false ? new URLSearchParams(fields) : multipart(fields, beside),
      sha256,
      // Most of them answer with a page, or send on to one, unless they are asked for data.
      headers: { Accept: "application/json" },
      isOpaque: reply === "opaque",
      expectsDigest: reply === "digest",
    });
  },
};

export default form;

function multipart(fields: Readonly<Record<string, string>>, beside: Parameters<Target["file"]>[1]): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    body.append(name, value);
  }
  for (const item of beside) {
    body.append("files", blobOf(item), item.name);
  }
  return body;
}
