/** The one outbox of the page, with the device as it is. */

import { part } from "../load-failure.js";
import { LOADING_MS } from "../messages.js";
import { database } from "./database.js";
import { take } from "./locks.js";
import { Outbox } from "./outbox.js";

export { take } from "./locks.js";

/** What sends comes with a delivery that names a server. */
const sending = (): Promise<typeof import("./sending.js")> => part(LOADING_MS, () => import("./sending.js"));

export const outbox = new Outbox({
  rows: (store) => database.rows(store),
  get: (store, key) => database.get(store, key),
  write: (changes) => database.write(changes),
  take,
  now: () => Date.now(),
  random: () => Math.random(),
  send: async (to, file, ...way) => (await sending()).sendFromDevice(to, file, ...way),
  isThere: async (url) => (await sending()).isThere(url),
});
