/** Numbers with groups of digits, as a language writes them; every digit is kept, however many there are. */

interface Marks {
  /** Between groups of digits. */
  readonly group: string;
  /** Before the fraction. */
  readonly decimal: string;
}

/** Digits stay those that are typed: their groups are of the language. */
const LATIN = "latn";

function marksOf(language: string): Marks {
  const parts = new Intl.NumberFormat(language, { numberingSystem: LATIN }).formatToParts(1_234_567.5);
  const mark = (type: "group" | "decimal"): string => parts.find((part) => part.type === type)?.value ?? "";
  return { group: mark("group"), decimal: mark("decimal") || "." };
}

const escaped = (mark: string): string => mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A number as answers write it: without blanks and groups, with a point before the fraction. */
export function numberOf(text: string, language: string): string {
  const { group, decimal } = marksOf(language);
  const bare = text.replace(/[\s'’]/g, "");
  // A single mark may be that of a fraction, as in other languages: only whole groups are groups.
  const groups = new RegExp(`^[-−]?\\d{1,3}(${escaped(group)}\\d{3})+(${escaped(decimal)}\\d*)?$`);
  const whole = group.trim() !== "" && groups.test(bare) ? bare.replaceAll(group, "") : bare;
  return whole.replace(decimal, ".");
}

/** A number as it is typed in a language: its mark before the fraction, and no groups. */
export function plainNumber(number: string, language: string): string {
  return number.replace(".", marksOf(language).decimal);
}

/** A number as answers write it, in groups; what is no number stays as it is. */
export function grouped(number: string, language: string): string {
  const [, sign, whole, fraction] = /^([-−]?)(\d+)(?:\.(\d*))?$/.exec(number) ?? [];
  if (whole === undefined) {
    return number;
  }
  const digits = new Intl.NumberFormat(language, { numberingSystem: LATIN }).format(BigInt(whole));
  // Zeros that lead are part of what was typed.
  const zeros = whole.length > 1 ? (/^0+(?=\d)/.exec(whole)?.[0] ?? "") : "";
  return (sign ?? "") + zeros + digits + (fraction === undefined ? "" : marksOf(language).decimal + fraction);
}
