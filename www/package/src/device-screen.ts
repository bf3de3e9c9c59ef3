/** The reports and drafts on this device, in a dialog: by keyboard as by touch. */

import css from "../pkg/styles/widgets.js";
import { confirmed } from "./confirmation.js";
import { bringBack } from "./device/bring-back.js";
import { database, type Row, StoreFault } from "./device/database.js";
import { outbox } from "./device/desk.js";
import { type Entry, entryName } from "./device/entry.js";
import { goesAt } from "./device/keeping.js";
import { draftFacts, isDraft, readDraftRecord, readFile, type SealedFile } from "./device/records.js";
import { removeBroken, removeDraft, removeReport } from "./device/removal.js";
import { type Contacts, contactOf, contactsHere, formTitle } from "./device-names.js";
import { readReport, saving, savingBeside } from "./device-saving.js";
import { removedReports, way, waysOf } from "./device-ways.js";
import type { Either } from "./documents.js";
import { isHandedOut, offerText } from "./files-to-save.js";
import { copyText, textField } from "./hand-over.js";
import { type DeviceMessages, localeOf } from "./messages.js";
import { element } from "./notice.js";
import { fillReceipts, type Shown, takeReceipt } from "./receipts/lines.js";
import { addStyles } from "./styles.js";

export { noteReceipt } from "./receipts/lines.js";

export interface Screen {
  /** Where the form stands. */
  readonly root: HTMLElement;
  readonly words: DeviceMessages;
  readonly language: string;
  /** Whose receipts count. */
  readonly trust: Either;
  /** Under what the drafts of the form are found that is on the screen. */
  readonly form: readonly string[];
  /** Days after which what has arrived everywhere goes; `null` where it stays. */
  readonly keepDays: number | null;
  /** The UUID of its draft. */
  readonly current: string | null;
  /** Goes on with a draft from a file. */
  begin(draft: string): void;
  /** Takes the form away, changes something, and opens it again. */
  again(act: () => Promise<void>): Promise<void>;
}

type Words = DeviceMessages["list"];

/** Shows the dialog; gives what draws again how far each report has come. */
export function showDevice(screen: Screen): () => void {
  const dialog = element("dialog", "sealform device");
  dialog.setAttribute("part", "device");
  dialog.setAttribute("aria-labelledby", "device-title");
  dialog.addEventListener("close", () => dialog.remove());
  addStyles(screen.root.getRootNode() as ShadowRoot, css);
  screen.root.append(dialog);
  void draw(dialog, screen);
  dialog.showModal();
  return () => refresh(dialog, screen);
}

/** What is on its way moves on while the dialog is open; what has the focus stays. */
function refresh(dialog: HTMLDialogElement, screen: Screen): void {
  const words = screen.words.list;
  for (const line of dialog.querySelectorAll<HTMLElement>("[data-entry]")) {
    const entry = outbox.entries().find((one) => entryName(one) === line.dataset["entry"]);
    if (entry !== undefined) {
      line.replaceWith(way(entry, words));
    }
  }
  for (const again of dialog.querySelectorAll<HTMLElement>("[data-retry]")) {
    again.hidden = !waits(again.dataset["retry"] ?? "");
  }
  for (const box of dialog.querySelectorAll<HTMLElement>("[data-receipts]")) {
    // A receipt comes with the answer of a target.
    const file = receipted.get(box);
    if (file !== undefined) {
      void fillReceipts(box, file, shown(screen));
    }
  }
}

/** Where the receipts of a report are shown. */
const receipted = new WeakMap<HTMLElement, SealedFile>();

function receiptsFor(file: SealedFile, screen: Screen): HTMLElement {
  const box = element("div", "");
  box.dataset["receipts"] = file.jti;
  receipted.set(box, file);
  void fillReceipts(box, file, shown(screen));
  return box;
}

function shown({ words, language, trust }: Screen): Shown {
  return { words: words.receipts, language, trust };
}

/** Whether a report has somewhere to go still. */
function waits(jti: string): boolean {
  return outbox
    .entries()
    .some((entry) => entry.jti === jti && entry.state !== "delivered" && entry.state !== "sending");
}

