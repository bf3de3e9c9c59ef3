// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { webcrypto } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isAccepted } from "../src/evidence/limits.js";
import { settled } from "../src/late-answers.js";
import { keep } from "../src/widgets/blobs.js";
import { loadMessages } from "../src/widgets/toolkit.js";
import { heic } from "./pictures.js";
import { file, question, stubPictures } from "./question.js";

beforeEach(async () => {
  vi.stubGlobal("crypto", webcrypto);
  await loadMessages("en");
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

/** A file that is attached elsewhere in the form, and says that it has so many bytes. */
async function elsewhere(bytes: number, digest = "e"): Promise<Record<string, string[]>> {
  const finished = {
    bytes: new ArrayBuffer(1),
    type: "video/mp4",
    sha256: digest.repeat(64),
    source: digest.repeat(64),
  };
  const { name } = await keep("film.mp4", { ...finished, bytes: { byteLength: bytes } as ArrayBuffer }, ["visit"]);
  return { "visit/other": [name] };
}

const names = (value: unknown): string[] => (value as string[]).map((name) => name.replace(/-[0-9a-f]{16}/, ""));

it("takes as many files as the form says, and tells how many are left out", async () => {
  const asked = question({ files: "any", parameters: { "max-files": "3" } });
  expect(asked.host.querySelector("input")?.multiple).toBe(true);
  await vi.waitFor(() => expect(asked.said()).toContain("Files: 0 of 3."));
  asked.choose(file("a.txt", "text/plain"));
  await settled(asked.form);
  expect(asked.said()).toContain("Add another file");
  asked.choose(file("b.txt", "text/plain"), file("c.txt", "text/plain"), file("d.txt", "text/plain"));
  await settled(asked.form);
  expect(names(asked.answers.at(-1)?.[0])).toEqual(["a.txt", "b.txt", "c.txt"]);
  await vi.waitFor(() => expect(asked.said()).toContain("This question takes 3 at most. Remove one to add another."));
  expect(asked.host.querySelector("input")?.disabled).toBe(true);
  expect(asked.host.querySelector("[role=status]")?.textContent).toContain("Taken: 2 of the 3 chosen");
  asked.button("Remove").click();
  expect(names(asked.answers.at(-1)?.[0])).toEqual(["b.txt", "c.txt"]);
  expect(asked.answers.at(-1)?.[1]).toBe("a.txt");
});

it("lets what another file takes the place of come back", async () => {
  const asked = question({ files: "any" });
  asked.choose(file("a.txt", "text/plain"));
  await settled(asked.form);
  asked.choose(file("b.txt", "text/plain"), file("c.txt", "text/plain"));
  await settled(asked.form);
  expect(asked.answers.map(([value]) => names(value))).toEqual([["a.txt"], ["b.txt"]]);
  expect(asked.answers.map(([, gone]) => gone)).toEqual([undefined, "a.txt"]);
});

it("tells how much room there is before anything is chosen, and takes nothing that has none", async () => {
  const others = await elsewhere(48_000_000);
  const asked = question({ files: "any", others, value: null });
  await vi.waitFor(() =>
    expect(asked.said()).toContain("All files of this form together: 50\u00a0MB at most, 2\u00a0MB free."),
  );
  asked.choose(file("long.mp4", "video/mp4", "x", 2_400_000));
  await settled(asked.form);
  expect(asked.said()).toContain(
    "long.mp4 was not added: it has 2.4\u00a0MB, and 2\u00a0MB are free. Your answer is as it was.",
  );
  expect(asked.answers).toEqual([]);
});

it("has room for a file in place of one that is as large", async () => {
  const others = await elsewhere(30_000_000, "a");
  const own = await elsewhere(19_000_000, "b");
  const asked = question({ files: "any", others, value: own["visit/other"] ?? null });
  asked.choose(file("other.mp4", "video/mp4", "x", 19_500_000));
  await settled(asked.form);
  expect(asked.answers).toHaveLength(1);
});

it("makes a picture ready before it looks how large it is, and tells the limit of one that stays too large", async () => {
  stubPictures(4_000, 3_000);
  const asked = question({ files: "image" });
  asked.choose(file("large.jpg", "image/jpeg", "x", 60_000_000));
  await settled(asked.form);
  expect(asked.answers).toHaveLength(1);
  const huge = { byteLength: 11_000_000 } as ArrayBuffer;
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((take) => {
    const blob = new Blob(["x"], { type: "image/jpeg" });
    blob.arrayBuffer = async () => huge;
    take(blob);
  });
  const { digest } = webcrypto.subtle;
  vi.spyOn(webcrypto.subtle, "digest").mockImplementation((name, data) =>
    digest.call(webcrypto.subtle, name, data === (huge as unknown) ? new Uint8Array(1) : data),
  );
  asked.choose(file("noise.jpg", "image/jpeg"));
  await settled(asked.form);
  expect(asked.said()).toContain(
    "noise.jpg was not added: made smaller it still has 11\u00a0MB, and a picture may have 10\u00a0MB.",
  );
  expect(asked.answers).toHaveLength(1);
});

it("explains a picture that the browser cannot read", async () => {
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("cannot")));
  const asked = question({ files: "image" });
  asked.choose(file("IMG_1.HEIC", "image/heic", heic()));
  await settled(asked.form);
  expect(asked.said()).toContain("IMG_1.HEIC is a HEIC picture, which this browser cannot read. On an iPhone:");
  asked.choose(file("text.jpg", "image/jpeg", "no picture"));
  await settled(asked.form);
  expect(asked.said()).toContain("This is not a picture that the browser can show.");
  expect(asked.answers).toEqual([]);
});

it("takes only the kinds that the form names, also of what is dropped", async () => {
  const asked = question({ files: "any", parameters: { accept: ".pdf, .docx" } });
  expect(asked.host.querySelector("input")?.accept).toBe(".pdf, .docx");
  const drop = Object.assign(new Event("drop", { bubbles: true, cancelable: true }), {
    dataTransfer: { types: ["Files"], files: [file("plan.png", "image/png")] },
  });
  const outside = vi.fn();
  asked.form.shadowRoot?.addEventListener("drop", outside);
  asked.host.dispatchEvent(drop);
  expect(outside).not.toHaveBeenCalled();
  expect(drop.defaultPrevented).toBe(true);
  await settled(asked.form);
  expect(asked.said()).toContain("plan.png was not added. This question takes: .pdf, .docx.");
  asked.choose(file("Plan.PDF", ""));
  await settled(asked.form);
  expect(asked.answers).toHaveLength(1);
});

it("says that a file could not be read", async () => {
  const asked = question({ files: "any" });
  const gone = file("gone.txt", "text/plain");
  gone.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
  asked.choose(gone);
  await settled(asked.form);
  expect(asked.said()).toContain("gone.txt could not be read, and was not added.");
});

it.each([
  ["a.pdf", "application/pdf", "application/pdf", true],
  ["a.PDF", "", ".pdf", true],
  ["a.exe", "", ".pdf", false],
  ["a.png", "image/png", "image/*", true],
  ["a.png", "image/png", "audio/*,video/*", false],
  ["a.heic", "", "image/*", true],
  ["a", "x/y", " ", true],
])("knows whether %s (%s) is of %s", (name, type, accept, is) => {
  expect(isAccepted({ name, type }, accept)).toBe(is);
});
