/** The scorer: a session of the same form beside the one on the screen, which keeps its score. */

import { Engine, type EngineFile } from "../pkg/sealform_engine/sealform_engine.js";
import { load } from "./engine.js";

export type Scorer = Engine;

/** What opens a questionnaire with its key, and throws the findings where either is faulty. */
export type OpenScorer = (questionnaire: string, key: string, files: readonly EngineFile[]) => Scorer;

/** Loads the engine. */
export async function loadScorer(): Promise<OpenScorer> {
  await load();
  return (questionnaire, key, files) => Engine.open(questionnaire, key, [...files]);
}
