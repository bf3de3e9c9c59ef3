// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../src/device/database.js";
import { fileText } from "../src/device/records.js";
import { trustText } from "./agency.js";
import { at, drafted, ID, linked, opens, part, prepare, press, sees, textOf, VISIT } from "./assigned.js";
import { sealed } from "./memory-device.js";
import { opened } from "./pkg/sealform_web.js";
import "../src/index.js";

prepare();

const MINUTE_MS = 60_000;
const NOW = Date.parse("2026-11-20T10:00:00Z");

/** The page is hidden, or seen. */
function look(isHidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

/** Nobody looks at the page for so many minutes. */
function away(minutes: number): void {
  look(true);
  vi.setSystemTime(Date.now() + minutes * MINUTE_MS);
  look(false);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
  Reflect.deleteProperty(document, "hidden");
});

const DUE = { ...VISIT, submit_by: "2026-11-20T20:00:00Z" };
const news = (): string => at.form.shadowRoot?.querySelector(".news")?.textContent ?? "";

describe("whoever comes back to a page after hours", () => {
  it("is told what is due, and goes on in the form as it was", async () => {
    await linked(DUE);
    expect(news()).toBe("");
    away(5 * 60);
    await vi.waitFor(() => expect(news()).toContain("Report due"), 5_000);
    expect(news()).toContain("(in 5 hours)");
    expect(opened).toHaveLength(1);
    expect(opened[0].ended).toBe(false);
  });

  it("is told that the deadline and the days of the visit have passed meanwhile", async () => {
    await linked({ ...DUE, visit: { from: "2026-11-16", to: "2026-11-20", tz: "Europe/Oslo" } });
    expect(textOf()).not.toContain("was due on");
    away(24 * 60);
    await sees("This report was due on Friday, November 20");
    expect(textOf()).toContain("The days for this contact have passed");
    expect(news()).toBe("");
  });

  it("is told nothing after a moment away, however often", async () => {
    await linked(DUE);
    for (const minutes of [29, 29, 1]) {
      away(minutes);
    }
    // A second event of the same kind begins no new time.
    look(true);
    vi.setSystemTime(Date.now() + 29 * MINUTE_MS);
    look(true);
    look(false);
    await new Promise((go) => setTimeout(go, 100));
    expect(news()).toBe("");
    away(30);
    await vi.waitFor(() => expect(news()).toContain("Report due"), 5_000);
  });

  it("is told that the agency has taken the assignment back, and can save what was filled in", async () => {
    const { agency } = at;
    let trust = trustText(agency);
    vi.stubGlobal("fetch", async () => new Response(trust));
    await linked(DUE, "/trust.json");
    trust = JSON.stringify({
      ...JSON.parse(trust),
      revoked: [{ iss: "agency", assignment: VISIT.assignment, version: VISIT.version }],
    });
    away(60);
    await sees("The agency has taken this assignment back");
    expect(news()).toBe("");
    expect(opened[0].ended).toBe(false);
    press("Reports and drafts on this device");
    await vi.waitFor(() => expect(part("device")).not.toBeNull(), 5_000);
  });

  it("is told what is due where trust is out of reach", async () => {
    const trust = trustText(at.agency);
    let isOffline = false;
    vi.stubGlobal("fetch", async () => (isOffline ? Promise.reject(new TypeError("offline")) : new Response(trust)));
    await linked(DUE, "/trust.json");
    isOffline = true;
    away(60);
    await vi.waitFor(() => expect(news()).toContain("Report due"), 5_000);
    expect(textOf()).not.toContain("taken this assignment back");
  });

  it("hears nothing of deadlines once the report is signed", async () => {
    await drafted("17", ID, { typed: "text" }, "sealed");
    const file = { ...sealed(ID), form: ["visit", "17", "anna", ""], sealedAt: new Date(NOW).toISOString() };
    await database.write([{ store: "files", key: ID, put: fileText(file) }]);
    await linked(DUE);
    await opens(1);
    away(24 * 60);
    await new Promise((go) => setTimeout(go, 100));
    expect(textOf()).not.toContain("was due on");
    expect(part("assignment-summary")?.textContent).toContain("Signed");
    expect(news()).toBe("");
  });
});
