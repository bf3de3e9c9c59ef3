/** What a page names, or hands over, fetched and read. */

import type { Assignment } from "./assignment.js";
import type { Arrived } from "./assignments/arrival.js";
import type { Beginning } from "./beginning.js";
import type { DeliveryPlan } from "./device/planning.js";
import { fetchText } from "./fetch-document.js";
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

/** With what a session opens. */
export interface Documents extends DeliveryPlan {
  readonly bytes: Uint8Array;
  readonly source: Source;
  readonly scoringKey: string | undefined;
  /** The language that the page asks for; empty where the person's browser decides. */
  readonly language: string;
  readonly place: string;
  readonly assignment: Assignment | null;
  readonly facts: JsonObject;
  readonly functions: HostFunctions;
  readonly beginning: Beginning;
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
  const [bytes, scoringKey, plan, arrived] = await Promise.all([
    source.program(attachedKey),
    attachedKey,
    deliveryPlan(given.delivery, either),
    arrival(given, signal, beginning, stage),
  ]);
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
    ...plan(assignment),
    beginning,
  };
}

/** What reads a delivery, and what sends to its targets, comes with it: once the form is there it may have no network. */
async function deliveryPlan(
  delivery: Either,
  textOf: (either: Either) => Promise<string | undefined>,
): Promise<(assignment: Assignment | null) => DeliveryPlan> {
  if (delivery.document === null && delivery.address === null) {
    return () => ({ targets: [], keepDays: null, recipientOf: () => undefined });
  }
  const [{ planOf }, text] = await Promise.all([
    part(LOADING_MS, () => import("./device/planning.js")),
    textOf(delivery),
  ]);
  return (assignment) => planOf(text ?? "", document.baseURI, assignment);
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
