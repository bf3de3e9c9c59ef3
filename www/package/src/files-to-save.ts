/** Files that the person saves, and the question before the only one is left. */

import { outbox } from "./device/desk.js";
import { DamagedFile } from "./device/outbox.js";
import type { SealedFile } from "./device/records.js";
import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";
import { Trouble } from "./trouble.js";

/** Some browsers read the file a while after the click. */
const KEEP_MS = 60_000;

/** Lets the person save a text, or bytes. */
export function offerText(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS);
}

/** Sealed files that neither the device keeps nor anybody has: with the page they would be lost. */
const unsaved = new Set<string>();

/** The browser asks before the page is left with such a file. */
export function holdPage(receipt: string): void {
  unsaved.add((JSON.parse(receipt) as Pick<SealedFile, "jti">).jti);
  addEventListener("beforeunload", onLeaving);
}

/** Somebody has that file now. */
export function letPageGo(jti: string): void {
  unsaved.delete(jti);
}

function onLeaving(event: BeforeUnloadEvent): void {
  if (unsaved.size > 0) {
    event.preventDefault();
  }
}

/** The sealed files that were saved, or handed to another program, while this page was open. */
const handedOut = new Set<string>();

/** Whether somebody took that file from this page. */
export function isHandedOut(jti: string): boolean {
  return handedOut.has(jti);
}

/** Lets the person save a sealed file. Throws a {@link Trouble} where it is not on this device any more, or cannot be read. */
export async function offerFile(jti: string): Promise<void> {
  await offerSealed(await sealedFile(jti));
}

/** The same of a file that is at hand; what travels beside it comes along where a target is a file. */
export async function offerSealed(file: SealedFile): Promise<void> {
  letPageGo(file.jti);
  offerText(file.name, "application/jose+json", file.jws);
  handedOut.add(file.jti);
  if (await outbox.handedOut(file.jti, "file")) {
    const { saveBeside } = await part(LOADING_MS, () => import("./device/by-hand.js"));
    await saveBeside(file);
  }
}

/** Whether files can be handed to other programs of the device. */
export function sharesFiles(): boolean {
  return globalThis.navigator?.canShare?.({ files: [textFile("report", "")] }) === true;
}

/** Hands a sealed file to another program. Throws as {@link offerFile}. */
export async function shareFile(jti: string): Promise<void> {
  const file = await sealedFile(jti);
  const { shareAll } = await part(LOADING_MS, () => import("./device/by-hand.js"));
  if (await shareAll(file)) {
    handedOut.add(jti);
    await outbox.handedOut(jti, "share");
  }
}

/** Browsers hand on texts, and not every one hands on JSON. */
export function textFile(name: string, text: string): File {
  return new File([text], `${name}.txt`, { type: "text/plain" });
}

async function sealedFile(jti: string): Promise<SealedFile> {
  const file = await outbox.file(jti).catch((error: unknown) => {
    throw new Trouble(error instanceof DamagedFile ? "fileDamaged" : "store");
  });
  if (file === null) {
    throw new Trouble("fileGone");
  }
  return file;
}
