/** The engine without a user interface: for programs, workers and Node. */

import init, { Engine as WasmEngine } from "../pkg/sealform_engine/sealform_engine.js";
import { documentText, object, text, wrongType } from "./arguments.js";
import { within } from "./device/deadline.js";
import { FindingsError, SealformError } from "./errors.js";
import { failureDetail } from "./failure.js";
import { placeText } from "./finding-text.js";
import { callFunction, checkFunctions, type HostFunctions } from "./host-functions.js";
import type {
  Command,
  Draft,
  Finding,
  FinishedForm,
  OpenPoint,
  Patch,
  Reason,
  Report,
  Score,
  Snapshot,
  Verification,
} from "./protocol.js";
import type { AnswerValue, EngineFile } from "./types.js";
import { loader, type WasmSource } from "./wasm-loader.js";
import { nameZone } from "./zone.js";

export { type Configuration, configure } from "./assets.js";
export { FindingsError, SealformError } from "./errors.js";
export type { FunctionValue, HostFunctions } from "./host-functions.js";
export type * from "./protocol.js";
export type { AnswerValue, EngineFile, JsonObject } from "./types.js";
export type { WasmSource };

const FILE = "sealform_engine_bg.wasm";
/** How long a script of this package may take to come. */
const LOADING_MS = 30_000;

const wasm = loader({
  file: FILE,
  init,
  inline: () => import("../pkg/inline/inline_engine.js"),
});

/** What a session may have beside its documents. */
export interface OpenOptions {
  /** Functions that the host computes for the form, by name. */
  readonly functions?: HostFunctions;
}

/** What a receiver has to verify a file with; nothing is required. */
export interface VerifyOptions {
  /** Whom to trust: a trust document, or a JWK Set of devices. */
  readonly trust?: string | object | null;
  /** The questionnaire that was filled: the answers are played through it again. */
  readonly questionnaire?: string | object | null;
  /** The scoring key: the score is computed again. */
  readonly scoringKey?: string | object | null;
  /** The files that the questionnaire reads. */
  readonly files?: readonly EngineFile[];
}

/** For whom a report is made, and of what. */
export interface ReadOptions extends VerifyOptions {
  /** The program of the form, in place of its questionnaire, key and files. */
  readonly program?: Uint8Array | null;
  /** The language in which the form's texts are wanted; that in which it was filled where the form has no such language. */
  readonly language?: string;
  /** Whether whoever filled the form reads it: then a score is there only where the key lets that person see it. */
  readonly isRespondent?: boolean;
}

const VERIFY_OPTIONS: readonly string[] = ["trust", "questionnaire", "scoringKey", "files"];
const READ_OPTIONS: readonly string[] = [...VERIFY_OPTIONS, "program", "language", "isRespondent"];

/** Loads and starts the Wasm once; after a failure the next call tries again. */
export async function load(source?: WasmSource): Promise<void> {
  if (source !== undefined && !isSource(source)) {
    throw wrongType("load", "an address, the bytes of the Wasm or a compiled module", source);
  }
  const loading = wasm.load(async () => source ?? (await fromDisk()));
  // While the Wasm is compiled on other threads.
  setTimeout(nameZone);
  await loading;
}

/** How long it may take to open a file: one that is attached may have ten megabytes. */
const DECRYPTING_MS = 30_000;

/**
 * Opens a file that was encrypted for a key (a JWE in compact serialization, `ECDH-ES` with `A256GCM`): for receivers, with the
 * private P-256 key. What comes out is to be verified: anybody can encrypt something for a public key. Throws a
 * {@link SealformError}, `argument/type` where the key is none, and `decrypt/refused` where the file was changed, is for another
 * key, or was encrypted in another way.
 */
