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

/** What the button of a question for pictures says. */
function asked(files: "image" | "audio" | "video", appearance: string): string | null | undefined {
  const host = document.createElement("div");
  document.body.append(host);
  const field = { ...FIELD, appearance, readonly: false, required: false, invalid: false };
  mount(host, { kind: "file", field, files, value: null } as unknown as ViewOf<"file">, () => undefined);
  return host.querySelector("label")?.textContent;
}

it("says that it takes a photo where the camera must be used, and that one may choose elsewhere", () => {
  expect(asked("image", "")).toBe("Take or choose a picture");
  expect(asked("image", "new")).toBe("Take a photo");
  expect(asked("image", "annotate new-front")).toBe("Take a photo");
  expect(asked("video", "new")).toBe("Record a video");
  expect(asked("audio", "")).toBe("Record or choose audio");
});

/** What is drawn on a picture: a stand-in for what jsdom lacks. */
function stubCanvas(): string[] {
  const heard: string[] = [];
  const context = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...given: unknown[]) =>
          heard.push([name, ...given].join(" ")),
      set: () => true,
    },
  );
  vi.stubGlobal("createImageBitmap", async () => ({ width: 200, height: 100, close: () => undefined }));
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((take, type) => {
    // Files are named by what is in them.
    const picture = `picture ${heard.length}`;
    const blob = new Blob([picture], { type });
    blob.arrayBuffer = async () => new TextEncoder().encode(picture).buffer as ArrayBuffer;
    take(blob);
  });
  return heard;
}

it("answers with the picture as it was drawn on, stroke by stroke", async () => {
  const heard = stubCanvas();
  const form = document.createElement("div");
  takeLateAnswers(
    form,
    () => undefined,
    () => FORM,
  );
  const host = document.createElement("span");
  form.attachShadow({ mode: "open" }).append(host);
  document.body.append(form);
  const field = { ...FIELD, appearance: "annotate", readonly: false, required: false, invalid: false };
  let view = { kind: "file", field, files: "image", value: null } as unknown as ViewOf<"file">;
  const answers: unknown[] = [];
  const widget = mount(host, view, (value) => {
    answers.push(value);
    view = { ...view, value };
    widget.update(view);
  });
  const board = host.querySelector<HTMLElement>(".pad");
  const sheet = board?.querySelector("canvas") as HTMLCanvasElement;
  sheet.setPointerCapture = () => undefined;
  sheet.hasPointerCapture = () => true;
  await vi.waitFor(() => expect(board?.hidden).toBe(true));
  const input = host.querySelector("input") as HTMLInputElement;
  const photo = Object.assign(new Blob(["bytes"], { type: "image/jpeg" }), { name: "door.jpg" });
  Object.defineProperty(input, "files", { value: [photo] });
  input.dispatchEvent(new Event("change"));
  await settled(form);
  await vi.waitFor(() => expect(board?.hidden).toBe(false));
  expect(answers).toHaveLength(1);
  const stroke = (x: number): void => {
    for (const type of ["pointerdown", "pointermove"]) {
      sheet.dispatchEvent(new MouseEvent(type, { clientX: x, clientY: 5, button: 0 }));
    }
  };
  stroke(10);
  stroke(20);
  const undo = board?.querySelector("button") as HTMLButtonElement;
  expect(undo.hidden).toBe(false);
  undo.click();
  expect(undo.hidden).toBe(false);
  // Both were drawn, and the first one is drawn again without the second.
  expect(heard.filter((call) => call === "stroke").length).toBeGreaterThan(4);
  await settled(form);
  expect(answers).toHaveLength(2);
  expect(answers[1]).not.toEqual(answers[0]);
  // What was drawn stays to be taken back, though the picture is another one now.
  expect(undo.hidden).toBe(false);
  undo.click();
  await settled(form);
  expect(undo.hidden).toBe(true);
  expect(answers).toHaveLength(3);
});

it("says that nothing was answered where nothing can be, and nothing of the kind anywhere else", () => {
  const host = document.createElement("span");
  document.body.append(host);
  const view = (readonly: boolean, value: readonly string[] | null): ViewOf<"file"> => {
    const field = { ...FIELD, readonly, required: false, invalid: false };
    return { kind: "file", field, files: "any", value } as unknown as ViewOf<"file">;
  };
  const widget = mount(host, view(true, null), () => undefined);
  const seen = (): string =>
    [...host.children].map((one) => ((one as HTMLElement).hidden ? "" : one.textContent)).join("");
  expect(seen()).toContain("Not answered");
  widget.update(view(true, ["paper-0123456789abcdef.pdf"]));
  expect(seen()).not.toContain("Not answered");
  widget.update(view(false, null));
  expect(seen()).not.toContain("Not answered");
});
