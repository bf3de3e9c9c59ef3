// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { opened } from "./pkg/sealform_web.js";

let form: SealformForm;
const tree = (): ShadowRoot => form.shadowRoot as ShadowRoot;
const dialogs = (): HTMLDialogElement[] => [...tree().querySelectorAll("dialog")];

beforeEach(async () => {
  opened.length = 0;
  // jsdom shows no dialogs.
  HTMLDialogElement.prototype.showModal = () => undefined;
  HTMLDialogElement.prototype.close = function () {
    this.dispatchEvent(new Event("close"));
  };
  form = document.createElement("sealform-form");
  form.lang = "en";
  form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
  document.body.append(form);
  await vi.waitFor(() => expect(opened).toHaveLength(1), 5000);
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

async function asked(): Promise<HTMLDialogElement> {
  opened[0].page.showKeys();
  await vi.waitFor(() => expect(dialogs()).toHaveLength(1), 5000);
  return dialogs()[0] as HTMLDialogElement;
}

it("lists every key with what it does, and gives the focus back", async () => {
  const answer = document.createElement("input");
  opened[0].root.append(answer);
  await vi.waitFor(() => expect(answer.isConnected).toBe(true), 5000);
  answer.focus();
  const dialog = await asked();
  const rows = [...dialog.querySelectorAll("tr")].map((row) => row.textContent?.trim());
  expect(rows).toContain("1 … 9Select the choice with that number");
  expect(rows).toContain("Ctrl EnterOn to the next page");
  expect(rows.every((row) => /\S.*\S/.test(row ?? ""))).toBe(true);
  expect([...dialog.querySelectorAll("kbd")].map((key) => key.textContent).join(" ")).toBe(
    "1 9 A–Z ↑ ↓ Space Enter Ctrl Enter Ctrl Z ?",
  );
  expect(tree().activeElement?.textContent).toBe("Keyboard shortcuts");
  expect(dialog.getAttribute("aria-labelledby")).toBe(tree().activeElement?.id);
  dialog.querySelector("button")?.click();
  expect(dialogs()).toHaveLength(0);
  expect(tree().activeElement).toBe(answer);
});

it("stands there once, however often it is asked for", async () => {
  await asked();
  opened[0].page.showKeys();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(dialogs()).toHaveLength(1);
});

it("names the command key of a Mac", async () => {
  vi.spyOn(navigator, "platform", "get").mockReturnValue("MacIntel");
  expect((await asked()).textContent).toContain("⌘");
});

function press(target: EventTarget, init: KeyboardEventInit = {}): void {
  target.dispatchEvent(
    new KeyboardEvent("keydown", { key: "?", bubbles: true, composed: true, cancelable: true, ...init }),
  );
}

it("is asked for from anywhere on the page where nothing is typed, unless the page has a meaning of its own for the key", async () => {
  const field = document.createElement("textarea");
  const sealed = document.createElement("x-field");
  sealed.attachShadow({ mode: "closed" });
  const refuses = document.createElement("p");
  refuses.addEventListener("keydown", (event) => event.preventDefault());
  document.body.append(field, sealed, refuses);
  for (const target of [field, sealed, refuses]) {
    press(target);
  }
  press(document.body, { ctrlKey: true });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(dialogs()).toHaveLength(0);
  press(document.body);
  await vi.waitFor(() => expect(dialogs()).toHaveLength(1), 5000);
});

it("is asked for in a form that stands in a closed shadow root", async () => {
  const host = document.createElement("x-portal");
  document.body.append(host);
  host.attachShadow({ mode: "closed" }).append(form);
  await vi.waitFor(() => expect(opened).toHaveLength(2), 5000);
  press(tree().querySelector("[part=root]") as HTMLElement);
  await vi.waitFor(() => expect(dialogs()).toHaveLength(1), 5000);
  press(host);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(dialogs()).toHaveLength(1);
});

it("is asked of no form that is gone", async () => {
  form.remove();
  press(document.body);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(dialogs()).toHaveLength(0);
});
