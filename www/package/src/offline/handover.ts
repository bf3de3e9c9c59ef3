/** When a version that is here, and waits, takes over: between sittings. */

import { pause, within } from "../device/deadline.js";
import { IS_OPEN, type OtherWorker, type Page, SAYS, TAKE_OVER, WHICH } from "./scope.js";

/** Whoever does not say otherwise in that time has a form open. */
const ASKING_MS = 500;
/**
 * A page that is being opened fetches for a while. Who takes over meanwhile ends the worker that answers it: the rest would come from
 * another version, and Chromium lets both stand side by side for minutes.
 */
const QUIET_MS = 2_000;
/** A page that never rests does not keep a version away. */
const LONGEST_MS = 60_000;

/** Somebody who can be asked. */
type Asked = Pick<Page | OtherWorker, "postMessage">;

/** Asks, and gives the answer; `undefined` where none comes. */
async function ask(whom: Asked, what: string): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<unknown>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  try {
    whom.postMessage({ [SAYS]: what }, [port2]);
    return await within(ASKING_MS, answer);
  } catch {
    return undefined;
  } finally {
    port1.close();
  }
}

/** Whether a form may be open in one of the pages. */
export async function isFormOpen(pages: readonly Page[]): Promise<boolean> {
  const answers = await Promise.all(pages.map((page) => ask(page, IS_OPEN)));
  return answers.some((isOpen) => isOpen !== false);
}

/**
 * Whether the version that waits may take over, for no form is open; gives its cache, from which everything is answered from now
 * on, the page that is being opened first. `null`: this version stays.
 */
export async function handOver(
  waiting: OtherWorker | null,
  pages: () => Promise<readonly Page[]>,
): Promise<string | null> {
  if (waiting === null) {
    return null;
  }
  try {
    if (await isFormOpen(await within(ASKING_MS, pages()))) {
      return null;
    }
  } catch {
    return null;
  }
  const name = await ask(waiting, WHICH);
  return typeof name === "string" ? name : null;
}

/** Has the worker that waits take over once nothing was fetched for a while: `last` is when something was, in milliseconds. */
export async function takeOver(waiting: () => OtherWorker | null, last: () => number): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  do {
    await pause(QUIET_MS);
  } while (Date.now() - last() < QUIET_MS && Date.now() < end);
  waiting()?.postMessage({ [SAYS]: TAKE_OVER }, []);
}
