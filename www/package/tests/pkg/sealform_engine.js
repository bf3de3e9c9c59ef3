// Stands in for the engine.
export default async function init() {}

export class Engine {
  static open(questionnaire, key, files) {
    if (questionnaire === "{}") {
      const place = { pointer: "/questions" };
      throw {
        kind: "findings",
        findings: [{ code: "json/missing", severity: "error", message: "`questions` is missing", place }],
      };
    }
    const engine = new Engine();
    engine.documents = [questionnaire, key, files];
    return engine;
  }
  static check() {
    return [];
  }
  static build() {
    return new Uint8Array([1]);
  }
  static verify(...given) {
    return { ok: false, findings: [], intact: null, given };
  }
  static report(...given) {
    return { given };
  }
  paths() {
    return ["visit/greeted", "a/twice", "b/twice"];
  }
  set(path, value) {
    if (path === "nowhere") {
      throw Object.assign(new Error("answer/unknown-question: unknown question `nowhere`"), {
        code: "answer/unknown-question",
        path,
      });
    }
    this.answer = [path, value];
  }
  get() {
    return this.answer?.[1] ?? null;
  }
  visible() {
    throw new WebAssembly.RuntimeError("unreachable");
  }
  apply() {
    return {};
  }
  restore() {}
  finish() {
    const open = [{ path: "visit/greeted", issue: { issue: "required", message: null }, part: "answer" }];
    throw Object.assign(new Error("points are open"), { code: "finish/open-points", open });
  }
  free() {}
}
