/**
 * WebDAV (RFC 4918, section 9.7): PUT under names that say what is in them, into a folder that is there. Not every server
 * heeds `If-None-Match`, and one that does would keep a file that was cut off: the same bytes are written over the same name.
 */

import type { Meaning } from "../outcome.js";
import type { Answer } from "./call.js";
import { objects } from "./object.js";

export default objects({}, means);

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
