/** The engine without a face: for programs, workers and Node. */

import init, { Engine as WasmEngine, type EngineFile } from "../pkg/sealform_engine/sealform_engine.js";
import { failureDetail } from "./failure.js";
import { loader, type WasmSource } from "./load.js";
import { placeText } from "./place.js";
import type { AnswerValue, Finding, Json, JsonObject, Score } from "./types.js";

const start = loader(init);

/** Loads and starts the Wasm once; after a failure the next call tries again. */
export async function load(source?: WasmSource): Promise<void> {
  return start(source ?? (await fromDisk()));
}

export type { AnswerValue, EngineFile, Finding, Json, JsonObject, Score, WasmSource };
export type { Place } from "./types.js";

/** A document could not be used; every fault is listed. */
export class FindingsError extends Error {
  override readonly name = "FindingsError";

  constructor(
    message: string,
    readonly findings: readonly Finding[],
  ) {
    super(message);
  }
}

/**
 * One session of a questionnaire.
 *
 * ```js
 * await load();
 * const engine = Engine.open(questionnaire, key);
 * engine.set("greeted", "no");
 * engine.visible("why_not");
 * engine.score()?.percent;
 * ```
 *
 * Questions are named by their path, or by their plain name where only one has it. A refused answer is thrown, and changes
 * nothing. `free()` gives the memory back.
 */
export class Engine {
  readonly #inner: WasmEngine;
  /** Paths by plain name, where only one question has the name. */
  readonly #paths: ReadonlyMap<string, string>;

  private constructor(inner: WasmEngine) {
    this.#inner = inner;
    this.#paths = pathsByName(inner.paths());
  }

  /**
   * Compiles a questionnaire, with a scoring key if there is one and the files that its `resources` name, and begins a
   * session. Throws {@link FindingsError}.
   */
  static open(questionnaire: string | JsonObject, key?: string | JsonObject, files: readonly EngineFile[] = []): Engine {
    return explained(() => new Engine(WasmEngine.open(asText(questionnaire), asKey(key), [...files])));
  }

  /** Everything that is wrong with a questionnaire and its key, warnings too; empty where nothing is. */
  static check(
    questionnaire: string | JsonObject,
    key?: string | JsonObject,
    files: readonly EngineFile[] = [],
  ): readonly Finding[] {
    return WasmEngine.check(asText(questionnaire), asKey(key), [...files]) as readonly Finding[];
  }

  /**
   * A questionnaire and its files as a program, which `<sealform-form program="…">` shows without a compiler; the same as
   * `sealform build`. The program holds the scoring key, where one is given. Throws {@link FindingsError}.
   */
  static build(
    questionnaire: string | JsonObject,
    key?: string | JsonObject,
    files: readonly EngineFile[] = [],
  ): Uint8Array {
    return explained(() => WasmEngine.build(asText(questionnaire), asKey(key), [...files]));
  }

  /** Answers a question, or clears it with `null`. */
  set(question: string, value: AnswerValue): void {
    this.#inner.set(this.#path(question), value);
  }

  /** The answer, or what was calculated; `null` where there is none, or the question is not relevant. */
  get(question: string): AnswerValue {
    return this.#inner.get(this.#path(question));
  }

  /** Whether the question is shown. */
  visible(question: string): boolean {
    return this.#inner.visible(this.#path(question));
  }

  /** The whole score now; `null` where there is no key. */
  score(): Score | null {
    return (this.#inner.score() ?? null) as Score | null;
  }

  /** Takes a command `{at, do, …}` and gives the patch of what it changed. */
  apply(command: JsonObject): JsonObject {
    return this.#inner.apply(command) as JsonObject;
  }

  /** The whole form as it is now. */
  snapshot(): JsonObject {
    return this.#inner.snapshot() as JsonObject;
  }

  /** The ground state: what a draft keeps. */
  draft(): JsonObject {
    return this.#inner.draft() as JsonObject;
  }

  /** Puts a draft of this questionnaire in place of the session. */
  restore(draft: JsonObject): void {
    this.#inner.restore(draft);
  }

  /** Answers, facts and score as they would be sealed. Throws where points are open. */
  finish(): JsonObject {
    return this.#inner.finish() as JsonObject;
  }

  /** Gives the memory back; the engine cannot be used afterwards. */
  free(): void {
    this.#inner.free();
  }

  #path(question: string): string {
    return this.#paths.get(question) ?? question;
  }
}

/** Node fetches no `file:` address; there the bytes are read. Browsers fetch for themselves. */
async function fromDisk(): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const here = import.meta.url;
  if (!here.startsWith("file:") || !("process" in globalThis)) {
    return undefined;
  }
  // A name that bundlers for browsers do not follow.
  const name = "node:fs/promises";
  const { readFile } = (await import(name)) as { readFile(file: URL): Promise<Uint8Array<ArrayBuffer>> };
  return readFile(new URL("sealform_engine_bg.wasm", here));
}

/** What two questions share is no name; what is a path in full means that path. */
function pathsByName(paths: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    found.set(name, found.has(name) ? name : path);
  }
  for (const path of paths) {
    found.set(path, path);
  }
  return found;
}

function asText(document: string | JsonObject): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

function asKey(key: string | JsonObject | undefined): string | undefined {
  return key === undefined ? undefined : asText(key);
}

/** What is done, with findings thrown as an error of their own. */
function explained<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    const detail = failureDetail(error);
    throw detail.kind === "findings" ? new FindingsError(listing(detail.findings), detail.findings) : error;
  }
}

function listing(findings: readonly Finding[]): string {
  return findings.map((finding) => {
    const { severity, code, message, hint } = finding;
    return `${severity}[${code}]: ${message}\n  at ${placeText(finding)}${hint === undefined ? "" : `\n  hint: ${hint}`}`;
  }).join("\n");
}
