// What a server or a worker writes.
import {
  type Command,
  type Draft,
  Engine,
  type EngineFile,
  type FinishedForm,
  load,
  type Patch,
  type QuestionView,
  type Score,
  type Snapshot,
} from "@sealform/form/engine";

await load();
const file: EngineFile = { name: "sites.csv", bytes: new Uint8Array() };
// @ts-expect-error: a file has a name and bytes
const nonsense: EngineFile = { nonsense: 1 };
const engine = Engine.open({ sealform: 1 }, undefined, [file, nonsense]);
engine.set("greeted", "no");
const command: Command = { at: "2026-11-21T10:00:00+01:00", do: "answer", path: "greeted", value: "no" };
const patch: Patch = engine.apply(command);
// @ts-expect-error: there is no such action
engine.apply({ at: "2026-11-21T10:00:00+01:00", do: "guess", path: "greeted" });
const snapshot: Snapshot = engine.snapshot();
const questions = Object.values(snapshot.nodes).filter((node): node is QuestionView => "control" in node);
export const choices = questions.flatMap(({ control }) => (control.type === "select_one" ? control.choices : []));
const score: Score | null = engine.score();
const draft: Draft = engine.draft();
engine.restore(draft);
// @ts-expect-error: a draft is an object
engine.restore("draft");
const finished: FinishedForm = engine.finish();
export const facts = { patch, percent: score?.percent, comment: finished.answers["greeted"]?.c, band: finished.score?.total.band };
engine.free();
