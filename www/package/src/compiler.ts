/**
 * The whole engine, for forms that come as questionnaires and not as programs, and for the functions that the form's own
 * engine does not have.
 */

import { Engine, type EngineFile } from "../pkg/sealform_engine/sealform_engine.js";
import { load } from "./engine.js";

export { load as loadCompiler };

/** Builds a program; throws the findings where the questionnaire is faulty. */
export function buildProgram(questionnaire: string, files: readonly EngineFile[]): Uint8Array {
  return Engine.build(questionnaire, [...files]);
}

/** Computes a function from its name and encoded arguments. */
export function compute(name: string, values: Uint8Array): Uint8Array | undefined {
  return Engine.compute(name, values);
}
