/** What the worker answers a page with. */

import { within } from "../device/deadline.js";
import { addressOf } from "./list.js";
import { fresh, type Shelf } from "./version.js";

/** What is kept comes sooner than that, or the network is asked as well: a database that hangs must not keep a page white. */
const LOOKING_MS = 3_000;
/** Where there is no network, a busy device has longer. */
const WAITING_MS = 60_000;
/** A network that is slower is none for a document that is here already. */
const FRESH_MS = 4_000;

/** From where a page is answered. */
export interface Source extends Pick<Shelf, "scope" | "release" | "fetch"> {
  /** The name of the cache. */
  readonly name: string;
  readonly caches: Pick<CacheStorage, "open">;
}

/**
 * The file of the version, or a part of it; what the version does not have, or the browser has lost, comes from the server
 * as if there were no worker.
 */
export async function answer(request: Request, path: string, source: Source): Promise<Response> {
  const { scope, release } = source;
  const looking = release.live.includes(path) ? live(addressOf(scope, path), source) : find(request, path, source);
  const kept = async (ms: number): Promise<Response | undefined> => {
    try {
      const whole = await within(ms, looking);
      return whole && (await part(request.headers.get("range"), whole));
    } catch {
      // Whatever is wrong with what is kept: the page works as without it.
      return undefined;
    }
  };
  const soon = await kept(release.live.includes(path) ? WAITING_MS : LOOKING_MS);
  if (soon !== undefined) {
    return soon;
  }
  try {
    return await source.fetch(request);
  } catch (error) {
    const late = await kept(WAITING_MS);
    if (late === undefined) {
      throw error;
    }
    return late;
  }
}

/** What is kept of a path. Some hosts ask for pages without their ending. */
async function find({ mode }: Request, path: string, source: Source): Promise<Response | undefined> {
  const kept = await look(addressOf(source.scope, path), source);
  return kept ?? (mode === "navigate" ? look(addressOf(source.scope, `${path}.html`), source) : undefined);
}

async function look(url: string, { name, caches }: Source): Promise<Response | undefined> {
  return (await caches.open(name)).match(url);
}

/** The newest that can be had; what is kept stays where something else than a document comes. */
async function live(url: string, source: Source): Promise<Response> {
  const { name, caches } = source;
  try {
    const newest = await fresh(url, source, FRESH_MS);
    const copy = newest.clone();
    await within(
      LOOKING_MS,
      caches.open(name).then((cache) => cache.put(url, copy)),
    ).catch(() => undefined);
    return newest;
  } catch (error) {
    const kept = await look(url, source);
    if (kept === undefined) {
      throw error;
    }
    return kept;
  }
}

/**
 * A part of a file, as players of sound and film ask for it (RFC 9110, section 14.2): one range in bytes. Several ranges, and what is
 * no range, are answered with the whole file, as the RFC allows.
 */
export async function part(range: string | null, whole: Response): Promise<Response> {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === "" && to === "") {
    return whole;
  }
  const bytes = await whole.arrayBuffer();
  const size = bytes.byteLength;
  const start = from === "" ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(Number(to) + 1, size);
  const headers = new Headers(whole.headers);
  if (start >= end) {
    headers.set("Content-Range", `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set("Content-Range", `bytes ${start}-${end - 1}/${size}`);
  headers.set("Content-Length", String(end - start));
  return new Response(bytes.slice(start, end), { status: 206, headers });
}
