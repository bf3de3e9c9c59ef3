// Stands in for the Wasm of a form: remembers what it was opened with. A program is `id@digest`, as bytes.
export default async function init() {}
export const stackTop = () => 1;
/** Everything that was opened, in order. */
export const opened = [];
/** What the next opening throws. */
export const fail = { next: null };

export class FormProgram {
  static async read(_page, bytes, scoringKey) {
    const [id, sha256] = String.fromCharCode(...bytes).split("@");
    return Object.assign(new FormProgram(), {
      id,
      version: "1",
      sha256: sha256 ?? "aa",
      hostFunctions: opened.functions,
      languages: opened.languages,
      bytes,
      scoringKey,
    });
  }
  fit(draft) {
    const { answers, ...rest } = JSON.parse(draft);
    const { gone, ...kept } = answers;
    const left = gone === undefined ? {} : { gone };
    const taken = {
      ...rest,
      id: "00000000-0000-4000-8000-00000000f17d",
      answers: kept,
      questionnaire: { id: this.id, sha256: this.sha256 },
    };
    return JSON.stringify({ draft: taken, left });
  }
  /** Nothing of it can be read from then on, as with a program whose memory was given back. */
  free() {
    for (const name of Object.keys(this)) {
      Object.defineProperty(this, name, {
        get() {
          throw new Error("null pointer passed to rust");
        },
      });
    }
  }
  async mount(page, options, draft) {
    if (fail.next !== null) {
      const error = fail.next;
      fail.next = null;
      throw error;
    }
    const root = document.createElement("div");
    const { bytes, languages, scoringKey, sha256 } = this;
    const { facts: begunWith, ...said } = JSON.parse(options);
    const facts = [];
    const answers = [];
    const deliveries = [];
    const opening = {
      root,
      page,
      sha256,
      options: { ...said, facts: begunWith, draft, program: bytes, scoringKey },
      facts,
      answers,
      deliveries,
      ended: false,
    };
    opened.push(opening);
    return {
      canvas: root,
      widgets: opened.widgets,
      languages,
      setLanguage: (language) => {
        opening.language = language;
      },
      applyFact: (name, value) => {
        if (name === "refused") {
          throw new Error("the fact `refused` cannot be set in this way");
        }
        facts.push([name, value]);
      },
      answer: (path, value) => answers.push([path, value]),
      delivery: (...what) => deliveries.push(what),
      draft: () => {
        if (opening.hasStopped) {
          throw new WebAssembly.RuntimeError("unreachable");
        }
        return draft ?? opened.sample(sha256);
      },
      flush: async () => opening.flush?.(),
      destroy: () => {
        opening.ended = true;
      },
    };
  }
}

/** The widgets that every form has. */
opened.widgets = "";

/** The functions that every form calls. */
opened.functions = [];

/** The languages of every form. */
opened.languages = ["pl", "en"];

/** What is typed in a form. */
opened.sample = (sha256) =>
  JSON.stringify({
    id: "00000000-0000-4000-8000-000000000001",
    at: "2026-11-21T10:00:00+01:00",
    questionnaire: { id: "visit", sha256 },
    answers: { typed: "text" },
  });
