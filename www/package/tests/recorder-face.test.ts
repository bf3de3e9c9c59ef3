// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { webcrypto } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { database } from "../src/device/database.js";
import { forget, forgetOld, PieceStore, RECORDINGS } from "../src/evidence/recordings.js";
import { settled } from "../src/late-answers.js";
import { loadMessages } from "../src/widgets/toolkit.js";
import { FakeMediaRecorder, giveDevices, type Track } from "./media-device.js";
import { DRAFT, FORM, type Question, question } from "./question.js";

let tracks: readonly Track[];

beforeEach(async () => {
  vi.stubGlobal("crypto", webcrypto);
  HTMLMediaElement.prototype.play = async () => undefined;
  tracks = giveDevices().tracks;
  await loadMessages("en");
  await database.write([{ store: "drafts", key: [...FORM, DRAFT], put: "{}" }]);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

/** A question in which one can record. */
async function recording(wishes: Partial<Parameters<typeof question>[0]> = {}): Promise<Question> {
  const asked = question({ files: "audio", ...wishes });
  await vi.waitFor(() => asked.button(wishes.files === "video" ? "Record a video here" : "Record sound here"));
  return asked;
}

/** One that has been recording for a moment. */
async function begun(asked: Question, text = "Record sound here"): Promise<void> {
  asked.button(text).click();
  await vi.waitFor(() => asked.button("Stop and keep"));
  await vi.waitFor(async () => expect((await pieces()).length).toBeGreaterThan(0), 5_000);
}

/** The pieces that are kept in the database of recordings. */
function pieces(): Promise<IDBValidKey[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(RECORDINGS.name);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const { result } = opening;
      const keys = result.objectStoreNames.contains("pieces")
        ? result.transaction("pieces").objectStore("pieces").getAllKeys()
        : null;
      result.close();
      if (keys === null) {
        resolve([]);
      } else {
        keys.onsuccess = () => resolve(keys.result);
      }
    };
  });
}

it("records, and the recording is the answer; its pieces go", async () => {
  const asked = await recording();
  expect(asked.said()).toContain("A recording can be 15:00 long.");
  expect(asked.said()).toContain("Choose a recording");
  await begun(asked);
  expect(asked.said()).toContain("Recording.");
  asked.button("Pause").click();
  expect(asked.said()).toContain("Paused. What was recorded is there.");
  asked.button("Continue").click();
  asked.button("Stop and keep").click();
  await vi.waitFor(() => expect(asked.answers).toHaveLength(1));
  expect(asked.answers[0]?.[0]).toEqual([expect.stringMatching(/^audio-[0-9a-f]{16}\.webm$/)]);
  // What this page has made says nothing of where it was made.
  expect(asked.said()).not.toContain("It may still contain");
  expect(tracks.every(({ isStopped }) => isStopped)).toBe(true);
  await vi.waitFor(async () => expect(await pieces()).toEqual([]));
  asked.button("Record again");
});

it("gives the recording before back that another one took the place of", async () => {
  const asked = question({ files: "audio", value: ["audio-0000000000000000.webm"] });
  await vi.waitFor(() => asked.button("Record again"));
  await begun(asked, "Record again");
  asked.button("Stop and keep").click();
  await vi.waitFor(() => expect(asked.answers).toHaveLength(1));
  expect(asked.answers[0]?.[1]).toBe("audio.webm");
});

it("ends and is kept when the person goes to the next page, or puts the page away", async () => {
  const asked = await recording();
  await begun(asked);
  await settled(asked.form);
  expect(asked.answers).toHaveLength(1);
  await begun(asked, "Record again");
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.waitFor(() => expect(asked.answers).toHaveLength(2));
  await vi.waitFor(() => expect(asked.said()).toMatch(/ended when the page was left\. Kept: 0:0\d\./));
});

it("ends with the question, and lets go of the microphone", async () => {
  const asked = await recording();
  await begun(asked);
  asked.widget.end?.();
  await vi.waitFor(() => expect(asked.answers).toHaveLength(1));
  expect(tracks.every(({ isStopped }) => isStopped)).toBe(true);
});

