/** The worker that makes attachments of files: one task each, so that a picture that is never done can be ended. */

import { prepare, type Task } from "./prepare.js";
import type { Reply } from "./workshop.js";

const reply = (said: Reply, transfer: Transferable[] = []): void => globalThis.postMessage(said, { transfer });

globalThis.addEventListener("message", ({ data }: MessageEvent<Task>) => {
  void prepare(data, (done) => reply({ said: "progress", done })).then(
    (made) => reply({ said: "made", made }, made.outcome === "made" ? [made.bytes] : []),
    (error: unknown) => reply({ said: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
reply({ said: "ready" });
