// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";
import type { Report, ReportAnswer, ReportValue } from "../src/protocol.js";
import { type ReportOptions, SealformReport } from "../src/report.js";
import { zoneOf } from "../src/report-screen.js";

const answer = (question: string, value: ReportValue | null, more: Partial<ReportAnswer> = {}): ReportAnswer => ({
  path: question,
  question,
  value,
  comment: null,
  is_claimed: false,
  ...more,
});

const REPORT: Report = {
  title: "A call",
  form: "call",
  version: "2",
  has_form: true,
  language: "en",
  languages: ["en", "nb"],
  seal: {
    ok: true,
    trust: "none",
    replay: "full",
    signer: "thumbprint",
    sha256: "0123456789abcdef".repeat(4),
    code: { size: 2, path: "M0 0h1v1h-1z" },
  },
  outcome: "completed",
  outcome_text: "",
  begun: "2026-11-29T06:00:00+01:00",
  sealed: "2026-11-29T06:36:00+01:00",
  jti: "0b9f6c0e",
  rows: [
    { is: "heading", level: 0, text: "Opening", number: null },
    { is: "answer", ...answer("Was it friendly?", { type: "choices", value: ["Very"] }, { comment: "So nice" }) },
    { is: "heading", level: 1, text: "Visit", number: 2 },
    { is: "answer", ...answer("How warm?", { type: "number", value: "21.5" }) },
    {
      is: "answer",
      ...answer("Attempts", {
        type: "attempts",
        value: [{ at: "2026-11-28T09:00:00+01:00", channel: "phone", outcome: "no_answer", waited: 305 }],
      }),
    },
    { is: "answer", ...answer("Anything else?", null) },
  ],
  others: [],
  remarks: [],
  score: {
    state: "confirmed",
    total: {
      label: "",
      computed: { earned: "5", possible: "10", percent: "50" },
      claimed: { earned: "5", possible: "10", percent: "50" },
    },
    sections: [{ label: "Service", computed: { earned: "5", possible: "10", percent: "50" }, claimed: null }],
    band: "good",
    knocked_out: "",
  },
};

const drawn: SealformReport[] = [];

async function draw(change: Partial<Report> = {}, options: Partial<ReportOptions> = {}): Promise<ShadowRoot> {
  const element = new SealformReport();
  drawn.push(element);
  document.body.append(element);
  const report = (language: string): Report => ({ ...REPORT, language: language || "en", ...change });
  await element.show({ report, language: "en", ...options });
  return element.shadowRoot as ShadowRoot;
}

const texts = (root: ParentNode, selector: string): (string | null)[] =>
  [...root.querySelectorAll(selector)].map((one) => one.textContent);

afterEach(() => {
  for (const element of drawn.splice(0)) {
    element.remove();
  }
});

it("says the state of the seal first, then the answers in the order of the form, and the fingerprint last", async () => {
  const root = await draw();
  const parts = [...(root.querySelector("article")?.children ?? [])].map((one) => one.getAttribute("part"));
  expect(parts).toEqual(["bar", "seal", "head", null, "score", "fingerprint"]);
  expect(texts(root, "[part=heading]")).toEqual(["Opening", "Visit 2"]);
  expect(texts(root, "[part=question]")).toEqual(["Was it friendly?", "How warm?", "Attempts", "Anything else?"]);
  expect(texts(root, "[part=value]").at(-1)).toBe("Not answered");
  expect(root.querySelector("blockquote")?.textContent).toBe("So nice");
});

it("says moments and attempts in sentences, and nothing as a machine writes it", async () => {
  const root = await draw();
  const text = root.querySelector("article")?.textContent ?? "";
  expect(text).toContain("Attempt 1: ");
  expect(text).toContain("No answer. Waited 5:05.");
  expect(text).not.toMatch(/\dT\d\d:\d\d/);
  expect(text).not.toContain("no_answer");
});

const facts = (root: ParentNode): (string | null)[] => texts(root, ".facts dd");
const BEGUN_TEXT = "29 Nov 2026, 06:00";

it("writes moments as the receipt does: in the region of the reader, by the clock of the device or of the site", async () => {
  vi.stubGlobal("navigator", { languages: ["en-GB"], language: "en-GB" });
  expect(facts(await draw())).toContain(`${BEGUN_TEXT} UTC+1 (by the clock of the device)`);
  expect(facts(await draw({ begun: "2026-11-29T06:00:00-03:30" }))[2]).toContain(`${BEGUN_TEXT} UTC\u22123:30`);
  expect(facts(await draw({ begun: "2026-11-29T06:00:00+00:00" }))[2]).toContain(`${BEGUN_TEXT} UTC (`);
  expect(facts(await draw({}, { zone: "Asia/Tokyo" }))[2]).toMatch(/^29 Nov 2026, 14:00 (GMT\+9|JST) /);
  // A zone that no browser knows.
  expect(facts(await draw({}, { zone: "Moon/Tranquillity" }))[2]).toContain(`${BEGUN_TEXT} UTC+1`);
  vi.stubGlobal("navigator", { languages: ["en-US"], language: "en-US" });
  const american = await draw();
  expect(facts(american)[2]).toContain("Nov 29, 2026, 06:00 UTC+1");
  expect(american.textContent).toContain("Attempt 1: Nov 28, 2026, 09:00, ");
  vi.unstubAllGlobals();
});

it("takes the zone of the site from the assignment in a file", () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const file = (token: string | null): string => JSON.stringify({ payload: part({ assignment_token: token }) });
  expect(zoneOf(file(`h.${part({ visit: { tz: "Europe/Oslo" } })}.s`))).toBe("Europe/Oslo");
  for (const none of [file(null), file(`h.${part({})}.s`), file(`h.${part({ visit: { tz: 1 } })}.s`), "{", "{}"]) {
    expect(zoneOf(none)).toBeUndefined();
  }
});

