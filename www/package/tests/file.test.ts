// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { webcrypto } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { database } from "../src/device/database.js";
import { settled, takeLateAnswers } from "../src/late-answers.js";
import { mount } from "../src/widgets/file.js";
import { loadMessages, type ViewOf } from "../src/widgets/toolkit.js";

const FORM = ["visit", "", "", ""];
const FIELD = { path: "visit/proof", id: "q1", label: "Proof", appearance: "", language: "en", describedBy: "" };

beforeEach(async () => {
  vi.stubGlobal("crypto", webcrypto);
  await loadMessages("en");
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

/** Chooses a file in a question, and gives what is said and answered then. */
async function chosen(files: "any" | "audio" | "video", name: string, type: string): Promise<[string, unknown]> {
  const form = document.createElement("div");
  takeLateAnswers(
    form,
    () => undefined,
    () => FORM,
  );
  const host = document.createElement("span");
  form.attachShadow({ mode: "open" }).append(host);
  document.body.append(form);
  const field = { ...FIELD, readonly: false, required: false, invalid: false };
  const answers: unknown[] = [];
  mount(host, { kind: "file", field, files, value: null } as unknown as ViewOf<"file">, (value) => answers.push(value));
  const input = host.querySelector("input") as HTMLInputElement;
  const file = Object.assign(new Blob(["bytes"], { type }), { name });
  // jsdom reads no blobs in this way.
  file.arrayBuffer = async () => new TextEncoder().encode("bytes").buffer as ArrayBuffer;
  Object.defineProperty(input, "files", { value: [file] });
  input.dispatchEvent(new Event("change"));
  await settled(form);
  return [host.textContent ?? "", answers[0]];
}

const TELLS = "It may still contain where, when and with what it was made";

it.each([
  ["video", "VID_20261121_101112.mp4", "video/mp4"],
  ["audio", "REC_20261121.m4a", "audio/mp4"],
  ["any", "clip.mov", "video/quicktime"],
  ["any", "scan.gif", "image/gif"],
] as const)("says of %s, %s, that what wrote it cannot be taken out", async (files, name, type) => {
  expect((await chosen(files, name, type))[0]).toContain(TELLS);
});

it.each([
  ["any", "paper.pdf", "application/pdf"],
  ["any", "plan.svg", "image/svg+xml"],
] as const)("says nothing of the kind of %s, %s", async (files, name, type) => {
  const [said] = await chosen(files, name, type);
  expect(said).toContain("is saved on this device.");
  expect(said).not.toContain(TELLS);
});

it("keeps a file for the form in which it was chosen, under a name without the moment", async () => {
  const [, answer] = await chosen("video", "VID_20261121_101112.mp4", "video/mp4");
  expect(answer).toEqual([expect.stringMatching(/^video-[0-9a-f]{16}\.mp4$/)]);
  const [kept] = await database.rows("blobs");
  expect(kept?.value).toMatchObject({ type: "video/mp4", size: 5, forms: [JSON.stringify(FORM)] });
});
