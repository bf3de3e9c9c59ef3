/** What is said in the browser of another app, in the first of the person's languages that has words for it. */

import { IN_APP, type InAppMessages } from "../../pkg/messages/in_app.js";
import { part } from "../load-failure.js";
import { type DeviceMessages, deviceMessages, LOADING_MS, tagOf } from "../messages.js";

export interface InAppWords {
  readonly said: InAppMessages;
  /** Those of the dialog with the drafts, where the draft goes. */
  readonly list: DeviceMessages["list"];
}

export async function inAppWords(languages: readonly string[]): Promise<InAppWords> {
  const tag = languages.map(tagOf).find((one) => one !== undefined && Object.hasOwn(IN_APP, one)) ?? "en";
  const load = IN_APP[tag] as (typeof IN_APP)[string];
  const [{ default: said }, { list }] = await Promise.all([part(LOADING_MS, load), deviceMessages(tag)]);
  return { said, list };
}
