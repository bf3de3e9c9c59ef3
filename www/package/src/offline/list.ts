/** The files of a version, and by which address each is asked for. */

/** What `sealform build` writes before the script of the worker: the bytes of the script change with each version. */
export interface Release {
  /** Where the list `{path: {size, sha256}}` lies in the folder. */
  readonly list: string;
  /** The SHA-256 of its bytes, in hexadecimal digits. */
  readonly sha256: string;
  /** Files that change between versions, such as the trust document: fetched anew where there is a network. */
  readonly live: readonly string[];
}

/** A file of the list. */
export interface Listed {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal digits. */
  readonly sha256: string;
}

/** A file of a version is missing, or is another one. */
export class BrokenFile extends Error {
  override readonly name = "BrokenFile";

  constructor(
    readonly url: string,
    why: string,
  ) {
    super(`${url}: ${why}`);
  }
}

/** Reads a list; throws where it is none. What servers send in place of a file (`.br`, `.gz`) is left out. */
export function readList(text: string): readonly Listed[] {
  const list = JSON.parse(text) as Readonly<Record<string, Partial<Omit<Listed, "path">> | null>>;
  return Object.entries(list)
    .filter(([path]) => !(/\.(br|gz)$/.test(path) && Object.hasOwn(list, path.slice(0, -3))))
    .map(([path, entry]) => {
      const { size, sha256 } = entry ?? {};
      if (typeof size !== "number" || typeof sha256 !== "string") {
        throw new TypeError(`the list says nothing of ${path}`);
      }
      return { path, size, sha256 };
    });
}

/** The address of a file of the folder. */
export function addressOf(scope: string, path: string): string {
  return scope + path.split("/").map(encodeURIComponent).join("/");
}

/**
 * The path of what is asked for, as it stands in a list; `null` where it is none of the folder's, or where whoever asks wants
 * nothing but an answer of the server.
 */
export function pathOf(
  { method, url, cache }: Pick<Request, "method" | "url" | "cache">,
  scope: string,
): string | null {
  const { origin, pathname } = new URL(url);
  const whole = origin + pathname;
  if (method !== "GET" || cache === "no-store" || !whole.startsWith(scope)) {
    return null;
  }
  try {
    const path = decodeURIComponent(whole.slice(scope.length));
    return path === "" || path.endsWith("/") ? `${path}index.html` : path;
  } catch {
    return null;
  }
}

/** The names of caches: those of one folder begin alike, and end with the digest of their list. */
export function cacheName(scope: string, { sha256 }: Release): string {
  return `sealform ${scope} ${sha256}`;
}

/** Whether a cache holds a version of this folder: that of a folder inside of it has a longer name. */
export function isOf(scope: string, name: string): boolean {
  return name.replace(/ [^ ]*$/, "") === `sealform ${scope}`;
}