it("offers what is left of a recording whose page was killed, and keeps or deletes it as asked", async () => {
  const killed = await recording();
  await begun(killed);
  FakeMediaRecorder.last?.kill();
  const again = await recording();
  await vi.waitFor(() =>
    expect(again.said()).toMatch(/A recording of 0:0\d did not come to its end\. It was not lost\./),
  );
  again.button("Keep it").click();
  await settled(again.form);
  expect(again.answers).toHaveLength(1);
  await vi.waitFor(async () => expect((await pieces()).length).toBeLessThan(2));
});

/** What is offered in a question after a recording of a draft was killed. */
async function offered(draft: string, keptDrafts: readonly string[]): Promise<string> {
  for (const key of await database.keys("drafts")) {
    await database.write([{ store: "drafts", key: key as string[], remove: true }]);
  }
  for (const id of keptDrafts) {
    await database.write([{ store: "drafts", key: [...FORM, id], put: "{}" }]);
  }
  const store = new PieceStore({ form: FORM, path: "visit/proof", draft }, Date.now());
  store.add(new Blob(["x"], { type: "audio/webm" }), 7_000);
  await vi.waitFor(async () => expect(await pieces()).toHaveLength(1));
  const asked = await recording();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const said = asked.said();
  await store.done();
  return said;
}

it("offers what is left of a draft that was never written, and nothing of a draft that waits elsewhere", async () => {
  for (const key of await pieces()) {
    await forget((key as string[]).slice(0, -1));
  }
  expect(await offered("never", [DRAFT])).toContain("A recording of 0:07");
  expect(await offered(DRAFT, [])).toContain("A recording of 0:07");
  expect(await offered("other", [DRAFT, "other"])).not.toContain("A recording of");
});

it("forgets what nobody came back to for a month", async () => {
  const day = 86_400_000;
  const store = new PieceStore({ form: FORM, path: "visit/proof", draft: "other" }, 1_000 * day);
  store.add(new Blob(["x"]), 1_000);
  await vi.waitFor(async () => expect(await pieces()).toHaveLength(1));
  await forgetOld(1_029 * day);
  expect(await pieces()).toHaveLength(1);
  await forgetOld(1_031 * day);
  expect(await pieces()).toHaveLength(0);
});

it.each([
  ["NotAllowedError", "This page may not use the microphone."],
  ["NotFoundError", "This device has no microphone"],
  ["NotReadableError", "Another program is using the microphone."],
])("explains %s, and names a way on", async (name, sentence) => {
  giveDevices(() => Promise.reject(Object.assign(new Error("no"), { name })));
  const asked = await recording();
  asked.button("Record sound here").click();
  await vi.waitFor(() => expect(asked.said()).toContain(sentence));
  expect(asked.said()).toContain("You can choose a file instead.");
  asked.button("Record sound here");
});

it("shows what a film will show, and takes as long as the form says", async () => {
  const asked = await recording({ files: "video", parameters: { "max-seconds": "90" } });
  expect(asked.said()).toContain("A recording can be 1:30 long.");
  await begun(asked, "Record a video here");
  expect(asked.host.querySelector("video.camera")?.closest("[hidden]")).toBeNull();
  expect(asked.host.querySelector("[role=timer]")?.textContent).toMatch(/^0:0\d of 1:30$/);
  asked.widget.end?.();
  await vi.waitFor(() => expect(asked.answers).toHaveLength(1));
});

it("says before it ends by itself, and that what was recorded is kept", async () => {
  const asked = await recording({ parameters: { "max-seconds": "3" } });
  await begun(asked);
  await vi.waitFor(() => expect(asked.said()).toContain("The recording ends by itself in 1 s, and is kept."), 5_000);
  await vi.waitFor(() => expect(asked.answers).toHaveLength(1), 5_000);
  await vi.waitFor(() => expect(asked.said()).toContain("The recording has reached its longest time. Kept: 0:03."));
});

it("lets files be chosen where the browser does not record", async () => {
  vi.stubGlobal("MediaRecorder", undefined);
  const asked = question({ files: "audio" });
  await vi.waitFor(() => expect(asked.said()).toContain("Record or choose audio"));
  expect(asked.host.querySelector(".recorder")).toBeNull();
});
