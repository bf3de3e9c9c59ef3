/** What a page names, or hands over, fetched and read. */

import type { Assignment } from "./assignment.js";
import type { Arrived } from "./assignments/arrival.js";
import type { Beginning } from "./beginning.js";
import { type Destination, readDelivery } from "./device/delivery.js";
import type { RecipientOf } from "./device/encryption/recipient.js";
import { fetchText } from "./fetch-document.js";
import type { Documents } from "./form-session.js";
import { Source } from "./form-source.js";
import type { HostFunctions } from "./host-functions.js";
import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";
import type { Stage } from "./stage.js";
import type { Delivery, JsonObject } from "./types.js";

/** What a page has set: a document itself, or its address. */
export interface Given {
  readonly questionnaire: string | null;
  readonly src: string | null;
  readonly program: Uint8Array | string | null;
  readonly scoringKey: Either;
  readonly delivery: Either;
  readonly trust: Either;
  /** The token that the page itself gives; it comes before one of a link. */
  readonly assignment: string | null;
  readonly facts: JsonObject | null;
  readonly functions: HostFunctions;
  readonly language: string;
  readonly place: string;
}

/** A document itself, or its address, or neither. */
export interface Either {
  readonly document: string | null;
  readonly address: string | null;
}

/** A delivery that a page hands over, as its text. */
export function deliveryText(delivery: Delivery | null): string | null {
  return delivery === null ? null : JSON.stringify(delivery);
}

/** What a form is opened with, and what its assignment puts above it. */
export type Read = Documents & { readonly arrived: Arrived | null };

export async function readDocuments(
  given: Given,
  signal: AbortSignal,
  beginning: Beginning,
  stage: Stage,
): Promise<Read> {
  const either = async ({ document: itself, address }: Either): Promise<string | undefined> =>
    itself ?? (address === null ? undefined : await fetchText(address, signal));
  const { questionnaire, src, facts, functions, language, place } = given;
  // A questionnaire that the page hands over is newer than any program.
  const program = questionnaire === null ? given.program : null;
  const source = new Source({ questionnaire, src, program }, signal);
  const attachedKey = either(given.scoringKey);
  const [bytes, scoringKey, delivery, arrived] = await Promise.all([
    source.program(attachedKey),
    attachedKey,
    either(given.delivery),
    arrival(given, signal, beginning, stage),
  ]);
  const targets = delivery === undefined ? [] : readDelivery(delivery, document.baseURI);
  const assignment = arrived?.assignment ?? null;
  return {
    bytes,
    source,
    scoringKey,
    language: beginning.language ?? language,
    place,
    arrived,
    assignment,
    facts: facts ?? {},
    functions,
    targets,
    recipientOf: await readers(targets, assignment),
    beginning,
  };
}

/** Few forms are for the eyes of somebody alone; what finds out for whose comes where one is named. */
async function readers(targets: readonly Destination[], assignment: Assignment | null): Promise<RecipientOf> {
  const isNamed = targets.some((target) => target.type !== "page" && target.encrypt !== undefined);
  if (!isNamed && assignment?.payload["encrypt"] === undefined) {
    return () => undefined;
  }
  const { recipients } = await part(LOADING_MS, () => import("./device/encryption/recipient.js"));
  return recipients(targets, assignment);
}

/** Few forms have an assignment; what reads one comes with it, or with a page that says whose assignments count. */
async function arrival(given: Given, signal: AbortSignal, beginning: Beginning, stage: Stage): Promise<Arrived | null> {
  const { assignment, trust } = given;
  if (assignment === null && trust.document === null && trust.address === null) {
    return null;
  }
  const { arrive } = await part(LOADING_MS, () => import("./assignments/arrival.js"));
  return arrive({ given, signal, beginning, stage });
}
