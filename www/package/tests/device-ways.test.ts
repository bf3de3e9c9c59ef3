// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { expect, it, vi } from "vitest";
import { outbox } from "../src/device/desk.js";
import { type Entry, newEntry } from "../src/device/entry.js";
import { removals } from "../src/device/keeping.js";
import { removedReports, way } from "../src/device-ways.js";
import { deviceMessages } from "../src/messages.js";
import { serverAt } from "./memory-device.js";

const said = async (change: Partial<Entry>, language = "en"): Promise<string> => {
  const entry = { ...newEntry({ jti: "a", sha256: "d", questionnaire: "visit", target: "t" }, 0), ...change };
  return way(entry, (await deviceMessages(language)).list).textContent ?? "";
};

it("says where a report goes, how many attachments it has there, and which are missing", async () => {
  const server = { ...serverAt("https://a.example/in?sig=s"), type: "azure", id: "t", blobs: true } as const;
  const to = vi.spyOn(outbox, "destination").mockReturnValue(server);
  expect(await said({ state: "sending", blobs: { total: 3, arrived: ["p"], lost: [] } })).toBe(
    "a.example/in: Being sent… Attached files sent: 1 of 3.",
  );
  expect(await said({ state: "delivered", blobs: { total: 2, arrived: ["p"], lost: ["$&.jpg"] } })).toBe(
    "a.example/in: Delivered Attached files sent: 1 of 2. Not on this device any more, so sent without: $&.jpg.",
  );
  expect(await said({ state: "delivered", blobs: { total: 0, arrived: [], lost: [] } })).toBe(
    "a.example/in: Delivered",
  );
  to.mockReturnValue({ type: "file", id: "t" });
  expect(await said({ reason: "by-hand" })).toBe(
    "A file that you save: Waiting to be sent It waits until you save or share it.",
  );
  to.mockReturnValue({ type: "share", id: "t" });
  expect(await said({ reason: "by-hand" }, "de")).toContain("Eine andere App: ");
  to.mockReturnValue(undefined);
  expect(await said({ state: "blocked", reason: "no-target" })).toContain("t: ");
});

it("lists what went by itself, the newest first", async () => {
  const record = (jti: string, at: number): object => ({ jti, questionnaire: "visit", name: `${jti}.jws.json`, at });
  await removals.write([
    { store: "reports", key: "a", put: JSON.stringify(record("a", 1)) },
    { store: "reports", key: "b", put: JSON.stringify(record("b", 2)) },
    { store: "reports", key: "c", put: "damaged" },
  ]);
  const { list } = await deviceMessages("en");
  const rows = await removedReports(list, (ms) => `day ${ms}`);
  expect(rows.map(({ textContent }) => textContent)).toEqual([
    "b.jws.json Arrived everywhere; removed from this device on day 2.",
    "a.jws.json Arrived everywhere; removed from this device on day 1.",
    "c Cannot be read",
  ]);
});