async function draw(dialog: HTMLDialogElement, screen: Screen): Promise<void> {
  const words = screen.words.list;
  const title = element("h2", "", words.title);
  title.id = "device-title";
  title.tabIndex = -1;
  const close = button(words.close, () => dialog.close());
  const again = (): Promise<void> => draw(dialog, screen);
  const reopen = async (act: () => Promise<void>): Promise<void> => {
    dialog.close();
    await screen.again(act);
  };
  try {
    const [files, all, contacts, gone] = await Promise.all([
      database.rows("files"),
      database.rows("drafts"),
      contactsHere(),
      removedReports(words, (at) => moment(at, screen)),
    ]);
    // What is signed stands above, with its file.
    const signed = new Set(files.map(({ key }) => String(key)));
    const drafts = all.filter(({ key }) => !(Array.isArray(key) && signed.has(String(key.at(-1)))));
    const lost = outbox.entries().filter(({ jti }) => !signed.has(jti));
    const newest = (one: Row, other: Row): number => momentOf(other) - momentOf(one);
    dialog.replaceChildren(
      title,
      section(
        words.reports,
        [
          ...files.sort(newest).map((row) => report(row, screen, again, reopen)),
          ...lost.map((entry, index) => described(withoutFile(entry, words, again), `lost-${index}`)),
        ],
        words,
      ),
      section(
        words.drafts,
        drafts.sort(newest).map((row) => draft(row, screen, contacts, again, reopen)),
        words,
      ),
      ...(gone.length === 0 ? [] : [section(words.gone, gone, words)]),
      loader(dialog, screen, close),
    );
  } catch (error) {
    const said = error instanceof StoreFault ? screen.words.trouble.store : words.failed;
    dialog.replaceChildren(title, element("p", "error", said), loader(dialog, screen, close));
  }
  // What had the focus is another element now, or gone.
  title.focus();
}

/** When a report was signed or a draft was changed last; what cannot be read comes last. */
function momentOf({ key, value }: Row): number {
  const file = readFile(value);
  if (file !== null) {
    return Date.parse(file.sealedAt);
  }
  const record = readDraftRecord(key, value);
  return isDraft(record) ? record.at : 0;
}

function section(title: string, rows: readonly HTMLElement[], words: Words): HTMLElement {
  const box = element("section", "");
  box.append(element("h3", "", title));
  if (rows.length === 0) {
    box.append(element("p", "hint", words.none));
  } else {
    const list = element("ul", "files");
    list.append(...rows);
    box.append(list);
  }
  return box;
}

type Reopen = (act: () => Promise<void>) => Promise<void>;

function report(row: Row, screen: Screen, again: () => Promise<void>, reopen: Reopen): HTMLElement {
  const words = screen.words.list;
  const file = readFile(row.value);
  const item = element("li", "");
  if (file === null) {
    const [jti, text] = [String(row.key), String(row.value)];
    const remove = (): void => act(item, words, again, () => removeBroken(jti));
    item.append(
      element("strong", "", words.broken),
      ...waysOf(jti, words),
      buttons(
        button(words.save, () => offerText(`${jti}.txt`, "text/plain", text)),
        ...removal(words, remove),
      ),
    );
    return item;
  }
  item.append(
    named(contactOf(file), formTitle(file.questionnaire, screen.form[0], screen.root)),
    " ",
    element("span", "size", moment(Date.parse(file.sealedAt), screen)),
    element("p", "file", file.name),
  );
  const entries = outbox.entries().filter((entry) => entry.jti === file.jti);
  const hint = element("p", "hint");
  item.append(
    ...(entries.length === 0 ? [hint] : entries.map((entry) => way(entry, words))),
    receiptsFor(file, screen),
  );
  const goes = goesAt(file, entries, screen.keepDays);
  if (goes !== null) {
    item.append(element("p", "hint", words.goes.replace("{0}", moment(goes, screen))));
  }
  item.append(reportButtons(file, { item, hint }, screen, again, reopen));
  return described(item, file.jti);
}

