/**
 * Has attachments made: in a worker, so that the page goes on while a picture of many dots is drawn, and on the page where a
 * browser, a policy or a lost connection gives no worker, or workers hash nothing (plain http). Either way there is an end to it.
 */

import { TooLate, within } from "../device/deadline.js";
import { sha256Hex } from "../device/digest.js";
import { scriptAddress } from "../script-address.js";
import { subtle } from "../soft/load.js";
import { type Made, type Progress, prepare, type Task } from "./prepare.js";

/** What the worker says. */
export type Reply =
  | { readonly said: "ready" }
  | { readonly said: "progress"; readonly done: number }
  | { readonly said: "made"; readonly made: Made }
  | { readonly said: "failed"; readonly message: string };

const SCRIPT = "prepare-worker.js";
/** How long a worker may take to come, which is a small script of this package. */
const COMING_MS = 5_000;
/** A picture of a slow phone; what is taken out and hashed besides comes on top. */
const PREPARING_MS = 45_000;
const BYTES_PER_MS = 1_000;

/** Workers were refused once: they are not asked for again on this page. */
let isRefused = false;

/** Makes an attachment of a file. Throws {@link TooLate} where that takes too long, and what the browser says where it fails. */
export async function prepared(task: Task, progress: Progress): Promise<Made> {
  const ms = PREPARING_MS + task.bytes.byteLength / BYTES_PER_MS;
  const worker = isRefused ? null : await hired();
  if (worker === null) {
    isRefused = true;
    return within(ms, prepare(task, progress, sha256Hex));
  }
  try {
    return await within(ms, done(worker, task, progress));
  } catch (error) {
    // A worker can lack what the page has: drawing, or digests. What takes too long there, takes too long here.
    if (error instanceof TooLate) {
      throw error;
    }
    return await within(ms, prepare(task, progress, sha256Hex));
  } finally {
    worker.terminate();
  }
}

/** A worker that is ready; `null` where there is none to be had. */
async function hired(): Promise<Worker | null> {
  if (typeof Worker !== "function" || subtle() === undefined) {
    return null;
  }
  const address = scriptAddress(SCRIPT);
  if (address === null) {
    return null;
  }
  let worker: Worker | null = null;
  try {
    worker = new Worker(address, { type: "module" });
    await within(COMING_MS, ready(worker));
    return worker;
  } catch {
    worker?.terminate();
    return null;
  }
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onerror = () => reject(new Error("the worker did not come"));
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.said === "ready") {
        resolve();
      }
    };
  });
}

function done(worker: Worker, task: Task, progress: Progress): Promise<Made> {
  return new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      switch (data.said) {
        case "ready":
          return;
        case "progress":
          progress(data.done);
          return;
        case "made":
          resolve(data.made);
          return;
        case "failed":
          reject(new Error(data.message));
      }
    };
    // Not handed over: where the worker fails, the page makes it.
    worker.postMessage(task);
  });
}
