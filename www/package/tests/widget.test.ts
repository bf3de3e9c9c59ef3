// @vitest-environment jsdom

import { expect, it, vi } from "vitest";
import { atWork, formOf, settled, working } from "../src/late-answers.js";
import "../src/index.js";
import { opened } from "./pkg/sealform_web.js";

const FIELD = { path: "visit/shelf", id: "q1", label: "Shelf", appearance: "", language: "en", describedBy: "" };
const VIEW = { kind: "barcode", field: { ...FIELD, readonly: false, required: false, invalid: false }, value: null };

it("answers the form itself once it is off the screen", async () => {
  const form = document.createElement("sealform-form");
  form.program = new Uint8Array([1]);
  document.body.append(form);
  await vi.waitFor(() => expect(form.exportDraft()).not.toBeNull(), 30_000);
  const widget = document.createElement("sealform-widget");
  widget.setAttribute("kind", "barcode");
  widget.setAttribute("view", JSON.stringify(VIEW));
  const heard: unknown[] = [];
  const root = opened[0].root as HTMLElement;
  root.addEventListener("sealform-answer", (event) => heard.push((event as CustomEvent).detail));
  root.append(widget);
  const input = await vi.waitFor(() => {
    const found = widget.querySelector("input");
    expect(found).not.toBeNull();
    return found as HTMLInputElement;
  }, 30_000);
  const type = (text: string): void => {
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };
  type("1");
  expect(heard).toEqual(['"1"']);
  widget.remove();
  // What the module was at work on goes on without the element.
  type("12");
  expect(heard).toHaveLength(1);
  expect(opened[0].answers).toEqual([["visit/shelf", '"12"']]);
});

it("shows what the form has written at once, not over what is typed a moment later", async () => {
  const widget = document.createElement("sealform-widget");
  widget.setAttribute("view", JSON.stringify(VIEW));
  document.body.append(widget);
  const input = await vi.waitFor(() => {
    const found = widget.querySelector("input");
    expect(found).not.toBeNull();
    return found as HTMLInputElement;
  }, 30_000);
  widget.setAttribute("view", JSON.stringify({ ...VIEW, value: "10" }));
  expect(input.value).toBe("10");
  input.value = "10.";
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(input.value).toBe("10.");
  widget.remove();
});

it("keeps a form from being sealed while it is at work on an answer", async () => {
  const form = document.createElement("div");
  const control = document.createElement("span");
  form.attachShadow({ mode: "open" }).append(control);
  let finish: () => void = () => undefined;
  expect(working(form)).toBeUndefined();
  const hurried: string[] = [];
  const drawing = new Promise<void>((resolve) => (finish = resolve));
  atWork(formOf(control), drawing, () => hurried.push("drawing"));
  atWork(formOf(control), Promise.reject(new Error("no picture")));
  expect(working(form)).toBeInstanceOf(Promise);
  let isSettled = false;
  const waiting = settled(form).then(() => {
    isSettled = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isSettled).toBe(false);
  // What waits for more input is told that somebody waits for it.
  expect(hurried).toContain("drawing");
  finish();
  await waiting;
  expect(working(form)).toBeUndefined();
});

it("says in its place, and to the page around the form, that it could not be loaded", async () => {
  vi.doMock("../src/widgets/rank.js", () => {
    throw new Error("no such chunk");
  });
  const heard: Event[] = [];
  document.addEventListener("sealform-error", (event) => heard.push(event), { once: true });
  const widget = document.createElement("sealform-widget");
  widget.setAttribute("view", JSON.stringify({ ...VIEW, kind: "rank" }));
  document.body.append(widget);
  await vi.waitFor(() => expect(heard).toHaveLength(1), 30_000);
  expect((heard[0] as CustomEvent).detail).toMatchObject({ kind: "failed", stage: "filling" });
  expect(widget.textContent).toContain("This field could not be loaded.");
  vi.doUnmock("../src/widgets/rank.js");
});
