/** The words for what is wrong with a document. */

import { failureDetail } from "./failure.js";

/**
 * The Wasm of a form tells faults by code and place. Whoever must mend them gets sentences and hints from the engine's own
 * Wasm, which is loaded only then; where it cannot be, codes and places must do.
 */
export async function explained(error: unknown, questionnaire: string, key: string | undefined): Promise<unknown> {
  if (failureDetail(error).kind !== "findings") {
    return error;
  }
  try {
    const { Engine, load } = await import("./engine.js");
    await load();
    return { kind: "findings", findings: JSON.stringify(Engine.check(questionnaire, key)) };
  } catch {
    return error;
  }
}
