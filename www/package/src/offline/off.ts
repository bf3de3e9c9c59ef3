/** The switch: a worker that removes itself and everything that it has kept. Pages then come from the server as if there had been none. */

import { isOf } from "./list.js";
import type { WorkerScope } from "./scope.js";

declare const self: WorkerScope;

const { registration } = self;

async function remove(): Promise<void> {
  try {
    const names = (await caches.keys()).filter((name) => isOf(registration.scope, name));
    await Promise.all(names.map((name) => caches.delete(name)));
  } finally {
    await registration.unregister();
  }
}

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(remove()));
