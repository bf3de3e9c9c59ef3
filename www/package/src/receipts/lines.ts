/** What the receipts of a report say, where the reports on this device are listed; and a receipt that comes as a file. */

import { fill, isolated } from "../assignments/words.js";
import { database } from "../device/database.js";
import { readFile, type SealedFile } from "../device/records.js";
import type { Either } from "../documents.js";
import { fetchText } from "../fetch-document.js";
import { offerText } from "../files-to-save.js";
import type { DeviceMessages } from "../messages.js";
import { element } from "../notice.js";
import { readTrust, type Trust } from "../trust.js";
import { jwsIn, readReceipt, type Standing, standingOf } from "./receipt.js";
import { keepReceipt, receiptsOf } from "./store.js";

/** How long the trust document may take. */
const FETCHING_MS = 30_000;

/** In which words receipts are shown, and whose count. */
export interface Shown {
  readonly words: DeviceMessages["receipts"];
  readonly language: string;
  readonly trust: Either;
}

/** Puts the receipts of a report into a box, again and again as they come; what cannot be read is left out, and reported. */
export async function fillReceipts(box: HTMLElement, file: SealedFile, shown: Shown): Promise<void> {
  const tokens = await receiptsOf(file.jti).catch((error: unknown) => {
    console.error("<sealform-form>: the receipts on this device cannot be read", error);
    return [];
  });
  const trust = tokens.length === 0 ? null : await trustOf(shown.trust);
  const lines = tokens.map(async (token) => {
    const standing = await standingOf(token, file, trust);
    return line(standing, token, file, shown);
  });
  box.replaceChildren(...(await Promise.all(lines)));
}

/** What a receipt proves of a report, in one line; `null` where none came, or none that counts. */
export async function receiptNote(jti: string, shown: Shown): Promise<string | null> {
  const tokens = await receiptsOf(jti);
  const file = tokens.length === 0 ? null : readFile(await database.get("files", jti));
  if (file === null) {
    return null;
  }
  const trust = await trustOf(shown.trust);
  for (const token of tokens) {
    const standing = await standingOf(token, file, trust);
    if (standing.is === "received") {
      return sentence(standing, shown);
    }
  }
  return null;
}

/** Whose receipt is asked for, and what it takes to say it. */
export interface NoteAsked {
  readonly jti: string;
  readonly trust: Either;
  readonly language: string;
  words(): Promise<DeviceMessages>;
}

/** Says what a receipt proves of a report, where there is one that counts. */
export async function noteReceipt(
  { jti, trust, language, words }: NoteAsked,
  noted: (note: string) => void,
): Promise<void> {
  if ((await receiptsOf(jti)).length > 0) {
    const { receipts } = await words();
    const note = await receiptNote(jti, { words: receipts, language, trust });
    if (note !== null) {
      noted(note);
    }
  }
}

/** Whom the page trusts; `null` where it does not say so, or it cannot be had now. */
async function trustOf({ document, address }: Either): Promise<Trust | null> {
  try {
    const text = document ?? (address === null ? null : await fetchText(address, AbortSignal.timeout(FETCHING_MS)));
    return text === null ? null : readTrust(text);
  } catch (error) {
    console.error("<sealform-form>: without the trust document no receipt can be checked", error);
    return null;
  }
}

function line(standing: Standing, token: string, { jti }: SealedFile, shown: Shown): HTMLElement {
  const isWrong = standing.is !== "received" && standing.is !== "unchecked";
  const row = element("p", isWrong ? "error" : "hint", sentence(standing, shown));
  row.dataset["receipt"] = standing.is;
  if (!isWrong) {
    const save = element("button", "button", shown.words.save);
    save.type = "button";
    save.setAttribute("part", "button");
    save.addEventListener("click", () => offerText(`${jti}.receipt.jws`, "application/jose", token));
    row.append(" ", save);
  }
  return row;
}

/** What a receipt is worth, in words. */
export function sentence(standing: Standing, { words, language }: Shown): string {
  switch (standing.is) {
    case "received": {
      const { receipt, level } = standing;
      const said = fill(words.received, isolated(receipt.iss), moment(receipt.receivedAt, language));
      return `${said} · ${level === "L4" ? words.proof : fill(words.level, level)}`;
    }
    case "unchecked": {
      const { iss, receivedAt } = standing.receipt;
      return fill(words.unchecked, isolated(iss), moment(receivedAt, language));
    }
    case "untrusted":
    case "content":
      return fill(words[standing.is], isolated(standing.receipt.iss));
    case "damaged":
      return words.damaged;
  }
}

/**
 * Takes in the text of a file that a person has chosen: a receipt, or several, one in each line, as `sealform receipt` writes them;
 * those for other devices are passed over. Gives what became of it, in words.
 */
export async function takeReceipt(text: string, files: readonly SealedFile[], { words }: Shown): Promise<string> {
  const lines = text.trim().split(/\s*\n\s*/);
  const tokens = lines.every((line) => jwsIn(line) !== null) ? lines : [text];
  const receipts = tokens.map((one) => readReceipt(jwsIn(one) ?? ""));
  const whole = receipts.filter((receipt) => receipt !== null);
  const [first] = whole;
  if (first === undefined || whole.length < receipts.length) {
    return words.none;
  }
  const ours = whole.filter(({ jti }) => files.some((file) => file.jti === jti));
  if (ours.length === 0) {
    return fill(words.elsewhere, isolated(first.jti));
  }
  try {
    const kept = await Promise.all(ours.map(({ jti, token }) => keepReceipt(jti, token)));
    return kept.includes("kept") ? words.kept : kept.includes("known") ? words.known : words.notKept;
  } catch {
    return words.notKept;
  }
}

function moment(ms: number, language: string): string {
  return new Date(ms).toLocaleString(language || undefined, {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
  });
}
