/** How a person came to the page: by a link that asks for something else than the form, or inside of another app. What few meet is loaded for them alone. */

import { localMoment, readKey, sign, signingKey } from "./device/keys.js";
import type { Place } from "./enrolment/screen.js";
import type { Page } from "./in-app/warning.js";
import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";

/** What stands behind `#` where an agency asks for an enrolment: names and values. Addresses that pages of their own keep there begin otherwise. */
const ENROLS = /^#(\w+=[^&]*&)*e=/;
/** What browsers of other apps say of themselves, and some that are none: which it is, a module says that is loaded then. */
export const IN_APP = /; wv\)|AppleWebKit(?!.*Safari\/)| Line\/|GSA\/|[Ss]napchat|Telegram-|Twitter|MicroM/;

/** A link that is opened where its page is open already changes nothing but the address: the form opens anew, with what was typed. */
export function hearLink(start: () => void): void {
  if (ENROLS.test(location.hash)) {
    start();
  }
}

/** What an agency's link asks for comes before the form; resolves when the person goes on to the form. */
export async function enrolFirst(place: () => Omit<Place, "keys">): Promise<void> {
  if (ENROLS.test(location.hash)) {
    const { showEnrolment } = await part(LOADING_MS, () => import("./enrolment/screen.js"));
    const there = { ...place(), keys: { localMoment, readKey, sign, signingKey } };
    await showEnrolment(there);
    // A form that was taken away meanwhile must not go on to take its draft.
    there.signal.throwIfAborted();
  }
}

/** Before anything is typed: in the browser of another app it may be lost. */
export function warnInApp(page: () => Page): void {
  if (IN_APP.test(navigator.userAgent)) {
    import("./in-app/warning.js").then(({ warn }) => warn(page())).catch(() => undefined);
  }
}
