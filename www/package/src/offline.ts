/**
 * Registers the service worker that `sealform build` and `sealform offline` write, once the form is there and the browser has
 * nothing else to do. Importing this module does so where the page has `<meta name="sealform-worker" content="sealform-worker.js">`.
 *
 * Where a browser, a policy or a server does not let it, the page works as without it, and the console says why.
 */

import { BROKEN, IS_HERE, IS_OPEN, SAYS } from "./offline/scope.js";
import { trustedAddress } from "./trusted-address.js";
import type { ErrorDetail } from "./types.js";

/** A form that does not come in that time keeps the worker waiting no longer. */
const PATIENCE_MS = 20_000;
/** Browsers without idle callbacks. */
const IDLE_MS = 1_000;
/** Whoever was asked whether to leave may stay. */
const LEAVING_MS = 3_000;
/** A page that is left open looks for a new version that often. */
const LOOKING_MS = 3_600_000;

/** Forms that have been ready on this page, in other elements' shadow roots too. */
const forms = new Set<Element>();
let isLeaving = false;
let isWatching = false;
let isHeard = false;

/** Whether a form is open here; a page that is being left holds none. */
function isFormOpen(): boolean {
  const isThere = document.querySelector("sealform-form") !== null || [...forms].some((form) => form.isConnected);
  return isThere && !isLeaving;
}

/**
 * Registers the worker at an address, whose folder it serves from then on. `null` where this browser has no workers for the page
 * (plain http, some private windows), or it cannot be registered.
 */
export async function registerWorker(address: string | URL): Promise<ServiceWorkerRegistration | null> {
  const workers = globalThis.navigator?.serviceWorker as ServiceWorkerContainer | undefined;
  if (workers === undefined) {
    return null;
  }
  const url = new URL(address, document.baseURI).href;
  hear(workers);
  try {
    // A page whose policy does not list ours need not ask for any.
    const registration = await workers.register(trustedAddress(url) ?? url, { updateViaCache: "none" });
    watch(registration);
    return registration;
  } catch (error) {
    const needs = `is it there, and does the policy of the page have \`worker-src 'self'\` and \`trusted-types sealform-worker\`?`;
    console.warn(`Sealform: ${url} is not registered, so this page needs the network; ${needs} ${String(error)}`);
    return null;
  }
}

/** Answers workers. */
function hear(workers: ServiceWorkerContainer): void {
  if (isHeard) {
    return;
  }
  isHeard = true;
  workers.addEventListener("message", ({ data, ports }) => {
    const says = (data as { readonly [SAYS]?: unknown } | null)?.[SAYS];
    if (says === IS_OPEN) {
      ports[0]?.postMessage(isFormOpen());
    } else if (says === IS_HERE && workers.controller !== null) {
      watchLeaving();
    } else if (says === BROKEN) {
      tellBroken(data as { readonly url: string; readonly why: string });
    }
  });
  // The first version that this page has come with may already be answering.
  workers.startMessages();
}

/** What is on this device stays as it is; whoever looks after the page learns what did not come. */
function tellBroken({ url, why }: { readonly url: string; readonly why: string }): void {
  const message = `a version for use without a network did not come, and this page goes on as it is: ${why}`;
  console.warn(`Sealform: ${message}`);
  const detail: ErrorDetail = { kind: "failed", stage: "loading", url, status: null, message };
  document.dispatchEvent(new CustomEvent("sealform-error", { detail, bubbles: true, cancelable: true }));
}

/** Looks for new versions, and for the moment at which one that waits may take over. */
function watch(registration: ServiceWorkerRegistration): void {
  if (registration.waiting !== null) {
    watchLeaving();
  }
  let looked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - looked > LOOKING_MS) {
      looked = Date.now();
      registration.update().catch(() => undefined);
    }
  });
}

/** Not before a version waits: pages that hear this are not kept for going back in some browsers. */
function watchLeaving(): void {
  if (!isWatching) {
    isWatching = true;
    addEventListener("beforeunload", () => {
      isLeaving = true;
      setTimeout(() => {
        isLeaving = false;
      }, LEAVING_MS);
    });
  }
}

/** Resolves when the form is there, and the browser has nothing else to do. */
async function idle(): Promise<void> {
  if (document.querySelector("sealform-form") !== null && forms.size === 0) {
    await new Promise<void>((resolve) => {
      document.addEventListener("sealform-ready", () => resolve(), { once: true });
      setTimeout(resolve, PATIENCE_MS);
    });
  }
  await new Promise<void>((resolve) => {
    if ("requestIdleCallback" in globalThis) {
      requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS });
    } else {
      setTimeout(resolve, IDLE_MS);
    }
  });
}

if (typeof document !== "undefined") {
  document.addEventListener("sealform-ready", (event) => {
    const [form] = event.composedPath();
    if (form instanceof Element) {
      forms.add(form);
    }
  });
  const address = document.querySelector<HTMLMetaElement>('meta[name="sealform-worker"]')?.content;
  if (address !== undefined && address !== "") {
    void idle().then(() => registerWorker(address));
  }
}
