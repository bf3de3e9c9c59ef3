/** The compiler, for forms that come as questionnaires and not as programs. */

import { Engine } from "../pkg/sealform_engine/sealform_engine.js";
import { load } from "./engine.js";
import type { EngineFile } from "./types.js";

export { load as loadCompiler };

/** Builds a program, which holds the scoring key where one is given; throws the findings where either is faulty. */
export function buildProgram(questionnaire: string, key: string | undefined, files: readonly EngineFile[]): Uint8Array {
  return Engine.build(questionnaire, key, [...files]);
}