it("tells what was computed from what is claimed", async () => {
  const root = await draw();
  expect(texts(root, "thead th")).toEqual(["Section", "Computed", "Claimed"]);
  expect(texts(root, "tbody tr:first-child > *")).toEqual(["Service", "50\u00a0% (5 of 10)", "\u2013"]);
  expect(texts(root, "tbody tr:last-child > *")[0]).toBe("Total");
});

it("draws what a file says as text", async () => {
  const hostile = '<img src=x onerror="alert(1)">';
  const root = await draw({
    title: hostile,
    form: hostile,
    outcome: hostile,
    jti: hostile,
    rows: [{ is: "answer", ...answer(hostile, { type: "text", value: hostile }, { comment: hostile }) }],
    others: [answer(hostile, { type: "files", value: [{ name: hostile, media_type: "image/png", sha256: "" }] })],
  });
  await vi.waitFor(() => expect(root.textContent).toContain("not at hand"));
  expect(root.querySelector("img, script")).toBeNull();
  expect(root.textContent?.split(hostile).length).toBeGreaterThan(6);
});

it("tells what stands out in the answers", async () => {
  const message = "the comment of `a` is all in <b>upper case</b>";
  const remarks: Report["remarks"] = [
    { path: "a", level: "warn", code: "answer/all-caps", message },
    { path: "", level: "flag", code: "answers/fast", message: "too fast" },
  ];
  const rows: Report["rows"] = ["b", "a"].map((path) => ({
    is: "answer",
    ...answer(`What of ${path}?`, { type: "text", value: "HA" }, { path }),
  }));
  const root = await draw({ remarks, rows });
  expect(texts(root, "ul.found li")).toEqual([`What of a?answer/all-caps: ${message}`, "answers/fast: too fast"]);
  expect(root.textContent).toContain("Remarks");
});

it("says on which scale a number stands", async () => {
  const step = { start: "0", end: "10", start_label: "Not <b>at all</b>", end_label: "Very" };
  const range = { start: "-1.5", end: "2.5", start_label: "", end_label: "" };
  const root = await draw({
    rows: [
      { is: "answer", ...answer("How likely?", { type: "scale", value: { value: "8", ...step } }) },
      { is: "answer", ...answer("How far?", { type: "scale", value: { value: "0.5", ...range } }) },
    ],
  });
  expect(texts(root, ".value")).toEqual(["8 (0 Not <b>at all</b> – 10 Very)", "0.5 (-1.5 – 2.5)"]);
});

it("shows names that JavaScript knows as they are", async () => {
  const attempts: ReportValue = {
    type: "attempts",
    value: [{ at: "never", channel: "constructor", outcome: "toString", waited: null }],
  };
  const root = await draw({ rows: [{ is: "answer", ...answer("Attempts", attempts) }] });
  expect(root.textContent).toContain("Attempt 1: never, constructor: toString.");
});

it("says that the questionnaire is not there, and shows paths", async () => {
  const root = await draw({
    has_form: false,
    title: "",
    rows: [],
    others: [answer("service/tidy", { type: "choices", value: ["unseen"] })],
  });
  expect(root.textContent).toContain("The questionnaire is not at hand");
  expect(root.querySelector("h1")?.textContent).toBe("call");
  expect(texts(root, "[part=question]")).toEqual(["service/tidy"]);
});

it("shows pictures that are at hand, and lets go of them", async () => {
  const revoked: string[] = [];
  URL.createObjectURL = () => "blob:here";
  URL.revokeObjectURL = (address) => void revoked.push(address);
  const files: ReportValue = { type: "files", value: [{ name: "a.png", media_type: "image/png", sha256: "ab" }] };
  const root = await draw(
    { rows: [{ is: "answer", ...answer("Photo", files) }] },
    { attachment: async () => new Blob(["x"]) },
  );
  await vi.waitFor(() => expect(root.querySelector("img")?.src).toBe("blob:here"));
  expect(root.querySelector("img")?.alt).toBe("a.png");
  drawn[0]?.clear();
  expect(revoked).toEqual(["blob:here"]);
});

it("speaks the reader's language where it can, and any other that is chosen", async () => {
  const asked: string[] = [];
  const report = (language: string): Report => {
    asked.push(language);
    return REPORT;
  };
  const root = await draw({}, { language: "nb-NO", report });
  expect(asked.at(-1)).toBe("nb");
  expect(root.textContent).toContain("Ingenting er endret");
  expect(root.textContent).toContain("21,5");
  const select = root.querySelector("select") as HTMLSelectElement;
  expect([...select.options].map(({ value }) => value).slice(0, 3)).toEqual(["en", "nb", "ar"]);
  select.value = "ar";
  select.dispatchEvent(new Event("change"));
  await vi.waitFor(() => expect(root.querySelector("article")?.dir).toBe("rtl"));
});

it("takes whoever filled the form for no stranger", async () => {
  const root = await draw({}, { isRespondent: true });
  expect(root.querySelector(".state")?.textContent).toBe("Intact: nothing has changed since it was signed.");
  const doubtful = await draw({ seal: { ...REPORT.seal, ok: false } });
  expect(doubtful.querySelector(".bad .state")?.textContent).toContain("not in order");
});

it("has a code that is drawn, not parsed", async () => {
  const root = await draw();
  expect(root.querySelector("svg")?.getAttribute("viewBox")).toBe("-4 -4 10 10");
  expect(root.querySelector("svg path")?.getAttribute("d")).toBe("M0 0h1v1h-1z");
});

it("refuses what is no source of reports", async () => {
  await expect(new SealformReport().show({} as never)).rejects.toThrow("function `report`");
});
