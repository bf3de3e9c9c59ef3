/** The one outbox of the page, with the device as it is. */

import { part } from "../load-failure.js";
import { LOADING_MS } from "../messages.js";
import { database } from "./database.js";
import { take } from "./locks.js";
import { Outbox } from "./outbox.js";

export { take } from "./locks.js";

/** What sends comes when there is something to send. */
const carrying = (): Promise<typeof import("./carry.js")> => part(LOADING_MS, () => import("./carry.js"));

export const outbox = new Outbox({
  rows: (store) => database.rows(store),
  get: (store, key) => database.get(store, key),
  write: (changes) => database.write(changes),
  take,
  now: () => Date.now(),
  random: () => Math.random(),
  send: (url, expected, file, recipient) =>
    carrying().then(
      ({ carry }) => carry(url, expected, file, recipient),
      // It may come later.
      () => ({ kind: "none" }),
    ),
  isThere: (url) =>
    carrying().then(
      ({ isThere }) => isThere(url),
      () => false,
    ),
});
