import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { formMessages, loadingMessages } from "../src/messages.js";
import { CATALOGUES } from "./pkg/messages.js";

const tagOf = async (language: string): Promise<string> => JSON.parse(await formMessages(language)).tag;

it.each([
  ["nb", "nb"],
  ["nb-NO", "nb"],
  ["no", "nb"],
  ["nn", "nb"],
  ["nn-NO", "nb"],
  ["PL", "pl"],
  ["ru-RU", "ru"],
  ["de", "en"],
  ["", "en"],
])("says in %s what the catalogue %s says", async (language, tag) => {
  expect(await tagOf(language)).toBe(tag);
});

it("takes the first language that has a catalogue", () => {
  expect(loadingMessages("de", null, "cs", "pl")).toBe(CATALOGUES["cs"]?.loading);
});

it("has a catalogue for each file, and each is called as its file", () => {
  const files = readdirSync(new URL("../messages", import.meta.url)).map((file) => file.replace(".json", ""));
  expect(Object.keys(CATALOGUES).sort()).toEqual(files.sort());
});
