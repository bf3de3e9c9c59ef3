/** What a page names, or hands over, fetched and read. */

import type { Assignment } from "./assignment.js";
import type { Beginning } from "./beginning.js";
import { readDelivery } from "./device/delivery.js";
import { fetchText } from "./fetch-document.js";
import type { Documents } from "./form-session.js";
import { Source } from "./form-source.js";
import type { HostFunctions } from "./host-functions.js";
import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";
import type { Delivery, JsonObject } from "./types.js";

/** What a page has set: a document itself, or its address. */
export interface Given {
  readonly questionnaire: string | null;
  readonly src: string | null;
  readonly program: Uint8Array | string | null;
  readonly scoringKey: Either;
  readonly delivery: Either;
  readonly trust: Either;
  readonly assignment: string | null;
  readonly facts: JsonObject | null;
  readonly functions: HostFunctions;
  readonly language: string;
  readonly place: string;
}

interface Either {
  readonly document: string | null;
  readonly address: string | null;
}

/** A delivery that a page hands over, as its text. */
export function deliveryText(delivery: Delivery | null): string | null {
  return delivery === null ? null : JSON.stringify(delivery);
}

export async function readDocuments(given: Given, signal: AbortSignal, beginning: Beginning): Promise<Documents> {
  const either = async ({ document: itself, address }: Either): Promise<string | undefined> =>
    itself ?? (address === null ? undefined : await fetchText(address, signal));
  const { questionnaire, src, assignment, facts, functions, language, place } = given;
  // A questionnaire that the page hands over is newer than any program.
  const program = questionnaire === null ? given.program : null;
  const source = new Source({ questionnaire, src, program }, signal);
  const attachedKey = either(given.scoringKey);
  const [bytes, scoringKey, delivery, trust] = await Promise.all([
    source.program(attachedKey),
    attachedKey,
    either(given.delivery),
    either(given.trust),
  ]);
  return {
    bytes,
    source,
    scoringKey,
    language: beginning.language ?? language,
    place,
    assignment: await checked(assignment, trust),
    facts: facts ?? {},
    functions,
    targets: delivery === undefined ? [] : readDelivery(delivery, document.baseURI),
    beginning,
  };
}

/** Few forms have an assignment; what reads one comes with it. */
async function checked(assignment: string | null, trust: string | undefined): Promise<Assignment | null> {
  if (assignment === null && trust === undefined) {
    return null;
  }
  const { readAssignment, readTrust } = await part(LOADING_MS, () => import("./assignment.js"));
  const trusted = trust === undefined ? null : readTrust(trust);
  return assignment === null ? null : readAssignment(assignment, trusted);
}
