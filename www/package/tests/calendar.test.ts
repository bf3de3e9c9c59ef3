import { expect, test } from "vitest";
import { calendarFile } from "../src/calendar.js";

const now = new Date("2026-11-30T10:20:30.456Z");
const lines = (file: string): string[] => file.replaceAll("\r\n ", "").split("\r\n");

test("an entry takes the whole day, across the end of a year", () => {
  const file = lines(calendarFile("Attempt 2", "2026-12-31", "https://example.org/ksp", now));
  expect(file).toContain("DTSTART;VALUE=DATE:20261231");
  expect(file).toContain("DTEND;VALUE=DATE:20270101");
  expect(file).toContain("DTSTAMP:20261130T102030Z");
  expect(file).toContain("SUMMARY:Attempt 2");
  expect(file).toContain("URL:https://example.org/ksp");
  expect(file.at(0)).toBe("BEGIN:VCALENDAR");
  expect(file.slice(-2)).toEqual(["END:VCALENDAR", ""]);
});

test("a title is a text, whatever stands in it", () => {
  const file = calendarFile("a; b, c\\d\nEND:VEVENT", "2026-12-01", "https://example.org", now);
  expect(lines(file)).toContain("SUMMARY:a\\; b\\, c\\\\d\\nEND:VEVENT");
  expect(file.match(/^END:VEVENT\r\n/gm)).toHaveLength(1);
});

test("no line has more than 75 octets, and no letter is cut", () => {
  const title = "Příliš žluťoučký kůň 🐎 ".repeat(12);
  const file = calendarFile(title, "2026-12-01", "https://example.org", now);
  for (const line of file.split("\r\n")) {
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  }
  expect(lines(file)).toContain(`SUMMARY:${title}`);
});
