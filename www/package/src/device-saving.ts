/** A report of the list of this device: saved, or read. */

import { besides, saveBeside } from "./device/by-hand.js";
import type { SealedFile } from "./device/records.js";
import { programOf } from "./device-names.js";
import { isHandedOut, offerSealed } from "./files-to-save.js";
import { part } from "./load-failure.js";
import { type DeviceMessages, LOADING_MS } from "./messages.js";
import { element } from "./notice.js";

type Words = DeviceMessages["list"];

/** Does something, and says where it could not be done. */
export type Does = (work: () => Promise<void>) => void;

/**
 * What is neither saved nor delivered is lost with this device: the button to save it leads until it is. `hint` says of a report
 * without a target where it is.
 */
export function saving(
  file: SealedFile,
  isElsewhere: boolean,
  words: Words,
  { does, hint }: { readonly does: Does; readonly hint: HTMLElement },
): HTMLElement {
  const says = (): void => {
    hint.textContent = isHandedOut(file.jti) ? words.saved : words.nowhere;
  };
  const lead = (made: HTMLElement, leads: boolean): void => {
    made.className = leads ? "button primary" : "button";
    made.setAttribute("part", made.className);
  };
  const made = pressed(words.save, () => {
    does(() => offerSealed(file).then(says));
    lead(made, false);
  });
  lead(made, !isElsewhere && !isHandedOut(file.jti));
  says();
  return made;
}

/** The files beside it, where there are any. */
export function savingBeside(file: SealedFile, words: Words, does: Does): HTMLElement[] {
  return besides(file).length === 0 ? [] : [pressed(words.saveFiles, () => does(() => saveBeside(file)))];
}

/** Shows a report over the list. */
export async function readReport(
  file: SealedFile,
  { root, language }: { readonly root: HTMLElement; readonly language: string },
): Promise<void> {
  const { showReport } = await part(LOADING_MS, () => import("./report-screen.js"));
  const { jti } = file;
  try {
    await showReport({ jti, host: root, language, program: () => programOf(file) });
  } catch {
    // A program of another version of this package is none here: questions and choices have their names then.
    await showReport({ jti, host: root, language, program: undefined });
  }
}

function pressed(text: string, act: () => void): HTMLElement {
  const made = element("button", "button", text);
  made.type = "button";
  made.setAttribute("part", "button");
  made.addEventListener("click", act);
  return made;
}
