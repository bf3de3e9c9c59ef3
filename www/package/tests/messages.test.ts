import { readdirSync, readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { formMessages, loadingMessages, lookUp } from "../src/messages.js";
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
  ["de-AT", "de"],
  ["ar-EG", "ar"],
  ["fr", "en"],
  ["", "en"],
])("says in %s what the catalogue %s says", async (language, tag) => {
  expect(await tagOf(language)).toBe(tag);
});

it.each([
  ["en", ["nb-NO", "en-US", "en"], "en-US"],
  ["en", ["nb-NO", "en"], "en-GB"],
  ["en-CA", ["en-US"], "en-CA"],
  ["fr", ["fr-CH"], "fr-CH"],
  ["no tag", [], undefined],
])("writes days of a form in %s as people do where the browser speaks %j", async (language, languages, dates) => {
  vi.stubGlobal("navigator", { languages });
  expect(JSON.parse(await formMessages(language)).dates).toBe(dates);
  vi.unstubAllGlobals();
});

it.each([
  [["en-GB", "pl"], ["pl", "en"], "en"],
  [["de-DE", "de", "en-US", "pl"], ["pl", "en"], "en"],
  [["zh-Hant-TW", "en"], ["en", "zh", "zh-Hant"], "zh-Hant"],
  [["EN"], ["pl", "en"], "en"],
  [["en"], ["pl", "en-GB"], "en-GB"],
  [["nn-NO"], ["en", "nb"], "nb"],
  [["nb"], ["en", "no"], "no"],
  [["no"], ["nb", "nn"], "nb"],
  [["nn", "en"], ["nb", "nn"], "nn"],
  [["cs", "de"], ["pl", "en"], undefined],
  [[], ["pl"], undefined],
  [["", "-"], ["pl", "und"], undefined],
])("looks up %j among %j and finds %s", (wishes, offered, found) => {
  expect(lookUp(wishes, offered)).toBe(found);
});

it("takes the first language that has a catalogue", () => {
  expect(loadingMessages("fr", null, "cs", "pl")).toBe(CATALOGUES["cs"]?.loading);
});

it("has a catalogue for each file, and each is called as its file", () => {
  const files = readdirSync(new URL("../messages", import.meta.url)).map((file) => file.replace(".json", ""));
  expect(Object.keys(CATALOGUES).sort()).toEqual(files.sort());
});

it.each(Object.keys(CATALOGUES))("counts what was written in no words that depend on the count (%s)", (language) => {
  const { interface: said } = JSON.parse(
    readFileSync(new URL(`../messages/${language}.json`, import.meta.url), "utf8"),
  );
  const counts = ["few_words", "many_words", "few_chars", "many_chars", "few_sentences"];
  const sentences = counts.flatMap((count) => Object.values<string>(said.issues[`too_${count}`]));
  expect(sentences.length).toBeGreaterThanOrEqual(2 * counts.length);
  // The form goes by the first number: "there are 1" would come of "at least 2".
  expect(sentences.filter((sentence) => !sentence.endsWith(": {1}."))).toEqual([]);
});
