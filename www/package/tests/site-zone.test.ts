import { describe, expect, it } from "vitest";

import { siteZone } from "../src/site-zone.js";

const NOW = Date.UTC(2026, 10, 20, 12);

function zone(tz: unknown): { name: string; transitions: number[][] } | undefined {
  return siteZone({ visit: { tz } as never }, NOW)["site_zone"] as never;
}

describe("the clock of a site", () => {
  it("is listed with its changes, to the second", () => {
    const found = zone("Asia/Tokyo");
    expect(found?.name).toBe("Asia/Tokyo");
    expect(found?.transitions.map(([, offset]) => offset)).toEqual([540]);
    const york = zone("America/New_York")?.transitions ?? [];
    expect(york).toContainEqual([Date.UTC(2026, 2, 8, 7) / 1000, -240]);
    expect(york).toContainEqual([Date.UTC(2026, 10, 1, 6) / 1000, -300]);
    expect(york.every(([at], index) => index === 0 || (at ?? 0) > (york[index - 1]?.[0] ?? 0))).toBe(true);
  });

  it("has half hours", () => {
    expect(zone("Asia/Kolkata")?.transitions).toEqual([[expect.any(Number), 330]]);
  });

  it.each([undefined, 7, "", "Nowhere/At_All", new Intl.DateTimeFormat().resolvedOptions().timeZone])(
    "is not given for %s",
    (tz) => {
      expect(zone(tz)).toBeUndefined();
    },
  );

  it("is not given where nothing is said of a visit", () => {
    expect(siteZone({})).toEqual({});
    expect(siteZone({ visit: "soon" } as never)).toEqual({});
  });
});
