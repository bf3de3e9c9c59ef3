/** The one outbox of the page, with the device as it is. */

import { carry } from "./carry.js";
import { database } from "./database.js";
import { take } from "./locks.js";
import { Outbox } from "./outbox.js";
import { isThere } from "./send.js";

export { take } from "./locks.js";

export const outbox = new Outbox({
  rows: (store) => database.rows(store),
  get: (store, key) => database.get(store, key),
  write: (changes) => database.write(changes),
  take,
  now: () => Date.now(),
  random: () => Math.random(),
  send: carry,
  isThere,
});
