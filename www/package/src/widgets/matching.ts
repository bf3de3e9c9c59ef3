/** Finds choices by what a person types: without regard to case, diacritics or the order of words, and with a typo. */

/** Letters that Unicode does not decompose, as people type them who do not have them. */
const PLAIN: Readonly<Record<string, string>> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
  ħ: "h",
  ŧ: "t",
  ŋ: "n",
  ς: "σ",
};
const COMPOSED = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");
/** Diacritics of Latin, Greek and Cyrillic, points of Hebrew and Arabic, and apostrophes. Vowel signs of other scripts are letters. */
const IGNORED = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed'`´ʼ’]/g;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const WORD_SIGN = /[\p{L}\p{M}\p{N}]/u;
const DIGIT = /\p{N}/u;
/** A typo is forgiven in words of so many letters; a code with another digit is another code. */
const FORGIVEN = /^\p{L}{4,}$/u;

/** A text as it is compared. */
export function fold(text: string): string {
  const lower = text.normalize("NFKD").toLowerCase();
  return lower.replace(IGNORED, "").replace(COMPOSED, (letter) => PLAIN[letter] ?? letter);
}

/** What is searched for. */
export interface Query {
  readonly whole: string;
  readonly terms: readonly string[];
}

/** What a person typed. */
export function queryOf(text: string): Query {
  const whole = fold(text).trim();
  return { whole, terms: whole === "" ? [] : (whole.match(WORDS) ?? [whole]) };
}

/** How well a choice fits, the best first. */
const EXACT = 0;
const BEGINNING = 1;
const WORD_BEGINNING = 2;
const INSIDE = 3;
const NOWHERE = 4;

/** Where a term stands: at the beginning of a word if it does so anywhere. */
function placeOf(text: string, term: string): number {
  const first = text.indexOf(term);
  for (let at = first; at >= 0; at = text.indexOf(term, at + 1)) {
    if (at === 0 || !WORD_SIGN.test(text.charAt(at - 1))) {
      return at;
    }
  }
  return first;
}

/** How well one term fits. A name is mostly no text for people: only codes, which have digits, are found by a part of it. */
function gradeOf(label: string, name: string, term: string): number {
  const at = placeOf(label, term);
  if (at >= 0) {
    return at === 0 || !WORD_SIGN.test(label.charAt(at - 1)) ? WORD_BEGINNING : INSIDE;
  }
  if (!DIGIT.test(term)) {
    return NOWHERE;
  }
  const inName = placeOf(name, term);
  return inName === 0 || (inName > 0 && !WORD_SIGN.test(name.charAt(inName - 1))) ? WORD_BEGINNING : NOWHERE;
}

/** Whether a word begins with a term but for one letter that is another one, is missing, too much or changed places with the next. */
export function isTypo(term: string, word: string): boolean {
  let same = 0;
  while (same < term.length && term[same] === word[same]) {
    same += 1;
  }
  // A term whose last letter is wrong would fit every word that begins as it does.
  if (same >= term.length - 1) {
    return word.length <= term.length + 1;
  }
  const rest = term.slice(same + 1);
  return (
    word.startsWith(rest, same + 1) ||
    word.startsWith(rest, same) ||
    word.startsWith(term.slice(same), same + 1) ||
    (term[same] === word[same + 1] && term[same + 1] === word[same] && word.startsWith(term.slice(same + 2), same + 2))
  );
}

/** The word of a label in which a term is written with a typo, and where it begins. */
function typoIn(label: string, term: string): number {
  if (FORGIVEN.test(term)) {
    for (const word of label.matchAll(WORDS)) {
      if (isTypo(term, word[0])) {
        return word.index;
      }
    }
  }
  return -1;
}

/** How well a choice fits, both texts folded; `name` is empty where it is the label. */
export function grade(label: string, name: string, { whole, terms }: Query): number {
  if (label === whole || name === whole) {
    return EXACT;
  }
  if (label.startsWith(whole)) {
    return BEGINNING;
  }
  let worst = WORD_BEGINNING;
  for (const term of terms) {
    worst = Math.max(worst, gradeOf(label, name, term));
    if (worst === NOWHERE) {
      break;
    }
  }
  return worst;
}

/** Whether a choice fits that a person spelt with typos. */
function fitsWithTypos(label: string, name: string, { terms }: Query): boolean {
  return terms.every((term) => gradeOf(label, name, term) < NOWHERE || typoIn(label, term) >= 0);
}

