// Stands in for the Wasm of a form: remembers what it was opened with.
export default async function init() {}
export const stackTop = () => 1;
/** Everything that was opened, in order. */
export const opened = [];
/** What the next opening throws. */
export const fail = { next: null };

export async function mount(page, options) {
  if (fail.next !== null) {
    const error = fail.next;
    fail.next = null;
    throw error;
  }
  const root = document.createElement("div");
  const facts = [];
  const answers = [];
  const opening = { root, page, options, facts, answers, ended: false };
  opened.push(opening);
  return {
    canvas: root,
    restored: false,
    widgets: "",
    languages: [],
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
    acknowledge() {},
    draft: () => JSON.stringify({ questionnaire: { sha256: "aa" }, answers: { typed: "text" } }),
    destroy: () => {
      opening.ended = true;
    },
  };
}
