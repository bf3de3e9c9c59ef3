/**
 * Amazon S3 and what speaks its protocol: PutObject, to a presigned address or into a folder. `If-None-Match: *` writes each
 * object once: 412 says that it is there (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */

import type { Meaning } from "../outcome.js";
import type { Answer } from "./call.js";
import { objects } from "./object.js";

export default objects({ "If-None-Match": "*" }, means);

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
