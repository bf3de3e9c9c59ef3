/** The worker that makes attachments of files: one task each, so that a picture that is never done can be ended. */

import { prepare, type Task } from "./prepare.js";
import type { Reply } from "./workshop.js";

/** It runs on secure pages alone: what hashes on others is not in this script. */
async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const reply = (said: Reply, transfer: Transferable[] = []): void => globalThis.postMessage(said, { transfer });

globalThis.addEventListener("message", ({ data }: MessageEvent<Task>) => {
  void prepare(data, (done) => reply({ said: "progress", done }), digest).then(
    (made) => reply({ said: "made", made }, made.outcome === "made" ? [made.bytes] : []),
    (error: unknown) => reply({ said: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
reply({ said: "ready" });
