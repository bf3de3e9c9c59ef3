/** Nothing is waited for without an end. */

/** Something took longer than it may. */
export class TooLate extends Error {
  override readonly name = "TooLate";
}

/** Waits no longer than that; `late` then ends what is waited for. */
export function within<Result>(ms: number, work: Promise<Result>, late?: () => void): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late?.();
      reject(new TooLate(`no answer within ${ms / 1000} s`));
    }, ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}

/** Lets some milliseconds pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
