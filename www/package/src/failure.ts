/** What is thrown, as what is reported. */

import { FetchFailure } from "./fetch-document.js";
import { WasmFailure } from "./load-failure.js";
import type { Finding } from "./protocol.js";
import type { ErrorDetail, Stage } from "./types.js";

/** What the Wasm throws where it can say why. */
type Thrown =
  | { readonly kind: "outdated" | "outdated-with-key" | "no-key" | "other-key" }
  | { readonly kind: "findings"; readonly findings: readonly Finding[] };

/** A record, so that none can be missing. */
const KINDS: Readonly<Record<Thrown["kind"], true>> = {
  outdated: true,
  "outdated-with-key": true,
  "no-key": true,
  "other-key": true,
  findings: true,
};

/** The detail of `sealform-error` for something that was thrown. */
export function failureDetail(error: unknown, stage: Stage = "loading"): ErrorDetail {
  const at = { stage, url: null, status: null };
  if (error instanceof FetchFailure) {
    return { ...at, kind: "network", message: error.message, url: error.url, status: error.status };
  }
  if (error instanceof WasmFailure) {
    return { ...at, kind: "failed", message: error.message, url: error.url };
  }
  if (error instanceof WebAssembly.RuntimeError) {
    return { ...at, kind: "stopped", message: error.message };
  }
  if (error instanceof Error && error.name === "Busy") {
    return { ...at, kind: "busy", message: error.message };
  }
  if (isThrown(error)) {
    switch (error.kind) {
      case "outdated":
        return { ...at, kind: "failed", message: "the program was built by another version of Sealform" };
      case "outdated-with-key":
        return {
          ...at,
          kind: "failed",
          message:
            "the program was built by another version of Sealform, with a scoring key: build it again, or name the key (`scoring-key`)",
        };
      case "no-key":
        return { ...at, kind: "failed", message: "the program holds no scoring key" };
      case "other-key":
        return findingsDetail([OTHER_KEY], stage);
      case "findings":
        return findingsDetail(error.findings, stage);
    }
  }
  const message = error instanceof Error ? error.message : String(error);
  return { ...at, kind: "failed", message };
}

const OTHER_KEY: Finding = {
  code: "key/other-program",
  severity: "error",
  message: "the program was built with another scoring key than the one that is attached",
  place: { pointer: "" },
  hint: "build it again with this key (`sealform build FORM --key KEY`), or leave out `scoring-key`",
};

function findingsDetail(findings: readonly Finding[], stage: Stage): ErrorDetail {
  const first = findings.find((finding) => finding.severity === "error");
  // Without the words for it a finding is its code.
  const message = first?.message || first?.code || "the questionnaire cannot be used";
  return { kind: "findings", stage, url: null, status: null, message, findings };
}

/** Whether the questionnaire has to be compiled: another version has built its program, or the program lacks the key. */
export function needsCompiling(error: unknown): boolean {
  return isThrown(error) && (error.kind === "outdated" || error.kind === "no-key");
}

function isThrown(error: unknown): error is Thrown {
  const kind = typeof error === "object" && error !== null && "kind" in error ? error.kind : null;
  return typeof kind === "string" && Object.hasOwn(KINDS, kind);
}
