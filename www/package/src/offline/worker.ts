/**
 * The service worker: a folder that `sealform build` has written works without a network from its second visit on.
 *
 * `list` and `version` say what a version is and bring it, `answer` gives its files to pages, `handover` finds the moment
 * between sittings. The browser does the rest: a worker whose installation fails is forgotten, and the one before goes on.
 */

import { answer } from "./answer.js";
import { handOver, takeOver } from "./handover.js";
import { BrokenFile, cacheName, isOf, pathOf, type Release } from "./list.js";
import { BROKEN, IS_HERE, type Page, SAYS, TAKE_OVER, WHICH, type WorkerScope } from "./scope.js";
import { bring } from "./version.js";

/** Written before this script. */
declare const SEALFORM: Release;
declare const self: WorkerScope;

const release = SEALFORM;
const { scope } = self.registration;
const own = cacheName(scope, release);
/** From which cache pages are answered: that of the version that took over, as soon as it has. */
let name = own;
/** When something was fetched last. */
let asked = 0;
const fetchNow = (from: RequestInfo, init?: RequestInit): Promise<Response> => fetch(from, init);

async function pages(includeUncontrolled: boolean): Promise<readonly Page[]> {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled });
  return all.filter(({ url }) => url.startsWith(scope));
}

async function tell(what: object): Promise<void> {
  for (const page of await pages(true)) {
    page.postMessage(what, []);
  }
}

async function install(): Promise<void> {
  try {
    await bring({ scope, release, caches, fetch: fetchNow });
  } catch (error) {
    const url = error instanceof BrokenFile ? error.url : scope;
    console.error(`Sealform: this version is not kept for use without a network. ${String(error)}`);
    await tell({ [SAYS]: BROKEN, url, why: String(error) });
    throw error;
  }
  await tell({ [SAYS]: IS_HERE });
}

/** Nobody uses an earlier version any more, nor what was left of one that never came. */
async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((other) => isOf(scope, other) && other !== own);
  await Promise.all(others.map((other) => caches.delete(other)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request, scope);
  if (path !== null) {
    const respond = async (): Promise<Response> => {
      asked = Date.now();
      if (request.mode === "navigate") {
        const next = await handOver(self.registration.waiting, () => pages(false));
        if (next !== null) {
          name = next;
          event.waitUntil(
            takeOver(
              () => self.registration.waiting,
              () => asked,
            ),
          );
        }
      }
      return answer(request, path, { scope, release, name, caches, fetch: fetchNow });
    };
    event.respondWith(respond());
  }
});

self.addEventListener("message", (event) => {
  const says = (event.data as { readonly [SAYS]?: unknown } | null)?.[SAYS];
  if (says === WHICH) {
    event.ports[0]?.postMessage(own);
  } else if (says === TAKE_OVER) {
    event.waitUntil(self.skipWaiting());
  }
});