function reportButtons(
  file: SealedFile,
  { item, hint }: { readonly item: HTMLElement; readonly hint: HTMLElement },
  screen: Screen,
  again: () => Promise<void>,
  reopen: Reopen,
): HTMLElement {
  const words = screen.words.list;
  const retry = button(words.retry, () => act(item, words, again, () => outbox.retry(file.jti)));
  retry.dataset["retry"] = file.jti;
  retry.hidden = !waits(file.jti);
  const isElsewhere = (): boolean =>
    outbox.entries().some(({ jti, state }) => jti === file.jti && state === "delivered");
  /** Does something after which the list is as it was. */
  const does = (work: () => Promise<void>): void => act(item, words, async () => undefined, work);
  return buttons(
    saving(file, isElsewhere(), words, { does, hint }),
    ...savingBeside(file, words, does),
    button(words.read, () => does(() => readReport(file, screen))),
    retry,
    ...removal(
      words,
      () => void reopen(() => removeReport(file)),
      () => (isElsewhere() || isHandedOut(file.jti) ? words.sure : words.sureOnly),
    ),
  );
}

/** The contact, where there is one, and the form: each may run in a direction of its own. */
function named(contact: string | null, title: string): HTMLElement {
  const name = element("strong", "name");
  name.append(...(contact === null ? [] : [element("bdi", "", contact), " · "]), element("bdi", "", title));
  return name;
}

/** What waits to be sent, and has no file any more. */
function withoutFile(entry: Entry, words: Words, again: () => Promise<void>): HTMLElement {
  const item = element("li", "");
  const remove = (): void => act(item, words, again, () => outbox.remove(entry.jti, entry.target));
  item.append(element("strong", "name", entry.jti), way(entry, words), buttons(...removal(words, remove)));
  return item;
}

/** Does something, and draws the list again, or says that it could not be done. */
function act(item: HTMLElement, words: Words, again: () => Promise<void>, work: () => Promise<void>): void {
  work().then(again, () => item.append(element("p", "error", words.failed)));
}

function draft(
  { key, value }: Row,
  screen: Screen,
  contacts: Contacts,
  again: () => Promise<void>,
  reopen: Reopen,
): HTMLElement {
  const words = screen.words.list;
  const record = readDraftRecord(key, value);
  const item = element("li", "");
  const name = Array.isArray(key) ? String(key[0]) : String(key).slice(0, 8);
  const contact = Array.isArray(key) ? (contacts.get(JSON.stringify(key.slice(0, 4))) ?? null) : null;
  item.append(named(contact, formTitle(name, screen.form[0], screen.root)), " ");
  // Of several assignments each has its draft.
  const [, assignment, observer] = Array.isArray(key) ? key.map(String) : [];
  const assigned = [assignment, observer].filter((text) => text !== undefined && text !== "");
  if (assigned.length > 0) {
    item.append(element("bdi", "size", assigned.join(" · ")), " ");
  }
  const isHere = Array.isArray(key) && JSON.stringify(key.slice(0, 4)) === JSON.stringify(screen.form);
  const save = (end: string): HTMLButtonElement =>
    button(words.save, () => offerText(`${name}.draft.${end}`, "application/json", record.text));
  const remove = (): void => {
    if (isHere) {
      void reopen(() => removeDraft(record));
    } else {
      removeDraft(record).then(again, () => item.append(element("p", "error", words.failed)));
    }
  };
  if (!isDraft(record)) {
    item.append(element("span", "size", words.broken), buttons(save("txt"), ...removal(words, remove)));
    return item;
  }
  item.append(element("span", "size", `${words[record.stage]} · ${moment(record.at, screen)}`));
  const goOn = (): void => void reopen(() => bringBack(record, screen.form));
  item.append(
    buttons(
      ...(isHere && record.stage !== "sealed" && record.id !== screen.current ? [button(words.continue, goOn)] : []),
      save("json"),
      copy(item, record.text, words),
      ...removal(words, remove),
    ),
  );
  return described(item, record.id);
}