export async function decrypt(jwe: string, privateKey: JsonWebKey): Promise<Uint8Array> {
  const opener = await within(LOADING_MS, import("./device/encryption/decrypt.js"));
  const [file, key] = [text("decrypt", jwe), opener.readPrivateKey(object("the key", privateKey))];
  if (key === null) {
    throw new SealformError("argument/type", "the key is no private P-256 key, as a JWK with `x`, `y` and `d`");
  }
  try {
    return await within(DECRYPTING_MS, opener.decrypt(file.trim(), key));
  } catch (cause) {
    const hint = "it was changed, is for another key, or was encrypted in another way";
    throw new SealformError("decrypt/refused", "the file is not opened by this key", { hint, cause });
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
 * Questions are named by their path, or by their plain name where only one has it. A refused answer is thrown as a
 * {@link SealformError}, and changes nothing. `free()` gives the memory back.
 */
export class Engine {
  #inner: WasmEngine | null;
  /** What a function of the host has thrown since the last call. */
  readonly #thrown: Thrown;
  /** Paths by plain name, where only one question has the name. */
  readonly #paths: ReadonlyMap<string, string>;

  private constructor(inner: WasmEngine, thrown: Thrown) {
    this.#inner = inner;
    this.#thrown = thrown;
    this.#paths = pathsByName(inner.paths());
  }

  /**
   * Compiles a questionnaire, with a scoring key if there is one and the files that its `resources` name, and begins a
   * session. `functions` are what the host computes for the form. Throws {@link FindingsError}.
   */
  static open(
    questionnaire: string | object,
    key?: string | object | null,
    files: readonly EngineFile[] = [],
    { functions = {} }: OpenOptions = {},
  ): Engine {
    const documents = checkDocuments("Engine.open", questionnaire, key, files);
    const own = { ...checkFunctions("Engine.open: functions", functions) };
    const thrown: Thrown = { errors: [] };
    const compute = (name: string, given: string): string | undefined => {
      try {
        return callFunction(own, name, given);
      } catch (error) {
        thrown.errors.push(error);
        return undefined;
      }
    };
    const engine = attempt(() => new Engine(WasmEngine.open(...documents, compute), thrown));
    passOn(thrown);
    return engine;
  }

  /** Everything that is wrong with a questionnaire and its key, warnings too; empty where nothing is. */
  static check(
    questionnaire: string | object,
    key?: string | object | null,
    files: readonly EngineFile[] = [],
  ): readonly Finding[] {
    const documents = checkDocuments("Engine.check", questionnaire, key, files);
    return attempt(() => WasmEngine.check(...documents) as readonly Finding[]);
  }

  /**
   * A questionnaire and its files as a program, which `<sealform-form program="…">` shows without a compiler; the same as
   * `sealform build`. The program holds the scoring key, where one is given. Throws {@link FindingsError}.
   */
  static build(
    questionnaire: string | object,
    key?: string | object | null,
    files: readonly EngineFile[] = [],
  ): Uint8Array {
    const documents = checkDocuments("Engine.build", questionnaire, key, files);
    return attempt(() => WasmEngine.build(...documents));
  }

  /**
   * What a receiver learns from a sealed file: whether it is intact, who sealed it and, with a questionnaire, whether the form can
   * have given it; the same as `sealform verify --json` says. A file that is wrong throws nothing: `ok` is false, and
   * `findings` say why. Throws {@link FindingsError} where one of the other documents cannot be used.
   */
  static verify(file: string | Uint8Array, options: VerifyOptions = {}): Verification {
    const { bytes, trusted, documents } = checkSealed("Engine.verify", file, options, VERIFY_OPTIONS);
    const [form, key, beside] = documents;
    const questionnaire = options.questionnaire == null ? undefined : form;
    return attempt(() => WasmEngine.verify(bytes, trusted, questionnaire, key, beside) as Verification);
  }

  /**
   * A sealed file as people read it: questions in the order of the form, answers in its words, the score by section. `null`
   * where the file is not intact, and `Engine.verify` says why. `<sealform-report>` draws it. Throws as `Engine.verify`
   * does, and a {@link SealformError} with a code `program/…` where the program cannot be used.
   */
  static report(file: string | Uint8Array, options: ReadOptions = {}): Report | null {
    const { bytes, trusted, documents } = checkSealed("Engine.report", file, options, READ_OPTIONS);
    const { program = null, questionnaire, language = "", isRespondent = false } = options;
    if (program !== null && !(program instanceof Uint8Array)) {
      throw wrongType("Engine.report: program", "the bytes of a program", program);
    }
    const wanted = text("Engine.report: language", language);
    return attempt(() => {
      const compiled = questionnaire == null ? undefined : WasmEngine.build(...documents);
      const report = WasmEngine.report(bytes, trusted, program ?? compiled, wanted, isRespondent);
      return (report ?? null) as Report | null;
    });
  }

  /** Answers a question, or clears it with `null`. */
  set(question: string, value: AnswerValue): void {
    const path = this.#path("set", question);
    this.#call((inner) => inner.set(path, value));
  }

  /** The answer, or what was calculated; `null` where there is none, or the question is not relevant. */
  get(question: string): AnswerValue {
    const path = this.#path("get", question);
    return this.#call((inner) => inner.get(path));
  }

  /** Whether the question is shown. */
  visible(question: string): boolean {
    const path = this.#path("visible", question);
    return this.#call((inner) => inner.visible(path));
  }

  /**
   * Why a question is asked, required or closed now, or why it is not asked: conditions of its own and of the groups around
   * it, in the terms of their authors. Everything that is named holds. Empty where it is always so.
   */
  why(question: string): readonly Reason[] {
    const path = this.#path("why", question);
    return this.#call((inner) => inner.why(path) as readonly Reason[]);
  }

  /** The whole score now; `null` where there is no key. */
  score(): Score | null {
    return this.#call((inner) => (inner.score() ?? null) as Score | null);
  }

  /** Takes a command and gives the patch of what has changed since the form was last drawn, by this or by `snapshot()`. */
  apply(command: Command): Patch {
    object("apply", command);
    return this.#call((inner) => inner.apply(command) as Patch);
  }

  /** The whole form as it is now. */
  snapshot(): Snapshot {
    return this.#call((inner) => inner.snapshot() as Snapshot);
  }

  /** The ground state: what a draft keeps. */
  draft(): Draft {
    return this.#call((inner) => inner.draft() as Draft);
  }

  /** Puts a draft of this questionnaire in place of the session. */
  restore(draft: Draft): void {
    object("restore", draft);
    this.#call((inner) => inner.restore(draft));
  }

  /**
   * Answers, facts and score as they would be sealed. Throws a {@link SealformError} with the code `finish/open-points` and
   * the list `open` where points are open.
   */
  finish(): FinishedForm {
    return this.#call((inner) => inner.finish() as FinishedForm);
  }

  /** Gives the memory back; the engine cannot be used afterwards. A second call does nothing. */
  free(): void {
    this.#inner?.free();
    this.#inner = null;
  }

  #call<T>(act: (inner: WasmEngine) => T): T {
    const inner = this.#inner;
    if (inner === null) {
      throw new SealformError("engine/freed", "the engine was freed");
    }
    const result = attempt(() => act(inner));
    passOn(this.#thrown);
    return result;
  }

  #path(method: string, question: unknown): string {
    const name = text(method, question);
    return this.#paths.get(name) ?? name;
  }
}

/** Errors of functions of the host: the Wasm goes on with a blank, and the caller hears of the first one. */
interface Thrown {
  errors: unknown[];
}

function passOn(thrown: Thrown): void {
  const [cause] = thrown.errors;
  if (thrown.errors.length > 0) {
    thrown.errors = [];
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new SealformError("engine/function", message, { cause });
  }
}

/** What the Wasm takes of documents; throws where they are of a wrong type. */
function checkDocuments(
  method: string,
  questionnaire: unknown,
  key: unknown,
  files: unknown,
): [questionnaire: string, key: string | undefined, files: EngineFile[]] {
  if (!wasm.isLoaded) {
    throw new SealformError("engine/not-loaded", "the engine is not loaded: `await load()` first");
  }
  if (!Array.isArray(files) || !files.every(isFile)) {
    throw wrongType(`${method}: files`, "a list of { name, bytes }", files);
  }
  return [
    documentText(`${method}: questionnaire`, questionnaire),
    key == null ? undefined : documentText(`${method}: key`, key),
    [...files],
  ];
}

/** What is read of a sealed file, and with what; throws where something is of a wrong type. */
function checkSealed(
  method: string,
  file: unknown,
  options: VerifyOptions,
  known: readonly string[],
): { bytes: Uint8Array; trusted: string | undefined; documents: ReturnType<typeof checkDocuments> } {
  const { trust, questionnaire, scoringKey, files = [] } = object(`${method}: options`, options) as VerifyOptions;
  const name = Object.keys(options).find((name) => !known.includes(name));
  if (name !== undefined) {
    // An option that is misspelt would leave something unchecked.
    const all = known.map((one) => `\`${one}\``);
    const list = `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
    throw new SealformError("argument/type", `${method} has no option \`${name}\`: it takes ${list}`);
  }
  if (typeof file !== "string" && !(file instanceof Uint8Array)) {
    throw wrongType(method, "the text of a file, or its bytes", file);
  }
  if (questionnaire == null && scoringKey != null) {
    throw new SealformError("argument/type", `${method} takes a scoring key together with its questionnaire`);
  }
  const documents = checkDocuments(method, questionnaire ?? "", scoringKey, files);
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  return { bytes, trusted: trust == null ? undefined : documentText(`${method}: trust`, trust), documents };
}

