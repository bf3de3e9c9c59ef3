/**
 * The sealing key: P-256, made once for each origin and agency, and never handed out. It is one of WebCrypto, whose private half no
 * script reads; on plain http, where there is none, `soft/software.ts` signs, and scripts of the origin could read its key.
 */

import { software, subtle } from "../soft/load.js";
import { database, StoreFault } from "./database.js";

/** A key that signs and stays where it is. */
export type SigningKey = PublicHalf & (BrowserKey | SoftKey);

interface PublicHalf {
  /** The four members of the public half that matter, as canonical JSON. */
  readonly jwk: string;
  /** When it was made. */
  readonly created: string;
}

interface BrowserKey {
  readonly key: CryptoKey;
  readonly storage?: never;
}

interface SoftKey {
  /** The private half: 32 bytes, for `software.ts` alone. */
  readonly soft: Uint8Array<ArrayBuffer>;
  readonly storage: "soft";
}

/** No key could be made or used: the browser refuses, or the one that is kept is of no use now. */
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
  // Browsers give theirs back as they were, or not at all.
  if (read !== null && (read.storage !== "soft" || (await software()).areHalves(read))) {
    return read;
  }
  const made = memory.get(agency) ?? (await generate(kept));
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
  try {
    await database.write([{ store: "keys", key: agency, add: { ...made } }], "strict");
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
  const { key, soft, storage, jwk, created } = Object(record) as Readonly<Record<string, unknown>>;
  const isNamed = typeof jwk === "string" && typeof created === "string" && !Number.isNaN(Date.parse(created));
  if (!isNamed) {
    return null;
  }
  if (typeof CryptoKey !== "undefined" && key instanceof CryptoKey) {
    return { key, jwk, created };
  }
  return storage === "soft" && soft instanceof Uint8Array ? ({ soft, jwk, created, storage } as SigningKey) : null;
}

/** Makes a key, in place of what is kept and cannot be read. */
async function generate(kept: unknown): Promise<SigningKey> {
  const created = localMoment(new Date());
  const browser = subtle();
  if (browser === undefined) {
    return { ...(await software()).makeHalves(kept), created };
  }
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await browser.generateKey(algorithm, false, ["sign", "verify"]);
  const { x, y } = await browser.exportKey("jwk", pair.publicKey);
  // The other members make verifiers refuse it.
  const jwk = JSON.stringify({ crv: "P-256", kty: "EC", x, y });
  return { key: pair.privateKey, jwk, created };
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
export async function sign(signer: SigningKey, input: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (signer.storage === "soft") {
    return (await software()).signWith(signer.soft, input);
  }
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  return new Uint8Array(await crypto.subtle.sign(algorithm, signer.key, input));
}
