/** Where a finding is. */

import type { Finding } from "./protocol.js";

/** The place as people read it: `/survey/3/relevant, columns 1-7`. */
export function placeText({ place }: Finding): string {
  const parts = [place.pointer === "" ? "document" : place.pointer];
  if (place.line !== undefined) {
    parts.push(`line ${place.line}`);
  }
  if (place.columns !== undefined) {
    const [first, end] = place.columns;
    parts.push(end > first + 1 ? `columns ${first}-${end - 1}` : `column ${first}`);
  }
  return parts.join(", ");
}
