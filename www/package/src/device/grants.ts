/**
 * Short-lived credentials, asked for when they are needed: `{jti, sha256, blobs}` is POSTed to the grant's address, which
 * answers with a row for each object. Nothing of it is stored, and nothing of it gets into what is sealed.
 */

import { isObject } from "../arguments.js";
import { within } from "./deadline.js";
import type { ServerTarget } from "./delivery.js";
import { judge, type Reply } from "./outcome.js";
import type { Outgoing } from "./outgoing.js";
import type { Piece } from "./parcel.js";
import { retryAfter } from "./reading.js";
import { beginning } from "./targets/call.js";
import type { Grant } from "./targets/target.js";

/** How long the answer may take, its body included. */
const ASKING_MS = 30_000;
const MOST_BYTES = 256 * 1024;
/** Time for a request to get there: what ends sooner is asked for anew. */
const SPARE_MS = 5_000;

interface Row extends Grant {
  /** When it ends, in milliseconds since 1970; `null` where that is not known. */
  readonly expires: number | null;
}

/** No grant was had; what came instead. */
export class NoGrant extends Error {
  override readonly name = "NoGrant";

  constructor(readonly reply: Reply) {
    super("there is no grant");
  }
}

/** An attachment for which a grant is asked. */
type Asked = Pick<Piece, "sha256" | "size">;

/** The grants of one try. */
export class Grants {
  readonly #to: ServerTarget;
  readonly #file: Pick<Outgoing, "jti" | "sha256">;
  #rows: ReadonlyMap<string, Row> | null = null;
  #mayAskAgain = true;

  constructor(to: ServerTarget, file: Pick<Outgoing, "jti" | "sha256">) {
    this.#to = to;
    this.#file = file;
  }

  /** What was given out for an object; `left` are the attachments that are still to be sent. Throws {@link NoGrant}. */
  async for(sha256: string, left: readonly Asked[], now: number): Promise<Grant | null> {
    const known = this.#rows?.get(sha256);
    if (this.#rows === null || (known?.expires ?? Number.POSITIVE_INFINITY) <= now + SPARE_MS) {
      this.#rows = await this.#ask(left, now);
    }
    return this.#rows.get(sha256) ?? null;
  }

  /** The target does not take a credential: another one is asked for, once in a try. Gives whether there is another. */
  refused(): boolean {
    const may = this.#mayAskAgain;
    this.#mayAskAgain = false;
    this.#rows = null;
    return may;
  }

  async #ask(left: readonly Asked[], now: number): Promise<ReadonlyMap<string, Row>> {
    const { jti, sha256 } = this.#file;
    const blobs = left.map(({ sha256, size }) => ({ sha256, size }));
    const text = await ask(this.#to, JSON.stringify({ jti, sha256, blobs }));
    try {
      return readGrants(text, this.#to.grant ?? "", now);
    } catch {
      throw new NoGrant({ kind: "stopped", reason: "grant", status: 200 });
    }
  }
}

async function ask(to: ServerTarget, body: string): Promise<string> {
  const abort = new AbortController();
  const { signal } = abort;
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const init = { method: "POST", redirect: "manual", cache: "no-store", credentials: to.credentials } as const;
  const whole = async (): Promise<string> => {
    const response = await fetch(to.grant ?? "", { ...init, headers, body, signal });
    if (response.type === "opaqueredirect") {
      throw new NoGrant({ kind: "redirect" });
    }
    const { status } = response;
    if (!response.ok) {
      const after = retryAfter(response.headers.get("Retry-After"), Date.now());
      throw new NoGrant(refusal(status, after));
    }
    const text = await beginning(response, signal, MOST_BYTES + 1);
    if (new TextEncoder().encode(text).length > MOST_BYTES) {
      throw new NoGrant({ kind: "stopped", reason: "grant", status });
    }
    return text;
  };
  try {
    return await within(ASKING_MS, whole());
  } catch (error) {
    throw error instanceof NoGrant ? error : new NoGrant({ kind: "none" });
  } finally {
    abort.abort();
  }
}

/** Who gives out credentials knows nothing of what is in the target: its 409 says nothing of a file, and its 400 is no end of it. */
function refusal(status: number, after: number | null): Reply {
  const reply: Reply = { kind: "status", status, namesDigest: false, after };
  const { is } = judge(reply);
  return is === "retry" || status === 401 || status === 403 ? reply : { kind: "stopped", reason: "grant", status };
}

/** Reads an answer; throws an `Error` that names the place. */
export function readGrants(text: string, base: string, now: number): ReadonlyMap<string, Row> {
  const document: unknown = JSON.parse(text);
  const puts = isObject(document) ? (document as { readonly puts?: unknown }).puts : undefined;
  if (!Array.isArray(puts)) {
    throw new Error("the grant has no list `puts`");
  }
  const rows = puts.map((row: unknown, index) => readRow(row, `/puts/${index}`, base, now));
  return new Map(rows);
}

function readRow(value: unknown, at: string, base: string, now: number): readonly [string, Row] {
  if (!isObject(value)) {
    throw new Error(`the grant has no object at ${at}`);
  }
  const { sha256, url, method, headers, fields, expires } = value as Readonly<Record<string, unknown>>;
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new Error(`the grant has no digest at ${at}/sha256`);
  }
  if (method !== undefined && method !== "PUT" && method !== "POST") {
    throw new Error(`the method at ${at}/method of the grant is neither PUT nor POST`);
  }
  const row: Row = {
    url: url === undefined ? null : addressIn(url, `${at}/url`, base),
    method: method ?? null,
    headers: texts(headers, `${at}/headers`),
    fields: texts(fields, `${at}/fields`),
    expires: expiry(expires, `${at}/expires`, now),
  };
  return [sha256, row];
}

function addressIn(value: unknown, at: string, base: string): string {
  if (typeof value === "string" && URL.canParse(value, base)) {
    const url = new URL(value, base);
    if (/^https?:$/.test(url.protocol) && url.username === "" && url.password === "") {
      return url.href;
    }
  }
  throw new Error(`the grant has no address at ${at}`);
}

function texts(value: unknown, at: string): Readonly<Record<string, string>> {
  if (value === undefined) {
    return {};
  }
  if (!isObject(value) || Object.values(value).some((text) => typeof text !== "string")) {
    throw new Error(`the grant has no texts at ${at}`);
  }
  return value as Record<string, string>;
}

/** A moment of RFC 3339. What is over as it comes is judged by a clock that is wrong: then the target says when it ends. */
function expiry(value: unknown, at: string, now: number): number | null {
  if (value === undefined) {
    return null;
  }
  const moment = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(moment)) {
    throw new Error(`the grant has no moment at ${at}`);
  }
  return moment <= now + SPARE_MS ? null : moment;
}
