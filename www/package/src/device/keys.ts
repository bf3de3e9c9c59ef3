/** The sealing key: P-256 in WebCrypto, made once for each origin and agency, and never handed out. */

import { database, StoreFault } from "./database.js";

/** A key that signs and stays where it is. */
export interface SigningKey {
  /** The four members of the public half that matter, as canonical JSON. */
  readonly jwk: string;
  /** When it was made. */
  readonly created: string;
  readonly key: CryptoKey;
}

/** No key could be made or used: there is no `crypto.subtle` on plain http, or it refuses. */
export class NoKey extends Error {
  override readonly name = "NoKey";
}

/**
 * The key for an agency, whose name was checked; empty for the origin's own. The kept one, or a new one. Without storage it
 * lives as long as the page. `unreadable` hears that a kept key could not be read: it stays where it is, beside the new one.
 */
export async function signingKey(agency: string, unreadable: () => void): Promise<SigningKey> {
  let isKept = true;
  let kept: unknown;
  try {
    kept = await database.get("keys", agency);
  } catch (error) {
    // A key that is there and cannot be had now must not be replaced.
    if (!(error instanceof StoreFault) || error.fault !== "denied") {
      throw new NoKey("the kept key cannot be read now", { cause: error });
    }
    isKept = false;
  }
  const read = readKey(kept);
  if (read !== null) {
    return read;
  }
  const made = memory.get(agency) ?? (await generate());
  memory.set(agency, made);
  if (!isKept) {
    return made;
  }
  if (kept !== undefined) {
    await setAside(agency, kept);
    unreadable();
  }
  return keep(agency, made);
}

/** The key that is there for an agency; `null` where none was made yet, or it cannot be read. */
export async function keptKey(agency: string): Promise<SigningKey | null> {
  return readKey(await database.get("keys", agency)) ?? memory.get(agency) ?? null;
}

/** Keys that the device does not keep. */
const memory = new Map<string, SigningKey>();

/** Keeps a key, unless another tab was faster: then that one counts. */
async function keep(agency: string, made: SigningKey): Promise<SigningKey> {
  const { key, jwk, created } = made;
  try {
    await database.write([{ store: "keys", key: agency, add: { key, jwk, created } }], "strict");
    return made;
  } catch (error) {
    if (error instanceof StoreFault && error.fault === "taken") {
      return readKey(await database.get("keys", agency)) ?? made;
    }
    // A key that could not be kept signs all the same: nothing may depend on a key outliving one assignment.
    return made;
  }
}

async function setAside(agency: string, record: unknown): Promise<void> {
  await database.write(
    [
      { store: "keys", key: ["unreadable", agency, new Date().toISOString()], put: record },
      { store: "keys", key: agency, remove: true },
    ],
    "strict",
  );
}

/** A key as it is kept; `null` where it is none. */
export function readKey(record: unknown): SigningKey | null {
  const { key, jwk, created } = (record ?? {}) as Partial<SigningKey>;
  return typeof CryptoKey !== "undefined" &&
    key instanceof CryptoKey &&
    typeof jwk === "string" &&
    typeof created === "string" &&
    !Number.isNaN(Date.parse(created))
    ? { key, jwk, created }
    : null;
}

function subtle(): SubtleCrypto {
  const found: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (found === undefined) {
    throw new NoKey("this page is not secure: there is no `crypto.subtle`");
  }
  return found;
}

async function generate(): Promise<SigningKey> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await subtle().generateKey(algorithm, false, ["sign", "verify"]);
  const { x, y } = await subtle().exportKey("jwk", pair.publicKey);
  // The other members make verifiers refuse it.
  const jwk = JSON.stringify({ crv: "P-256", kty: "EC", x, y });
  return { key: pair.privateKey, jwk, created: localMoment(new Date()) };
}

/** A moment with the offset of the device's zone, to the second. */
export function localMoment(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  const away = Math.abs(minutes);
  return `${local}${minutes < 0 ? "-" : "+"}${two(away / 60)}:${two(away % 60)}`;
}

/** Signs: ES256, `r ‖ s`. */
export async function sign({ key }: SigningKey, input: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  return new Uint8Array(await subtle().sign(algorithm, key, input));
}
