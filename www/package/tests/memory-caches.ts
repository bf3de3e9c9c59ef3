/** Caches, a server and a service worker's surroundings in memory, as far as the worker of `src/offline` uses them. */

import { createHash } from "node:crypto";

/** One cache; reading gives a response that can be read again. */
export class MemoryCache {
  readonly rows = new Map<string, { readonly bytes: ArrayBuffer; readonly headers: Headers }>();

  constructor(private readonly storage: MemoryCaches) {}

  async match(url: string): Promise<Response | undefined> {
    this.storage.check();
    const row = this.rows.get(url);
    return row && new Response(row.bytes.slice(0), { headers: row.headers });
  }

  async put(url: string, response: Response): Promise<void> {
    this.storage.check();
    if (this.storage.room === 0) {
      throw new DOMException("no room", "QuotaExceededError");
    }
    this.storage.room -= 1;
    this.rows.set(url, { bytes: await response.arrayBuffer(), headers: new Headers(response.headers) });
  }
}

export class MemoryCaches {
  readonly caches = new Map<string, MemoryCache>();
  /** So many more files fit. */
  room = Number.POSITIVE_INFINITY;
  isDenied = false;

  check(): void {
    if (this.isDenied) {
      throw new DOMException("denied", "SecurityError");
    }
  }

  async open(name: string): Promise<Cache> {
    this.check();
    const cache = this.caches.get(name) ?? new MemoryCache(this);
    this.caches.set(name, cache);
    return cache as unknown as Cache;
  }

  async keys(): Promise<string[]> {
    this.check();
    return [...this.caches.keys()];
  }

  async delete(name: string): Promise<boolean> {
    return this.caches.delete(name);
  }

  /** The paths that a cache holds. */
  paths(name: string, scope: string): string[] {
    return [...(this.caches.get(name)?.rows.keys() ?? [])].map((url) => url.slice(scope.length)).sort();
  }
}

/** A server of files, which may be away, and notes what it was asked for. */
export class MemoryServer {
  readonly files = new Map<string, string>();
  readonly asked: string[] = [];
  /** What is answered instead, by address. */
  readonly instead = new Map<string, () => Promise<Response> | Response>();
  isAway = false;

  readonly fetch = async (from: RequestInfo | URL): Promise<Response> => {
    const url = from instanceof Request ? from.url : String(from);
    this.asked.push(url);
    if (this.isAway) {
      throw new TypeError("Failed to fetch");
    }
    const instead = this.instead.get(url);
    if (instead !== undefined) {
      return instead();
    }
    const text = this.files.get(new URL(url).origin + new URL(url).pathname);
    const headers = { "Content-Type": "text/plain", "Content-Encoding": "br", "X-Kept": "yes" };
    return text === undefined ? new Response("gone", { status: 404 }) : new Response(text, { headers });
  };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The list of a folder as `sealform build` writes it. */
export function listOf(files: Readonly<Record<string, string>>): string {
  const rows = Object.entries(files).map(([path, text]) => [
    path,
    { size: new TextEncoder().encode(text).length, sha256: sha256(text) },
  ]);
  return JSON.stringify(Object.fromEntries(rows));
}