function isSource(source: unknown): source is WasmSource {
  const kinds = [URL, ArrayBuffer, WebAssembly.Module];
  return typeof source === "string" || ArrayBuffer.isView(source) || kinds.some((kind) => source instanceof kind);
}

function isFile(file: unknown): file is EngineFile {
  const { name, bytes } = (file ?? {}) as Partial<EngineFile>;
  return typeof name === "string" && bytes instanceof Uint8Array;
}

/** Node fetches no `file:` address; there the bytes are read. Browsers fetch for themselves. */
async function fromDisk(): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const here: string | undefined = import.meta.url;
  const files = (globalThis as Host).process?.getBuiltinModule?.("node:fs/promises");
  if (files === undefined || !here?.startsWith("file:")) {
    return undefined;
  }
  // A bundle may have left the Wasm behind; then there is another way.
  return files.readFile(new URL(FILE, here)).catch(() => undefined);
}

/** What is used of Node, where there is one. Declared as a global it would be in the way of Node's own types. */
interface Host {
  readonly process?: {
    getBuiltinModule?(name: "node:fs/promises"): { readFile(file: URL): Promise<Uint8Array<ArrayBuffer>> };
  };
}

/** A name that two questions share is ambiguous; a full path means that path. */
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

/** What the Wasm throws of an action, in `crates/web/src/headless`. */
interface Refusal extends Error {
  readonly code?: string;
  readonly path?: string;
  readonly hint?: string;
  readonly open?: readonly OpenPoint[];
}

/** What is done, with what the Wasm throws as an error of ours. */
function attempt<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    const detail = failureDetail(error);
    if (detail.kind === "findings") {
      throw new FindingsError(listing(detail.findings), detail.findings);
    }
    if (detail.kind === "stopped") {
      throw new SealformError("engine/stopped", detail.message, { cause: error });
    }
    if (error instanceof Error) {
      const { code = "engine/refused", message, path, hint, open } = error as Refusal;
      const parts = { ...(path === undefined ? {} : { path }), ...(hint === undefined ? {} : { hint }) };
      throw new SealformError(code, message, { ...parts, ...(open === undefined ? {} : { open }), cause: error });
    }
    throw new SealformError("engine/refused", detail.message, { cause: error });
  }
}

function listing(findings: readonly Finding[]): string {
  return findings
    .map((finding) => {
      const { severity, code, message, hint } = finding;
      return `${severity}[${code}]: ${message}\n  at ${placeText(finding)}${hint === undefined ? "" : `\n  hint: ${hint}`}`;
    })
    .join("\n");
}
