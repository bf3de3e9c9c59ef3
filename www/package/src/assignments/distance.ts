/** How far the contact is from this device. The position is asked for by a press, and kept nowhere. */

import { within } from "../device/deadline.js";
import { element } from "../notice.js";
import { distanceText, metresBetween, type Place } from "../widgets/earth.js";
import { fill, type Words } from "./words.js";

/** How long the device may look for itself, and how long somebody may take to allow it. */
const LOOKING_MS = 20_000;
const ALLOWING_MS = 60_000;
/** A position that old is good enough. */
const AGE_MS = 60_000;

export function distanceBox(site: Place, words: Words): HTMLElement {
  const { said, locale } = words;
  const box = element("p", "distance");
  const button = element("button", "button", said.distance);
  button.type = "button";
  button.setAttribute("part", "button");
  const state = element("span", "");
  state.setAttribute("role", "status");
  let isLooking = false;
  button.addEventListener("click", async () => {
    if (isLooking) {
      return;
    }
    isLooking = true;
    state.textContent = said.locating;
    const here = await whereWeAre();
    isLooking = false;
    state.textContent =
      typeof here === "string" ? said[here] : fill(said.away, distanceText(metresBetween(here, site), locale));
  });
  box.append(button, " ", state);
  return box;
}

type Unknown = "denied" | "insecure" | "lost";

/** On plain http no setting of the browser helps. */
function refusal(): Unknown {
  return globalThis.isSecureContext === false ? "insecure" : "denied";
}

/** Where the device is, or why that is not known. */
async function whereWeAre(): Promise<Place | Unknown> {
  const asked = new Promise<Place | Unknown>((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude }),
      (error) => resolve(error.code === error.PERMISSION_DENIED ? refusal() : "lost"),
      { enableHighAccuracy: false, maximumAge: AGE_MS, timeout: LOOKING_MS },
    );
  });
  return within(ALLOWING_MS, asked).catch(() => "lost");
}