/** The parts of a text in which it fits, each from where to where. */
export function marksOf(text: string, { terms }: Query): [number, number][] {
  const begins: number[] = [];
  const ends: number[] = [];
  let folded = "";
  let at = 0;
  for (const sign of text) {
    const plain = fold(sign);
    for (let unit = 0; unit < plain.length; unit += 1) {
      begins.push(at);
      ends.push(at + sign.length);
    }
    folded += plain;
    at += sign.length;
  }
  begins.push(text.length);
  const found: [number, number][] = [];
  for (const term of terms) {
    const exact = placeOf(folded, term);
    const first = exact >= 0 ? exact : typoIn(folded, term);
    if (first >= 0) {
      const last = Math.min(first + term.length, folded.length);
      // What belongs to the last letter, such as an accent of its own, goes with it.
      found.push([begins[first] ?? 0, Math.max(ends[last - 1] ?? 0, begins[last] ?? 0)]);
    }
  }
  return joined(found);
}

/** Parts that overlap are one. */
function joined(parts: [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const part of parts.sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last !== undefined && part[0] <= last[1]) {
      last[1] = Math.max(last[1], part[1]);
    } else {
      result.push(part);
    }
  }
  return result;
}

/** What can be chosen. */
export interface Named {
  readonly name: string;
  readonly label: string;
}

/** Places of choices in their list, the best first; how many of them are called just so. */
export interface Found {
  readonly places: readonly number[];
  readonly exact: number;
  /** Whether that is all: choices with typos come later. */
  readonly isAll: boolean;
}

/** So long nothing else happens on the page. */
const SLICE_MS = 8;
/** The clock is looked at after so many choices. */
const STEP = 256;
/** Where more are found as they were typed, nobody looks for typos. */
const ENOUGH = 20;

/** Finds choices of one list. Each is folded once, when it is first needed, and long lists in slices. */
export class Finder {
  readonly #choices: readonly Named[];
  readonly #labels: string[] = [];
  readonly #names: string[] = [];
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(choices: readonly Named[]) {
    this.#choices = choices;
  }

  /** Folds ahead of the first search. */
  prepare(): void {
    this.#run(this.#folding());
  }

  /** Gives what it finds, in this task where the list is short. A later search ends an earlier one. */
  find(query: Query, show: (found: Found) => void): void {
    this.#run(this.#searching(query, show));
  }

  /** Ends what is under way. */
  stop(): void {
    clearTimeout(this.#later);
  }

  #run(work: Generator<void, void>): void {
    this.stop();
    const slice = (): void => {
      const until = performance.now() + SLICE_MS;
      while (work.next().done !== true) {
        if (performance.now() >= until) {
          this.#later = setTimeout(slice);
          return;
        }
      }
    };
    slice();
  }

  *#folding(): Generator<void, void> {
    for (let place = this.#labels.length; place < this.#choices.length; place += 1) {
      this.#foldNext();
      if (place % STEP === STEP - 1) {
        yield;
      }
    }
  }

  #foldNext(): void {
    const { name, label } = this.#choices[this.#labels.length] as Named;
    this.#labels.push(fold(label || name));
    this.#names.push(label === "" ? "" : fold(name));
  }

  *#searching(query: Query, show: (found: Found) => void): Generator<void, void> {
    yield* this.#folding();
    const grades: number[][] = [[], [], [], []];
    const others: number[] = [];
    for (let place = 0; place < this.#choices.length; place += 1) {
      const fits = grade(this.#labels[place] ?? "", this.#names[place] ?? "", query);
      (grades[fits] ?? others).push(place);
      if (place % STEP === STEP - 1) {
        yield;
      }
    }
    const places = grades.flat();
    const exact = grades[EXACT]?.length ?? 0;
    const isAll = places.length >= ENOUGH || !query.terms.some((term) => FORGIVEN.test(term));
    show({ places, exact, isAll });
    if (!isAll) {
      yield;
      const misspelt: number[] = [];
      for (const [step, place] of others.entries()) {
        if (fitsWithTypos(this.#labels[place] ?? "", this.#names[place] ?? "", query)) {
          misspelt.push(place);
        }
        if (step % STEP === STEP - 1) {
          yield;
        }
      }
      show({ places: places.concat(misspelt), exact, isAll: true });
    }
  }
}
