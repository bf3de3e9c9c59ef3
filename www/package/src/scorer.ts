/** The scorer: a session of the same form beside the one on the screen, which keeps its score. */

import { Engine } from "../pkg/sealform_engine/sealform_engine.js";
import { load } from "./engine.js";

export type Scorer = Engine;

/** Loads the engine; what it gives opens a questionnaire with its key, and throws the findings where either is faulty. */
export async function loadScorer(): Promise<(questionnaire: string, key: string) => Scorer> {
  await load();
  return (questionnaire, key) => Engine.open(questionnaire, key);
}
