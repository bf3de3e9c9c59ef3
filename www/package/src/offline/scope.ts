/**
 * What a service worker is given by the browser, as far as this one uses it (Service Workers, W3C). The library of TypeScript has
 * these types only for programs that have no pages.
 */

/** A page that the worker serves. */
export interface Page {
  readonly id: string;
  readonly url: string;
  postMessage(message: unknown, transfer: readonly Transferable[]): void;
}

/** The pages of this origin. */
export interface Pages {
  matchAll(options: { readonly type: "window"; readonly includeUncontrolled: boolean }): Promise<readonly Page[]>;
  claim(): Promise<void>;
}

/** Something that ends when its promise does. */
export interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}

/** A page asks for something. */
export interface Asking extends Lasting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** Somebody has sent a message. */
export interface Told extends Lasting {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

/** A worker as another one sees it. */
export interface OtherWorker {
  postMessage(message: unknown, transfer: readonly Transferable[]): void;
}

/** The global object of the worker. */
export interface WorkerScope {
  readonly registration: {
    readonly scope: string;
    readonly waiting: OtherWorker | null;
    unregister(): Promise<boolean>;
  };
  readonly clients: Pages;
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listener: (event: Asking) => void): void;
  addEventListener(type: "message", listener: (event: Told) => void): void;
}

/** What a message between pages and workers says; its only member is this. */
export const SAYS = "sealform";
/** A worker asks a page: is a form open there? The port takes `true` or `false`. */
export const IS_OPEN = "is-open";
/** A worker asks the one that waits: which cache holds your version? The port takes its name. */
export const WHICH = "which";
/** A worker tells the one that waits: no form is open, take over. */
export const TAKE_OVER = "take-over";
/** A worker tells pages that its version is here, and waits. */
export const IS_HERE = "is-here";
/** A worker tells pages that a version did not come; the members `url` and `why` say more. */
export const BROKEN = "broken";
