import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { placeOf } from "../src/device/delivery.js";
import { readDelivery } from "../src/device/delivery-reader.js";
import { NO_BLOBS } from "../src/device/entry.js";
import { judge } from "../src/device/outcome.js";
import { sendToFrame } from "../src/device/targets/frame.js";
import { attachment, Kept, submission } from "./submissions.js";

const PHOTO = attachment("photo-0123456789abcdef.jpg", "a photo");
const SOUND = attachment("sound-fedcba9876543210.webm", "a sound", "audio/webm");
const FILE = submission("11111111-1111-4111-8111-111111111111", [PHOTO, SOUND]);
const TO = { id: "page", type: "frame", url: "https://portal.example" } as const;

type Posted = readonly [data: { readonly jti: string }, origin: string, ports: readonly MessagePort[]];
const posted: Posted[] = [];

/** A page around the frame that does this with what it is handed. */
function around(act: (...posted: Posted) => void): void {
  vi.stubGlobal("window", {});
  vi.stubGlobal("parent", {
    postMessage: (...all: Posted) => {
      posted.push(all);
      act(...all);
    },
  });
}

async function handOver(kept = new Kept()): Promise<{ readonly is: string; readonly steps: readonly unknown[] }> {
  const steps: unknown[] = [];
  const way = { blobs: NO_BLOBS, store: kept, progress: async (blobs: unknown) => void steps.push(blobs) };
  return { is: judge(await sendToFrame(TO, FILE, way)).is, steps };
}

beforeEach(() => void posted.splice(0));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the page around a frame", () => {
  it("is handed the file with its attachments, at exactly its origin, and acknowledges it", async () => {
    const kept = new Kept();
    kept.keep(SOUND);
    around(({ jti }, _, [port]) => port?.postMessage({ acknowledge: jti }));
    const { is, steps } = await handOver(kept);
    expect(is).toBe("delivered");
    const [data, origin] = posted[0] ?? [];
    expect(origin).toBe("https://portal.example");
    const { name, type, sha256, bytes } = SOUND;
    expect(data).toEqual({
      type: "sealform-sealed",
      jti: FILE.jti,
      sha256: FILE.sha256,
      fileName: FILE.name,
      jws: FILE.jws,
      files: [{ name, type, sha256, bytes }],
    });
    expect(steps).toEqual([
      { total: 2, arrived: [], lost: [PHOTO.name] },
      { total: 2, arrived: [SOUND.sha256], lost: [PHOTO.name] },
    ]);
  });

  it.each([
    ["says nothing", () => undefined],
    [
      "says something else",
      ((_, __, [port]) => port?.postMessage({ acknowledge: "another" })) as (...all: Posted) => void,
    ],
  ])("has it again later where it %s for a minute", async (_, act) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    around(act);
    const over = handOver();
    while (posted.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.advanceTimersByTimeAsync(59_999);
    expect(await Promise.race([over, Promise.resolve("waiting")])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect((await over).is).toBe("retry");
  });

  it("is not there where the form is opened by itself", async () => {
    vi.stubGlobal("window", globalThis);
    vi.stubGlobal("parent", globalThis);
    expect((await handOver()).is).toBe("retry");
  });

  it("is named in the delivery by an address, of which the origin counts", () => {
    const { targets } = readDelivery(
      '{"targets":[{"type":"page","url":"https://portal.example/visits?a=b"}]}',
      "https://x.example/",
    );
    expect(targets).toEqual([TO]);
    expect(targets.map(placeOf)).toEqual(["portal.example"]);
  });
});
