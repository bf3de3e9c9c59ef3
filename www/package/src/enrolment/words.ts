/** What is said around an enrolment, in the first of the person's languages that has words for it. */

import { ENROLMENTS, type EnrolmentMessages } from "../../pkg/messages/enrolments.js";
import { part } from "../load-failure.js";
import { LOADING_MS, tagOf } from "../messages.js";

export interface EnrolmentWords {
  readonly tag: string;
  readonly said: EnrolmentMessages;
}

export async function enrolmentWords(languages: readonly string[]): Promise<EnrolmentWords> {
  const tag = languages.map(tagOf).find((one) => one !== undefined && Object.hasOwn(ENROLMENTS, one)) ?? "en";
  const load = ENROLMENTS[tag] as (typeof ENROLMENTS)[string];
  return { tag, said: (await part(LOADING_MS, load)).default };
}
