/** How a form opens: which version of it, with which draft. Where that is not plain, the person is asked. */

import type { Assignment } from "./assignment.js";
import type { Beginning } from "./beginning.js";
import { database, StoreFault } from "./device/database.js";
import { within } from "./device/deadline.js";
import { type Found, findDraft, type PinnedForm, pin, pinned, prunePinned, putAside } from "./device/drafts.js";
import { type DraftRecord, draftFacts, type FormKey, type SealedFile } from "./device/records.js";
import { needsCompiling } from "./failure.js";
import { FetchFailure } from "./fetch-document.js";
import type { Source } from "./form-source.js";
import { part } from "./load-failure.js";
import { LOADING_MS } from "./messages.js";
import { parked } from "./parked.js";
import { FormProgram, type Page } from "./runtime.js";
import { Trouble, type Way } from "./trouble.js";
import { nameZone } from "./zone.js";

/** How long a form waits for what goes from the device before it opens. */
const SWEEPING_MS = 5_000;

/** A form that is about to be opened. */
export interface Asked {
  readonly page: Page;
  readonly bytes: Uint8Array;
  readonly source: Source;
  readonly scoringKey: string | undefined;
  readonly beginning: Beginning;
  readonly assignment: Assignment | null;
  /** What was read, so that its memory can be given back once the form is open: a garbage collector sees how small the object is, not what it holds. */
  readonly programs: FormProgram[];
}

/** What a form is opened with, once that is plain. */
export interface Opening {
  readonly form: FormProgram;
  /** Whether this is an older version than the page offers. */
  readonly isOlder: boolean;
  readonly keeps: boolean;
  readonly draft: string | undefined;
  /** Whether the draft came back from the device. */
  readonly restored: boolean;
  readonly openMs: number;
  readonly file: SealedFile | null;
}

/** Reads the program; where it is of another version, or lacks the scoring key that is attached, its questionnaire is compiled. */
export async function readForm(asked: Asked): Promise<FormProgram> {
  const { bytes, source, scoringKey } = asked;
  try {
    return await read(asked, bytes, scoringKey);
  } catch (error) {
    if (!needsCompiling(error)) {
      throw error;
    }
    return read(asked, await source.build(scoringKey), scoringKey);
  }
}

async function read({ page, programs }: Asked, bytes: Uint8Array, key: string | undefined): Promise<FormProgram> {
  const form = await FormProgram.read(page, bytes, key);
  programs.push(form);
  return form;
}

/** Gives the memory of programs back; a form that is open has its own hold on what it runs. */
export function giveBack(programs: readonly FormProgram[]): void {
  for (const form of programs) {
    try {
      form.free();
    } catch {
      // A Wasm that has stopped in the middle of it gives nothing back.
    }
  }
}

/** Begins what takes a while the first time, while the form is still on its way: the database, and the name of the zone. */
export function warmUp(): void {
  // Whoever opens it next hears what is wrong.
  database.open().catch(() => undefined);
  // It takes as long as all of a small form: what is fetched is asked for before.
  setTimeout(nameZone);
}

/** Whether the device keeps anything. */
export async function opensStore({ withoutStore = false }: Beginning): Promise<boolean> {
  try {
    await database.open();
    return true;
  } catch (error) {
    const isDenied = error instanceof StoreFault && error.fault === "denied";
    if (!isDenied && !withoutStore) {
      // A new form in place of one that is there and could not be read would hide what was typed.
      throw new Trouble("store", [
        { label: "again", opens: {} },
        { label: "without", opens: { withoutStore: true } },
      ]);
    }
    return false;
  }
}

/** Gives under what the drafts of a form are filed: what is there already may be of another agency. */
export function filing(
  { id: questionnaire }: FormProgram,
  place: string,
  assignment: Assignment | null,
  keeps: boolean,
): () => Promise<FormKey> {
  const { id = "", observer = "" } = assignment ?? {};
  const key: FormKey = { questionnaire, assignment: id, observer, place };
  return async () => (keeps && assignment !== null ? assignment.file(key) : key);
}

/** What has arrived everywhere goes from the device when its days are over. What cannot be looked at now is looked at again. */
export async function clearArrived(form: readonly string[], keepDays: number | null, keeps: boolean): Promise<void> {
  if (keepDays === null || !keeps) {
    return;
  }
  let isWaited = true;
  const swept = part(LOADING_MS, () => import("./device/sweep.js")).then(({ sweep }) =>
    sweep({ form, keepDays, now: Date.now(), mayGoOn: () => isWaited }),
  );
  await within(SWEEPING_MS, swept).catch(() => undefined);
  // The form opens with what is there from now on.
  isWaited = false;
}

/** Finds out with what the form opens; the lock of its draft is held. */
export async function prepare(asked: Asked, form: FormProgram, key: FormKey, keeps: boolean): Promise<Opening> {
  const opening = await decide(asked, form, key, keeps);
  if (keeps && opening.file === null) {
    const { sha256 } = form;
    // Nobody waits for it: by its end the program may have been given back. What could not be taken away now is met again.
    pinForm(asked, opening)
      .then(() => prunePinned(sha256))
      .catch(() => undefined);
  }
  return opening;
}

