/**
 * Azure Blob Storage with a shared access signature: Put Blob, each name once
 * (learn.microsoft.com/rest/api/storageservices/put-blob).
 */

import type { Meaning } from "../outcome.js";
import type { Answer } from "./call.js";
import { objects } from "./object.js";

export default objects({ "If-None-Match": "*", "x-ms-blob-type": "BlockBlob" }, means);

/** 409 has many codes, and only one of them says that the blob is there. Without a code the name decides. */
function means({ status, headers, body }: Answer): Meaning | null {
  const code = headers.get("x-ms-error-code") ?? /<Code>(\w+)<\/Code>/.exec(body)?.[1];
  if (status !== 409 || code === undefined || code === "BlobAlreadyExists") {
    return null;
  }
  return "again";
}
