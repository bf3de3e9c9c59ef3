import { expect, it, vi } from "vitest";
import { Finder, fold, isTypo, marksOf, queryOf } from "../src/widgets/matching.js";

it.each([
  ["Tromsø", "tromso"],
  ["ŁÓDŹ", "lodz"],
  ["Đakovo", "dakovo"],
  ["Straße", "strasse"],
  ["Ærøskøbing", "aeroskobing"],
  ["Çankırı İzmir", "cankiri izmir"],
  ["Э\u0301то Ёлка", "это елка"],
  ["O’Neill’s", "oneills"],
  ["ﬁnal ４２", "final 42"],
  ["ΟΔΟΣ οδος", "οδοσ οδοσ"],
  ["मिठाई", "मिठाई"],
])("compares %s as %s", (text, folded) => {
  expect(fold(text)).toBe(folded);
});

const STORES = [
  { name: "0041", label: "Łódź, Piotrkowska 12" },
  { name: "0042", label: "Oslo, Storgata 1" },
  { name: "0043", label: "Tromsø, Storgata 42" },
  { name: "0044", label: "Nye Oslo senter" },
  { name: "0045", label: "Trondheim, Kongens gate 3" },
  { name: "0046", label: "Gjøslo, Kirkeveien 5" },
  { name: "c-1", label: "St. Mary's" },
  { name: "NO", label: "Norge" },
  { name: "bare", label: "" },
];

/** What is found, in its order, once that is all. */
function found(text: string): Promise<string[]> {
  return new Promise((resolve) => {
    new Finder(STORES).find(queryOf(text), ({ places, isAll }) => {
      if (isAll) {
        resolve(places.map((place) => STORES[place]?.name ?? ""));
      }
    });
  });
}

it.each([
  ["tromso", ["0043"], "without diacritics"],
  ["lodz", ["0041"], "a letter that Unicode does not decompose"],
  ["TROMSØ", ["0043"], "in capitals"],
  ["oslo", ["0042", "0044", "0046"], "a beginning, then a word, then a part"],
  ["storgata oslo", ["0042"], "words in any order"],
  ["stor trom", ["0043"], "beginnings of words in any order"],
  ["0042", ["0042"], "a code"],
  ["004", ["0041", "0042", "0043", "0044", "0045", "0046"], "the beginning of a code"],
  ["oslo 0044", ["0044"], "a text and a code"],
  ["42", ["0043"], "a number in a text, and no end of a code"],
  ["no", ["NO"], "a name without digits, when it is whole"],
  ["ba", ["bare"], "a name that is the text"],
  ["marys", ["c-1"], "without an apostrophe"],
  ["tromdheim", ["0045"], "another letter"],
  ["torndheim", ["0045"], "two letters that changed places"],
  ["tronheim", ["0045"], "a letter that is missing"],
  ["troondheim", ["0045"], "a letter too much"],
  ["kongems trondhiem", ["0045"], "a typo in each word"],
  ["osl0", [], "no typo in a code"],
  ["olo", [], "no typo in a short word"],
  ["qqqq", [], "nothing"],
] as const)("finds by %s: %s, %s", async (text, names) => {
  expect(await found(text)).toEqual(names);
});

it.each([
  ["oslp", "oslo", true],
  ["oslo", "osl", true],
  ["berg", "berlin", false],
  ["trnd", "trondheim", true],
  ["abcd", "abxy", false],
] as const)("takes %s for %s: %s", (term, word, isOne) => {
  expect(isTypo(term, word)).toBe(isOne);
});

it.each([
  ["Tromsø, Storgata 42", "storgata tromso", ["Tromsø", "Storgata"]],
  ["Große Straße", "strass", ["Straß"]],
  ["Cafe\u0301 au lait", "cafe", ["Cafe\u0301"]],
  ["Trondheim", "tronhe", ["Trondh"]],
  ["Oslo", "slo o", ["Oslo"]],
  ["Oslo", "", []],
])("marks in %s what %s found", (text, typed, parts) => {
  expect(marksOf(text, queryOf(typed)).map(([from, to]) => text.slice(from, to))).toEqual(parts);
});

it("finds in a long list in slices, and ends a search for a later one", async () => {
  const many = Array.from({ length: 5_000 }, (_, place) => ({ name: `s${place}`, label: `Śklep ${place}` }));
  const finder = new Finder(many);
  const earlier = vi.fn();
  let lengths: number[] = [];
  // The clock says that each slice is over at once.
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 100));
  finder.find(queryOf("sklep"), earlier);
  finder.find(queryOf("sklep 4999"), ({ places, isAll }) => {
    if (isAll) {
      lengths.push(places.length);
    }
  });
  expect(lengths).toEqual([]);
  await vi.waitFor(() => expect(lengths).toEqual([1]), 30_000);
  lengths = [];
  expect(earlier).not.toHaveBeenCalled();
  finder.find(queryOf("sklep 123"), ({ places }) => lengths.push(places[0] ?? -1));
  finder.stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(lengths).toEqual([]);
  vi.restoreAllMocks();
});
