/** What is thrown, as what is told. */

import { FetchFailure } from "./fetch.js";
import type { ErrorDetail, Finding } from "./types.js";

/** What the Wasm throws where it can say why. */
type Thrown = { readonly kind: "busy" } | { readonly kind: "outdated" } | { readonly kind: "findings"; readonly findings: string };

/** The detail of `sealform-error` for something that was thrown. */
export function failureDetail(error: unknown): ErrorDetail {
  if (error instanceof FetchFailure) {
    return { kind: "network", message: error.message, url: error.url, status: error.status };
  }
  if (error instanceof WebAssembly.RuntimeError) {
    return { kind: "stopped", message: error.message };
  }
  if (isThrown(error)) {
    switch (error.kind) {
      case "busy":
        return { kind: "busy", message: "the form is open in another tab" };
      case "outdated":
        return { kind: "failed", message: "the program was built by another version of Sealform" };
      case "findings":
        return findingsDetail(error.findings);
    }
  }
  return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
}

function findingsDetail(text: string): ErrorDetail {
  const findings = JSON.parse(text) as readonly Finding[];
  const first = findings.find((finding) => finding.severity === "error");
  // Without the words for it a finding is its code.
  const message = first?.message || first?.code || "the questionnaire cannot be used";
  return { kind: "findings", message, findings };
}

/** Whether another version has built the program that was to be mounted. */
export function isOutdated(error: unknown): boolean {
  return isThrown(error) && error.kind === "outdated";
}

function isThrown(error: unknown): error is Thrown {
  const kind = typeof error === "object" && error !== null && "kind" in error ? error.kind : null;
  return kind === "busy" || kind === "findings" || kind === "outdated";
}
