import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { standingText } from "../src/assignments/facts.js";
import { whatIsSaid } from "../src/assignments/said.js";
import {
  assignmentWords,
  channelText,
  countedText,
  daysText,
  durationText,
  momentText,
  nextText,
  soonText,
  weekText,
} from "../src/assignments/words.js";
import type { JsonObject } from "../src/types.js";

interface Texts {
  readonly [name: string]: string | Texts;
}

const folder = new URL("../messages/", import.meta.url);
const catalogues = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { tag: string; assignment: Texts },
);
const english = catalogues.find(({ tag }) => tag === "en")?.assignment as Texts;
const LANGUAGES = catalogues.map(({ tag }) => tag);

/** The places for values in each sentence, by its name. */
function places(texts: Texts, at = ""): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([name, text]) =>
      typeof text === "string"
        ? [[`${at}${name}`, (text.match(/\{\d\}/g) ?? []).sort().join()] as const]
        : [...places(text, `${at}${name}/`)],
    ),
  );
}

const NOW = new Date("2026-11-17T10:00:00Z");
const [MONDAY = 0, FRIDAY = 0] = ["2026-11-16", "2026-11-20"].map((day) => Date.parse(day) / 86_400_000);

afterEach(() => vi.unstubAllGlobals());

describe("what is said of assignments", () => {
  it.each(catalogues)("has every sentence in $tag, with the values of the English one", ({ assignment }) => {
    expect(places(assignment)).toEqual(places(english));
  });

  it.each(LANGUAGES)("is whole in %s", async (language) => {
    const words = await assignmentWords(language);
    expect(words.tag).toBe(language);
    const said = whatIsSaid({
      assignment: "17",
      visit: { from: "2026-11-16", to: "2026-11-20", hours: [["09:00", "15:00"]], tz: "Europe/Oslo" },
    } as JsonObject);
    const visit = said.visit ?? undefined;
    expect(visit).toBeDefined();
    const texts = [
      countedText(words, words.attempts.most, 1),
      countedText(words, words.attempts.most, 3),
      countedText(words, words.attempts.most, 12),
      channelText(words, "phone"),
      durationText(words, 180),
      durationText(words, 30),
      daysText(words, MONDAY, FRIDAY, NOW),
      weekText(words, [1, 2, 3, 6]),
      momentText(words, NOW, "Europe/Oslo", NOW),
      nextText(words, NOW, "Europe/Oslo", NOW),
      soonText(words, new Date(NOW.getTime() + 3_600_000), NOW),
      ...(visit === undefined
        ? []
        : ["2026-11-10", "2026-11-17", "2026-12-01"].map(
            (day) => standingText(visit, words, new Date(`${day}T10:00:00Z`)).text,
          )),
    ];
    for (const text of texts) {
      expect(text).toMatch(/\S/);
      expect(text).not.toMatch(/\{\d\}|undefined|Invalid/);
    }
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("is English where a language has no words", async () => {
    expect((await assignmentWords("", "fr", "xx")).tag).toBe("en");
  });

  it("writes a week from its first day to its last, and days alone", async () => {
    vi.stubGlobal("navigator", { languages: ["en-GB"] });
    const words = await assignmentWords("en");
    const texts = [[1, 2, 3, 4, 5], [6, 7], [1, 3], [7, 1, 2, 3], [4]].map((days) => weekText(words, days));
    expect(texts).toEqual(["Mon–Fri", "Sat and Sun", "Mon and Wed", "Mon–Wed and Sun", "Thu"]);
  });

  it("writes the year where it is another one", async () => {
    vi.stubGlobal("navigator", { languages: ["en-GB"] });
    const words = await assignmentWords("en");
    const then = new Date("2027-02-01T09:00:00Z");
    expect(momentText(words, then, "Europe/Oslo", NOW)).toMatch(/Monday.*1 February 2027 at 10:00/);
    expect(momentText(words, NOW, "Europe/Oslo", NOW)).toMatch(/Tuesday,? 17 November at 11:00/);
    expect(nextText(words, NOW, "Europe/Oslo", NOW)).toBe("11:00");
    expect(daysText(words, MONDAY, MONDAY, NOW)).toMatch(/Mon,? 16 November/);
  });
});