/** Where a browser saves no files, a draft goes as text. */
function copy(item: HTMLElement, text: string, words: Words): HTMLButtonElement {
  const said = element("p", "hint");
  said.setAttribute("role", "status");
  return button(words.copyText, () => {
    item.append(said);
    void copyText(text, item).then((isCopied) => {
      said.textContent = isCopied ? words.copied : words.notCopied;
      if (!isCopied) {
        const field = textField(text);
        field.setAttribute("aria-label", words.pasted);
        said.replaceChildren(words.notCopied, field);
        field.focus();
      }
    });
  });
}

function loader(dialog: HTMLDialogElement, screen: Screen, close: HTMLElement): HTMLElement {
  const { words, begin } = screen;
  const input = element("input", "");
  input.type = "file";
  input.accept = ".json,application/json";
  input.hidden = true;
  const open = (text: string): void => {
    dialog.close();
    begin(text);
  };
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) {
      void file.text().then(open);
    }
  });
  const row = element("p", "buttons");
  const paste = button(words.list.paste, () => {
    const box = pasted(words.list, open);
    row.before(box);
    paste.remove();
    box.querySelector("textarea")?.focus();
  });
  row.append(
    input,
    ...receiptLoader(screen, row, dialog),
    button(words.list.load, () => input.click()),
    paste,
    close,
  );
  return row;
}

/** Takes a receipt from a file, and says what became of it. */
function receiptLoader(screen: Screen, row: HTMLElement, dialog: HTMLElement): readonly HTMLElement[] {
  const words = screen.words.receipts;
  const said = element("p", "hint");
  said.setAttribute("role", "status");
  const input = element("input", "");
  input.type = "file";
  input.accept = ".jws,.json,.txt,application/jose,application/json,text/plain";
  input.hidden = true;
  const take = async (file: File): Promise<void> => {
    const files = (await database.rows("files")).flatMap(({ value }) => readFile(value) ?? []);
    said.textContent = await takeReceipt(await file.text(), files, shown(screen));
    for (const box of dialog.querySelectorAll<HTMLElement>("[data-receipts]")) {
      const of = receipted.get(box);
      await (of === undefined ? undefined : fillReceipts(box, of, shown(screen)));
    }
  };
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    // The same file may be chosen again, once it is mended.
    input.value = "";
    row.before(said);
    if (file !== undefined) {
      take(file).catch(() => {
        said.textContent = screen.words.list.failed;
      });
    }
  });
  return [input, button(words.load, () => input.click())];
}

/** A field for a draft that comes as text, from a browser that saves no files. What is not whole stays in it. */
function pasted(words: Words, open: (text: string) => void): HTMLElement {
  const box = element("div", "paste");
  const label = element("label", "", words.pasted);
  const field = element("textarea", "input");
  field.setAttribute("part", "input");
  field.id = "device-pasted";
  field.rows = 4;
  field.dir = "ltr";
  field.spellcheck = false;
  label.htmlFor = field.id;
  const wrong = element("p", "error", words.notDraft);
  wrong.setAttribute("role", "alert");
  const act = (): void => {
    if (draftFacts(field.value) === null) {
      box.append(wrong);
      field.focus();
    } else {
      open(field.value.trim());
    }
  };
  box.append(label, field, buttons(button(words.pasteOpen, act)));
  return box;
}

/** The buttons of all rows say the same: each is described by its row. */
function described(item: HTMLElement, id: string): HTMLElement {
  const facts = item.querySelectorAll<HTMLElement>(".name, .size");
  const ids = [...facts].map((fact, index) => {
    fact.id = `device-${id}-${index}`;
    return fact.id;
  });
  for (const one of item.querySelectorAll("button")) {
    one.setAttribute("aria-describedby", ids.join(" "));
  }
  return item;
}

function removal(words: Words, act: () => void, asks: () => string = () => words.sure): readonly HTMLElement[] {
  return [confirmed({ label: words.remove, classes: "button", yes: words.yes, no: words.no, asks, act })];
}

function moment(ms: number, { language }: Screen): string {
  return new Date(ms).toLocaleString(language === "" ? undefined : localeOf(language), {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
  });
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = element("button", "button", text);
  made.type = "button";
  made.setAttribute("part", "button");
  made.addEventListener("click", act);
  return made;
}

function buttons(...all: readonly HTMLElement[]): HTMLElement {
  const row = element("div", "buttons");
  row.append(...all);
  return row;
}
