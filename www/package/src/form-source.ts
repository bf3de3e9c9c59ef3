/** Where a form comes from: a questionnaire with the files that it reads, or the program that was built of them. */

import { fetchBytes, fetchText } from "./fetch-document.js";
import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";
import type { EngineFile, JsonObject } from "./types.js";

/** What a page names. */
export interface Origin {
  /** The questionnaire itself, where the page has it. */
  readonly questionnaire: string | null;
  /** Its address. Files that it reads lie beside it. */
  readonly src: string | null;
  /** The program, or its address. */
  readonly program: Uint8Array | string | null;
}

/** A program that was built here. */
export interface Compiled {
  readonly program: Uint8Array;
  readonly questionnaire: string;
  readonly files: readonly EngineFile[];
}

function compiler(): Promise<typeof import("./compiler.js")> {
  return part(LOADING_MS, () => import("./compiler.js"));
}

/** The endings of files that are tables; other resources are shown, not read. */
const TABLE = /\.(csv|xml|geojson|json)$/;

/** Fetches what is needed, when it is needed, and once. */
export class Source {
  readonly #origin: Origin;
  readonly #signal: AbortSignal;
  #compiled: Compiled | null = null;
  #text: Promise<string> | null = null;
  #files: Promise<readonly EngineFile[]> | null = null;

  constructor(origin: Origin, signal: AbortSignal) {
    this.#origin = origin;
    this.#signal = signal;
  }

  /** The program: as it was built, or built here and now with the scoring key, which needs the compiler. */
  async program(key: Promise<string | undefined>): Promise<Uint8Array> {
    const { program } = this.#origin;
    if (program === null) {
      return this.build(await key);
    }
    return typeof program === "string" ? fetchBytes(program, this.#signal) : program;
  }

  /** Builds the program from the questionnaire and its scoring key; throws the findings where either is faulty. */
  async build(key: string | undefined): Promise<Uint8Array> {
    const [questionnaire, files] = await Promise.all([this.text(), this.files(), compiler()]);
    const program = await this.buildOf(questionnaire, key, files);
    this.#compiled = { program, questionnaire, files };
    return program;
  }

  /** Builds a program from these documents. */
  async buildOf(questionnaire: string, key: string | undefined, files: readonly EngineFile[]): Promise<Uint8Array> {
    const { buildProgram, loadCompiler } = await compiler();
    await loadCompiler();
    return buildProgram(questionnaire, key, files);
  }

  /** What was built here, of what; `null` where the program came as it is. */
  get compiled(): Compiled | null {
    return this.#compiled;
  }

  /** The questionnaire's text. */
  text(): Promise<string> {
    this.#text ??= this.#fetchText().catch((error: unknown) => {
      this.#text = null;
      throw error;
    });
    return this.#text;
  }

  /** The tables that it reads. */
  files(): Promise<readonly EngineFile[]> {
    this.#files ??= this.#fetchFiles().catch((error: unknown) => {
      this.#files = null;
      throw error;
    });
    return this.#files;
  }

  async #fetchText(): Promise<string> {
    const { questionnaire, src } = this.#origin;
    if (questionnaire === null && src === null) {
      throw new Error(
        "the program does not fit this version of Sealform or the scoring key: name the questionnaire (`src`), or build again",
      );
    }
    return questionnaire ?? fetchText(src ?? "", this.#signal);
  }

  async #fetchFiles(): Promise<readonly EngineFile[]> {
    const base = new URL(this.#origin.src ?? "", document.baseURI).href;
    return Promise.all(
      tables(await this.text()).map(async (name): Promise<EngineFile> => {
        const address = new URL(encodeURIComponent(name), base).href;
        return { name, bytes: await fetchBytes(address, this.#signal) };
      }),
    );
  }
}

/** The names of the tables; none where the text is not a questionnaire: the compiler says what is wrong with it. */
function tables(questionnaire: string): readonly string[] {
  let resources: unknown;
  try {
    resources = (JSON.parse(questionnaire) as JsonObject)["resources"];
  } catch {
    return [];
  }
  const names = Array.isArray(resources)
    ? resources.map((resource: { readonly name?: unknown } | null) => resource?.name)
    : [];
  return names.filter((name) => typeof name === "string").filter((name) => TABLE.test(name));
}
