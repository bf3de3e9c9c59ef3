/** The end of what is drawn of a long page: it answers as soon as it is near, and the form draws more. */

import type { Mount } from "./toolkit.js";

/** As far below what is in sight; of what lies above, everything is drawn. */
const NEAR = "1000000px 0px 300% 0px";

export const mount: Mount<"rest"> = (host, _view, emit) => {
  if (!("IntersectionObserver" in globalThis)) {
    emit(null);
    return { update: () => undefined };
  }
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect();
        emit(null);
      }
    },
    { rootMargin: NEAR },
  );
  observer.observe(host);
  return { update: () => undefined, end: () => observer.disconnect() };
};
