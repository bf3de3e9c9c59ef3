/** Brings a version onto the device: whole, and byte for byte as it was built, or not at all. */

import { within } from "../device/deadline.js";
import { addressOf, BrokenFile, cacheName, isOf, type Listed, type Release, readList } from "./list.js";

/** A file over the slowest network that is of use. */
const FETCHING_MS = 180_000;
/** So many files are fetched at once: a form that is being filled in has the network first. */
const AT_ONCE = 4;

/** What headers say of how bytes have travelled is not said of the bytes. */
const OF_THE_WAY = ["content-encoding", "content-length", "content-range", "transfer-encoding", "vary", "set-cookie"];

/** What a version is made of, and where it goes. */
export interface Shelf {
  /** The address of the folder, with a slash at its end. */
  readonly scope: string;
  readonly release: Release;
  readonly caches: Pick<CacheStorage, "open" | "keys">;
  fetch(from: RequestInfo, init?: RequestInit): Promise<Response>;
}

/**
 * Fetches what is not here yet. Nothing enters the cache but bytes with the digest that the list names, and the list is the one
 * that the worker names; what an attempt before, or an earlier version, has brought is not fetched again.
 *
 * Throws a {@link BrokenFile} where a file is missing or another one, and what the browser throws where it keeps nothing.
 */
export async function bring(shelf: Shelf): Promise<void> {
  const { scope, release, caches } = shelf;
  const own = cacheName(scope, release);
  const cache = await caches.open(own);
  const names = (await caches.keys()).filter((name) => isOf(scope, name) && name !== own);
  const earlier = await Promise.all(names.map((name) => caches.open(name)));
  const from = [cache, ...earlier];
  const list = await bringOne({ path: release.list, size: -1, sha256: release.sha256 }, cache, from, shelf);
  const files = readList(new TextDecoder().decode(list));
  const fixed = files.filter(({ path }) => !release.live.includes(path));
  const queue = fixed.values();
  const work = async (): Promise<void> => {
    for (const file of queue) {
      await bringOne(file, cache, from, shelf);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const path of release.live) {
    await bringLive(path, cache, from, shelf);
  }
}

/** Brings a file, unless it is here; gives its bytes. */
async function bringOne(file: Listed, cache: Cache, from: readonly Cache[], shelf: Shelf): Promise<ArrayBuffer> {
  const url = addressOf(shelf.scope, file.path);
  for (const one of from) {
    const found = await one.match(url);
    // Read whole and never in part: Chromium lets no version take over while a long body is left unread.
    const bytes = await found?.arrayBuffer();
    if (found !== undefined && bytes !== undefined && (await isWhole(bytes, file))) {
      if (one !== cache) {
        await cache.put(url, kept(found, bytes));
      }
      return bytes;
    }
  }
  // What the page has just loaded is not sent again; a cache on the way may still have the file of the version before.
  for (const mode of ["default", "reload"] as const) {
    const response = await ask(url, mode, shelf);
    const bytes = await within(FETCHING_MS, response.arrayBuffer());
    if (await isWhole(bytes, file)) {
      await cache.put(url, kept(response, bytes));
      return bytes;
    }
  }
  throw new BrokenFile(url, "its bytes are not those that were built");
}

/** Brings a file that changes between versions, or takes over the one before; where there is none, the page does without. */
async function bringLive(path: string, cache: Cache, from: readonly Cache[], shelf: Shelf): Promise<void> {
  const url = addressOf(shelf.scope, path);
  try {
    await cache.put(url, await fresh(url, shelf));
  } catch {
    const [last] = (await Promise.all(from.map((one) => one.match(url)))).filter((one) => one !== undefined);
    if (last !== undefined) {
      await cache.put(url, last);
    }
  }
}

/** Fetches a document that changes; what a server sends in place of it is no JSON. */
export async function fresh(url: string, shelf: Pick<Shelf, "fetch">, ms: number = FETCHING_MS): Promise<Response> {
  const response = await ask(url, "no-cache", shelf, ms);
  const bytes = await within(ms, response.arrayBuffer());
  JSON.parse(new TextDecoder().decode(bytes));
  return kept(response, bytes);
}

async function ask(
  url: string,
  cache: RequestCache,
  { fetch }: Pick<Shelf, "fetch">,
  ms: number = FETCHING_MS,
): Promise<Response> {
  const response = await fetch(url, { cache, credentials: "same-origin", signal: AbortSignal.timeout(ms) });
  if (response.status !== 200) {
    throw new BrokenFile(url, `the server answers ${response.status}`);
  }
  return response;
}

/** A response that stands alone: not one that was sent on, which no page may be opened with, and not packed. */
function kept(response: Response, bytes: ArrayBuffer): Response {
  const headers = new Headers(response.headers);
  for (const name of OF_THE_WAY) {
    headers.delete(name);
  }
  return new Response(bytes, { headers });
}

async function isWhole(bytes: ArrayBuffer, { size, sha256 }: Listed): Promise<boolean> {
  if (size >= 0 && bytes.byteLength !== size) {
    return false;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}
