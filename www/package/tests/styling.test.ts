import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

const STYLES = "../../../crates/ui/styles/";
const THEMES = "../themes/";

const sheets = (folder: string): string[] =>
  readdirSync(new URL(folder, import.meta.url)).map((name) => read(`${folder}${name}`));

const names = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ""))].sort();

/** The table of the guide is the list. */
const listed = names(read("../../docs/embedding.md"), /^\| `(--sealform-[a-z-]+)` \|/gm);

it("lists the custom properties that the styles read, and no others", () => {
  expect(listed).toEqual(names(sheets(STYLES).join("\n"), /var\((--sealform-[a-z-]+)/g));
});

it("sets nothing in a theme that no style reads", () => {
  const set = names(sheets(THEMES).join("\n"), /(--sealform-[a-z-]+):/g);
  expect(set.filter((name) => !listed.includes(name))).toEqual([]);
});

it("has no length that follows the page's own size of text", () => {
  // In a condition of `@media`, `rem` is the browser's size, whatever the page says.
  const rules = sheets(STYLES)
    .join("\n")
    .replaceAll(/@media[^{]*/g, "");
  expect(rules.match(/[\d.]rem\b/g)).toBeNull();
});

/** The relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The colours of a theme in light and in dark, over those that it leaves as they are. */
function colours(theme: string, index: 1 | 2): Map<string, string> {
  const pattern = /--sealform-([a-z-]+)[:,] light-dark\((#\w{6}), (#\w{6})\)/g;
  const all = [read(`${STYLES}sealform.css`), read(`${THEMES}${theme}.css`)];
  return new Map(
    all.flatMap((text) => [...text.matchAll(pattern)].map((found) => [found[1] ?? "", found[index + 1] ?? ""])),
  );
}

const OFTEN: [string, string][] = ["text", "muted", "accent", "error", "warning", "done"].flatMap((name) => [
  [name, "surface"],
  [name, "raised"],
]);

it.each([
  ["plain", 4.5],
  ["paper", 4.5],
  ["contrast", 7],
])("can be read in the theme %s, light and dark: texts %d to 1, edges 3 to 1", (theme, least) => {
  for (const index of [1, 2] as const) {
    const of = colours(theme, index);
    const between = (one: string, other: string): number => contrast(of.get(one) ?? "", of.get(other) ?? "");
    const weak = [...OFTEN, ["on-accent", "accent"] as const].filter(([one, other]) => !(between(one, other) >= least));
    expect(weak).toEqual([]);
    expect(between("edge", "surface")).toBeGreaterThanOrEqual(3);
  }
});
