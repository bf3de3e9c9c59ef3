/** When a version that is here, and waits, takes over: between sittings. */

import { within } from "../device/deadline.js";
import { IS_OPEN, type OtherWorker, type Page, SAYS, TAKE_OVER, WHICH } from "./scope.js";

/** Whoever does not say otherwise in that time has a form open. */
const ASKING_MS = 500;

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
 * Lets the worker that waits take over where no form is open; gives the cache of its version, from which everything is answered
 * from now on, the page that is being opened first. `null`: this version stays.
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
  if (typeof name !== "string") {
    return null;
  }
  waiting.postMessage({ [SAYS]: TAKE_OVER }, []);
  return name;
}
