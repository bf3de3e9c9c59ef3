import { expect, it } from "vitest";
import { Engine, FindingsError, load, SealformError } from "../src/engine.js";

const wrong = (value: unknown): never => value as never;
const code = (name: string): unknown => expect.objectContaining({ code: name });

it("says that it is not loaded", () => {
  expect(() => Engine.open("{}")).toThrow(code("engine/not-loaded"));
});

it("is imported under Node without defining or throwing anything", async () => {
  const { SealformForm } = await import("../src/index.js");
  expect(SealformForm).toBeTypeOf("function");
  expect("customElements" in globalThis).toBe(false);
});

it("loads", async () => {
  await expect(load(wrong(42))).rejects.toThrow(code("argument/type"));
  await load();
});

const open = (): Engine => Engine.open('{"id":"a"}');

it("throws findings as an error that lists them", () => {
  const act = (): Engine => Engine.open({});
  expect(act).toThrow(FindingsError);
  expect(act).toThrow(code("findings"));
  expect(act).toThrow("error[json/missing]: `questions` is missing\n  at /questions");
});

it.each([
  ["a number", () => Engine.open(wrong(42))],
  ["a list", () => Engine.check(wrong([]))],
  ["a key that is a number", () => Engine.build("{}", wrong(1))],
  ["files that are none", () => Engine.open("{}", null, wrong([{ name: "a" }]))],
  ["a path that is a number", () => open().get(wrong(42))],
  ["no question", () => open().why(wrong(null))],
  ["no path", () => open().visible(wrong(undefined))],
  ["no draft", () => open().restore(wrong(undefined))],
  ["no command", () => open().apply(wrong(null))],
])("rejects %s on entry", (_, act) => {
  expect(act).toThrow(code("argument/type"));
});

it("finds questions by their plain name where only one has it", () => {
  const engine = open();
  engine.set("greeted", "no");
  expect(engine.get("greeted")).toBe("no");
});

it("hands on the code and the path of a refusal", () => {
  expect(() => open().set("nowhere", 1)).toThrow(
    expect.objectContaining({ name: "SealformError", code: "answer/unknown-question", path: "nowhere" }),
  );
});

it("lists open points", () => {
  try {
    open().finish();
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(SealformError);
    expect(error).toMatchObject({ code: "finish/open-points", open: [{ path: "visit/greeted", part: "answer" }] });
  }
});

it("names a trap, and an engine that was freed", () => {
  const engine = open();
  expect(() => engine.visible("greeted")).toThrow(code("engine/stopped"));
  engine.free();
  engine.free();
  expect(() => engine.get("greeted")).toThrow(code("engine/freed"));
});

it("verifies a file with what a receiver has", () => {
  const verify = Engine.verify as unknown as (...given: unknown[]) => { given: unknown[] };
  const bytes = new TextEncoder().encode("{}");
  expect(verify("{}").given).toEqual([bytes, undefined, undefined, undefined, []]);
  const files = [{ name: "a.csv", bytes }];
  const options = { trust: { sealform_trust: 1 }, questionnaire: '{"id":"a"}', scoringKey: "{}", files };
  expect(verify(bytes, options).given).toEqual([bytes, '{"sealform_trust":1}', '{"id":"a"}', "{}", files]);
});

it.each([
  ["a file that is an object", () => Engine.verify(wrong({}))],
  ["trust that is a number", () => Engine.verify("{}", { trust: wrong(1) })],
  ["an option of another name", () => Engine.verify("{}", wrong({ questionnaire: "{}", key: "{}" }))],
  ["a key without its questionnaire", () => Engine.verify("{}", { scoringKey: "{}" })],
  ["options that are a text", () => Engine.verify("{}", wrong("trust"))],
])("verifies nothing with %s", (_, act) => {
  expect(act).toThrow(code("argument/type"));
});
