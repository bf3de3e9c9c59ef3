import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { json } from "../src/arguments.js";

it.each([
  [{ n: Number.NaN }, 'the number NaN at "n"'],
  [{ n: [1, Number.POSITIVE_INFINITY] }, 'the number Infinity at "1"'],
  [Number.NaN, "the number NaN"],
  [{ a: () => 1 }, 'a function at "a"'],
  [{ a: Symbol("b") }, 'a symbol at "a"'],
  [{ a: new Map([[1, 2]]) }, 'a Map at "a"'],
  [new Set([1]), "a Set"],
  [{ a: [1, undefined] }, 'undefined at "1"'],
  [{ a: new Date(Number.NaN) }, 'a date of no calendar at "a"'],
  [{ a: /x/ }, 'a RegExp at "a"'],
  [{ a: new Uint8Array(2) }, 'a Uint8Array at "a"'],
  [{ a: Promise.resolve(1) }, 'a Promise at "a"'],
  [{ a: 1n }, "BigInt"],
  [undefined, "undefined"],
])("writes nothing else than it was given, and says why: %#", (value, why) => {
  const written = (): string => json("applyFact(value)", value);
  expect(written).toThrow(/applyFact\(value\) takes a value that JSON can hold/);
  expect(written).toThrow(why);
});

it("writes what JSON can hold, and leaves out what is undefined", () => {
  class Own {
    readonly d = 1;
  }
  const bare = Object.assign(Object.create(null), { own: new Own() });
  expect(json("it", { a: [1.5, null, "x", true], b: undefined, c: new Date(0), bare })).toBe(
    '{"a":[1.5,null,"x",true],"c":"1970-01-01T00:00:00.000Z","bare":{"own":{"d":1}}}',
  );
});

it("names every code in the description of its errors", () => {
  const folder = new URL("../src/", import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const described = readFileSync(new URL("errors.ts", folder), "utf8");
  const codes = sources.flatMap((name) => [
    ...readFileSync(new URL(name, folder), "utf8").matchAll(/new SealformError\(\s*"([a-z/-]+)"/g),
  ]);
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.map(([, code]) => code).filter((code) => !described.includes(`\`${code}\``))).toEqual([]);
});