async function decide(asked: Asked, form: FormProgram, key: FormKey, keeps: boolean): Promise<Opening> {
  const { beginning } = asked;
  const fresh = { form, isOlder: false, keeps, draft: undefined, restored: false, openMs: 0, file: null };
  if (beginning.draft !== undefined) {
    return { ...fresh, draft: beginning.draft, openMs: beginning.openMs ?? 0 };
  }
  const draft = parked(key, asked.assignment?.issuer ?? "");
  if (draft !== undefined) {
    return draftFacts(draft)?.sha256 === form.sha256
      ? { ...fresh, draft }
      : { ...(await takeOver(form, { id: key.questionnaire, text: draft, openMs: 0 })), keeps };
  }
  if (!keeps) {
    return fresh;
  }
  const found = await findDraft(key, form.sha256);
  switch (found.is) {
    case "nothing":
      return fresh;
    case "unreadable":
      throw new Trouble("unreadable", [
        save(`${key.questionnaire}.draft.txt`, found.record.text),
        { label: "goOn", opens: {}, before: () => putAside(found.record) },
      ]);
    case "file-gone":
      throw new Trouble("fileGone", [
        save(`${found.record.id}.draft.json`, found.record.text),
        { label: "anew", opens: {}, before: () => putAside(found.record) },
      ]);
    case "file-damaged":
      throw new Trouble("fileDamaged", [
        save(`${found.record.id}.jws.txt`, found.text),
        { label: "anew", opens: {}, before: () => putAside(found.record) },
      ]);
    case "open":
    case "sealed":
      return goOn(asked, form, found);
  }
}

async function goOn(
  asked: Asked,
  form: FormProgram,
  found: Extract<Found, { is: "open" | "sealed" }>,
): Promise<Opening> {
  const { record } = found;
  const file = found.is === "sealed" ? found.file : null;
  const back = { keeps: true, draft: record.text, restored: true, openMs: record.openMs, file };
  if (record.sha256 === form.sha256) {
    return { ...back, form, isOlder: false };
  }
  const begun = await begunForm(asked, record.sha256);
  const isAtHand = begun !== "damaged" && begun !== null;
  if (isAtHand && (file !== null || asked.beginning.version === "begun")) {
    return { ...back, form: begun, isOlder: true };
  }
  if (file !== null) {
    // It stands in the list of what is on this device.
    await putAside(record);
    return { form, isOlder: false, keeps: true, draft: undefined, restored: false, openMs: 0, file: null };
  }
  if (asked.beginning.version === "fit") {
    return takeOver(form, record);
  }
  const saved = save(`${record.id}.draft.json`, record.text);
  const fits: Way = { label: "fit", opens: { version: "fit" } };
  throw !isAtHand
    ? new Trouble(begun === null ? "newerOnly" : "newerDamaged", [fits, saved])
    : new Trouble("newer", [{ label: "begun", opens: { version: "begun" } }, fits, saved]);
}

/** Takes what fits into the new version; what does not is listed first, and can be saved. */
async function takeOver(form: FormProgram, record: Pick<DraftRecord, "id" | "text" | "openMs">): Promise<Opening> {
  const { draft, left } = JSON.parse(form.fit(record.text)) as {
    readonly draft: unknown;
    readonly left: Readonly<Record<string, unknown>>;
  };
  const fitted = JSON.stringify(draft);
  const opens: Beginning = { draft: fitted, openMs: record.openMs };
  const lines = Object.entries(left).map(
    ([path, value]) => `${path}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  if (lines.length > 0) {
    throw new Trouble("left", [{ label: "goOn", opens }, save(`${record.id}.draft.json`, record.text)], lines);
  }
  return { form, isOlder: false, keeps: true, draft: fitted, restored: false, openMs: record.openMs, file: null };
}

/** The form with which a draft was begun, where it is at hand and this engine runs it. */
async function begunForm(asked: Asked, sha256: string): Promise<FormProgram | "damaged" | null> {
  const kept = await pinned(sha256);
  if (kept === null || kept === "damaged") {
    return kept;
  }
  const key = kept.source?.key;
  try {
    return await read(asked, kept.program, key);
  } catch (error) {
    if (!needsCompiling(error)) {
      return "damaged";
    }
    if (kept.source === undefined) {
      return null;
    }
    const { questionnaire, files } = kept.source;
    try {
      return await read(asked, await asked.source.buildOf(questionnaire, key, files), key);
    } catch (cause) {
      // The compiler that does not come may come later; one that refuses will always do so.
      if (cause instanceof FetchFailure) {
        throw cause;
      }
      return null;
    }
  }
}

async function pinForm({ bytes, source, scoringKey }: Asked, { form, isOlder }: Opening): Promise<void> {
  if (isOlder) {
    return;
  }
  const compiled = source.compiled;
  const pinnedForm: PinnedForm =
    compiled === null
      ? { program: bytes }
      : {
          program: compiled.program,
          source: { questionnaire: compiled.questionnaire, key: scoringKey, files: compiled.files },
        };
  // A draft whose form could not be pinned is kept all the same, and says so where the form is another one later.
  await pin(form.sha256, pinnedForm).catch(() => undefined);
}

/** The program that runs: as the device keeps it, else as it came or was built here. */
export async function programOf({ bytes, source }: Asked, sha256: string): Promise<Uint8Array> {
  const kept = await pinned(sha256).catch(() => null);
  return kept === null || kept === "damaged" ? (source.compiled?.program ?? bytes) : kept.program;
}

/** The assignment must be for the form that opens. */
export function checkAssignment(assignment: Assignment | null, form: FormProgram): void {
  assignment?.checkForm({ id: form.id, version: form.version, sha256: form.sha256 });
}

function save(name: string, text: string): Way {
  return { label: "saveDraft", save: { name, text } };
}
