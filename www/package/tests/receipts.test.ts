// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../src/device/database.js";
import { fileText, type SealedFile } from "../src/device/records.js";
import { showDevice } from "../src/device-screen.js";
import { fillReceipts, receiptNote, type Shown, sentence, takeReceipt } from "../src/receipts/lines.js";
import { jwsIn, type Level, readReceipt, standingOf } from "../src/receipts/receipt.js";
import { forgetReceipts, keepReceipt, receiptsOf } from "../src/receipts/store.js";
import { readTrust } from "../src/trust.js";
import { base64url, canonicalText, type Signer, signer, trustText } from "./agency.js";
import { sealed } from "./memory-device.js";
import { postTo } from "./submissions.js";

const { device } = (await import("../messages/en.json")).default;
const HEADER = { alg: "ES256", typ: "sealform-receipt+jws" };
const SHA256 = "a1".repeat(32);
const AT = "2026-12-01T10:00:05+01:00";
const SAYS = { at: AT, iss: "agency", jti: "one", received_at: "2026-12-01T10:00:00+01:00", sha256: SHA256 };
const NO_TRUST = { document: null, address: null };

const agency: Signer = await signer();
const stranger: Signer = await signer();
const trust = readTrust(trustText(agency));
const shown = (document: string | null = trustText(agency)): Shown => ({
  words: device.receipts,
  language: "en-GB",
  trust: { document, address: null },
});

/** A file as this device sealed it, under an assignment or none. */
async function fileUnder(token: string | null, jti = "one"): Promise<SealedFile> {
  const payload = base64url(JSON.stringify({ assignment_token: token, jti }));
  return { ...sealed(jti), sha256: SHA256, jws: JSON.stringify({ payload, protected: "e30", signature: "AA" }) };
}

const assigned = (more: object = {}): Promise<string> =>
  agency.token({ iss: "agency", jti: "t", assignment: "a-1", version: 1, ...more });

const receipt = (more: object = {}, by = agency, header: object = HEADER): Promise<string> =>
  by.token({ ...SAYS, ...more }, header);

beforeEach(async () => {
  for (const jti of ["one", "two"]) {
    await forgetReceipts(jti);
    await database.write([{ store: "files", key: jti, remove: true }]);
  }
  document.body.replaceChildren();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("a receipt in a reply or a file", () => {
  it("is the text itself, a flattened JWS, or a member of an object in either form", async () => {
    const token = await receipt();
    const [header, payload, signature] = token.split(".");
    const flattened = { payload, protected: header, signature };
    for (const body of [
      token,
      ` ${token}\n`,
      JSON.stringify(flattened),
      JSON.stringify({ sha256: SHA256, receipt: token }),
      JSON.stringify({ receipt: flattened }),
    ]) {
      expect(jwsIn(body), body).toBe(token);
    }
  });

  it.each([
    ["nothing", ""],
    ["a sentence", "Thank you!"],
    ["a page", "<!doctype html><title>Log in</title>"],
    ["null", "null"],
    ["the number of an order", '{"receipt":4711}'],
    ["a text of its own", '{"receipt":"R-4711"}'],
    ["another object", '{"receipt":{"id":1}}'],
    ["a list", '["a.b.c"]'],
    ["half a JWS", '{"payload":"e30","protected":"e30"}'],
    ["5 kB", JSON.stringify({ receipt: "e30.e30.AA", more: "x".repeat(5000) })],
  ])("is not looked for in %s", (_, body) => {
    expect(jwsIn(body)).toBeNull();
  });

  it("says whose it is, for which submission, and when that was there", async () => {
    const token = await receipt();
    const said = { token, iss: "agency", jti: "one", sha256: SHA256, receivedAt: Date.parse(SAYS.received_at) };
    expect(readReceipt(token)).toEqual(said);
  });

  it.each([
    ["of another type", {}, { ...HEADER, typ: "sealform-assignment+jws" }],
    ["of no type", {}, { alg: "ES256" }],
    ["with algorithm none", {}, { ...HEADER, alg: "none" }],
    ["with HS256", {}, { ...HEADER, alg: "HS256" }],
    ["with a member that has to be understood", {}, { ...HEADER, crit: ["exp"] }],
    ["with an address of keys", {}, { ...HEADER, jku: "https://a.example" }],
    ["without its issuer", { iss: undefined }, HEADER],
    ["of nobody", { iss: "" }, HEADER],
    ["without a UUID", { jti: undefined }, HEADER],
    ["without a digest", { sha256: undefined }, HEADER],
    ["with capitals in its digest", { sha256: SHA256.toUpperCase() }, HEADER],
    ["with half a digest", { sha256: "a1" }, HEADER],
    ["without the moment", { received_at: undefined }, HEADER],
    ["with a moment of nowhere", { received_at: "2026-12-01T10:00:00" }, HEADER],
    ["with a moment that is none", { received_at: "2026-13-01T10:00:00Z" }, HEADER],
    ["with a number as its moment", { received_at: 1_764_576_000 }, HEADER],
    ["without the moment of signing", { at: undefined }, HEADER],
    ["signed before the submission was there", { at: "2026-12-01T09:59:59+01:00" }, HEADER],
    ["with a member that nobody knows", { note: "paid" }, HEADER],
  ])("%s is none", async (_, more, header) => {
    expect(readReceipt(await receipt(more, agency, header))).toBeNull();
  });

  it("is none where it is not the one text of what it says", async () => {
    const turned = JSON.stringify(Object.fromEntries(Object.entries(SAYS).reverse()));
    expect(readReceipt(await agency.signed(JSON.stringify(HEADER), turned))).toBeNull();
    expect(readReceipt(await agency.signed(JSON.stringify(HEADER), canonicalText(SAYS)))).not.toBeNull();
  });
});

describe("what a receipt proves", () => {
  it.each<[string, () => Promise<string | null>, Level]>([
    ["without an assignment", async () => null, "L1"],
    ["under an assignment of a stranger", () => stranger.token({ iss: "agency", jti: "t", assignment: "a-1" }), "L1"],
    ["under a link", () => assigned(), "L2"],
    ["under an assignment for another device", () => assigned({ cnf: { jkt: "x" } }), "L2"],
    ["under an assignment for this device", () => assigned({ cnf: { jkt: "k" } }), "L4"],
  ])("%s", async (_, token, level) => {
    const file = await fileUnder(await token());
    expect(await standingOf(await receipt(), file, trust)).toMatchObject({ is: "received", level });
  });

  it.each<[string, () => Promise<string>, string]>([
    ["signed by a stranger", () => receipt({}, stranger), "untrusted"],
    ["in the name of somebody else", () => receipt({ iss: "rival" }), "untrusted"],
    ["for other contents", () => receipt({ sha256: "b2".repeat(32) }), "content"],
    ["for another report", () => receipt({ jti: "two" }), "damaged"],
    ["of which a letter was changed", async () => (await receipt()).replace(/^(.{60})./, "$1_"), "damaged"],
    ["whose signature was changed", async () => (await receipt()).replace(/.{8}$/, "AAAAAAAA"), "untrusted"],
  ])("is nothing where it is %s", async (_, token, is) => {
    expect(await standingOf(await token(), await fileUnder(null), trust)).toMatchObject({ is });
  });

  it("is unchecked where the page trusts nobody, and checked on plain http too", async () => {
    expect(await standingOf(await receipt(), await fileUnder(null), null)).toMatchObject({ is: "unchecked" });
    const token = await receipt();
    vi.stubGlobal("crypto", {});
    expect(await standingOf(token, await fileUnder(null), trust)).toMatchObject({ is: "received" });
  });

  it("is said in words, in every language", async () => {
    const file = await fileUnder(await assigned({ cnf: { jkt: "k" } }));
    const all = [
      await standingOf(await receipt(), file, trust),
      await standingOf(await receipt(), await fileUnder(null), trust),
      await standingOf(await receipt(), file, null),
      await standingOf(await receipt({}, stranger), file, trust),
      await standingOf(await receipt({ sha256: "b2".repeat(32) }), file, trust),
      await standingOf("x", file, trust),
    ];
    const catalogues = import.meta.glob<{ device: typeof device }>("../messages/*.json", {
      eager: true,
      import: "default",
    });
    expect(Object.keys(catalogues)).toHaveLength(7);
    for (const [name, catalogue] of Object.entries(catalogues)) {
      const said = all.map((one) =>
        sentence(one, { ...shown(), words: catalogue.device.receipts, language: name.slice(12, 14) }),
      );
      expect(new Set(said).size, name).toBe(all.length);
      // The issuer stands by itself, whichever way the sentence runs.
      expect(
        said.slice(0, 5).every((text) => text.includes("\u2068agency\u2069")),
        said.join("\n"),
      ).toBe(true);
      expect(said.join(" ")).not.toMatch(/undefined|\{\d\}/);
      expect([said[0]?.includes("L4"), said[1]?.includes("L1")]).toEqual([true, true]);
    }
  });
});

describe("the receipts on this device", () => {
  it("are kept once, beside their report, and go with it", async () => {
    const [first, second] = [await receipt(), await receipt({ at: "2026-12-01T11:00:00Z" })];
    expect(await keepReceipt("one", first)).toBe("kept");
    expect(await keepReceipt("one", JSON.stringify({ receipt: first }))).toBe("known");
    expect(await keepReceipt("one", second)).toBe("kept");
    expect((await receiptsOf("one")).length).toBe(2);
    expect(await receiptsOf("two")).toEqual([]);
    await forgetReceipts("one");
    expect(await receiptsOf("one")).toEqual([]);
  });

  it("are no more than a few, however many a server makes", async () => {
    vi.spyOn(console, "warn").mockReturnValue(undefined);
    const made: string[] = [];
    for (let second = 0; second < 20; second += 1) {
      made.push(await keepReceipt("one", await receipt({ at: `2026-12-01T10:00:${second + 10}Z` })));
    }
    expect(made.filter((kept) => kept === "kept")).toHaveLength(16);
    expect(made.at(-1)).toBe("many");
  });

  it("are not what a server sends of its own: a session is none of ours", async () => {
    expect(await keepReceipt("one", await receipt({}, agency, { alg: "ES256", typ: "JWT" }))).toBe("none");
    // What calls itself a receipt, and is damaged, is told to the person.
    expect(await keepReceipt("one", '{"receipt":"e30.e30.AA"}')).toBe("kept");
  });

  it("come with the reply of a target", async () => {
    const token = await receipt();
    const json = { headers: { "Content-Type": "application/json; charset=utf-8" } };
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ sha256: SHA256, receipt: token }), json));
    const reply = await postTo("https://a.example/", "digest", await fileUnder(null));
    expect(reply).toMatchObject({ kind: "status", namesDigest: true });
    expect(await receiptsOf("one")).toEqual([token]);
    vi.stubGlobal("fetch", async () => new Response(token, { headers: { "Content-Type": "application/jose" } }));
    await postTo("https://a.example/", "status", await fileUnder(null, "two"));
    expect(await receiptsOf("two")).toEqual([token]);
  });

  it("take nothing from the arrival of a file: a reply that does not end", async () => {
    vi.useFakeTimers();
    const body = new ReadableStream({ pull: () => new Promise(() => undefined) });
    vi.stubGlobal("fetch", async () => new Response(body, { headers: { "Content-Type": "application/json" } }));
    const reply = postTo("https://a.example/", "status", await fileUnder(null));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await reply).toMatchObject({ kind: "status", status: 200 });
    vi.useRealTimers();
  });

  it("are not read where the target refused the file", async () => {
    const token = await receipt();
    const init = { status: 500, headers: { "Content-Type": "application/jose" } };
    vi.stubGlobal("fetch", async () => new Response(token, init));
    await postTo("https://a.example/", "status", await fileUnder(null));
    expect(await receiptsOf("one")).toEqual([]);
  });
});

describe("the list of reports", () => {
  const keep = async (file: SealedFile): Promise<void> =>
    database.write([{ store: "files", key: file.jti, put: fileText(file) }]);

  it("shows each receipt with what it proves, and gives it as a file", async () => {
    const file = await fileUnder(await assigned({ cnf: { jkt: "k" } }));
    await keepReceipt("one", await receipt());
    await keepReceipt("one", await receipt({}, stranger));
    const box = document.createElement("div");
    await fillReceipts(box, file, shown());
    const lines = [...box.children].map((line) => [line.className, line.getAttribute("data-receipt")]);
    expect(lines).toEqual(
      expect.arrayContaining([
        ["hint", "received"],
        ["error", "untrusted"],
      ]),
    );
    expect(box.textContent).toContain(device.receipts.proof);
    expect(box.querySelectorAll("button")).toHaveLength(1);
    // Drawn again, nothing stands there twice.
    await fillReceipts(box, file, shown());
    expect(box.children).toHaveLength(2);
  });

  it("checks nothing where the trust document is none, and says so", async () => {
    const error = vi.spyOn(console, "error").mockReturnValue(undefined);
    await keepReceipt("one", await receipt());
    const box = document.createElement("div");
    await fillReceipts(box, await fileUnder(null), shown("{}"));
    expect(box.querySelector("[data-receipt=unchecked]")).not.toBeNull();
    expect(error).toHaveBeenCalled();
  });

  it("has one line for the receipt of the form, of those that count alone", async () => {
    const file = await fileUnder(await assigned({ cnf: { jkt: "k" } }));
    expect(await receiptNote("one", shown())).toBeNull();
    await keep(file);
    await keepReceipt("one", await receipt({}, stranger));
    expect(await receiptNote("one", shown())).toBeNull();
    await keepReceipt("one", await receipt());
    expect(await receiptNote("one", shown())).toContain("L4");
    expect(await receiptNote("one", { ...shown(), trust: NO_TRUST })).toBeNull();
  });

  it.each<[string, () => Promise<string>, string]>([
    ["is kept", () => receipt(), device.receipts.kept],
    [
      "has one among several",
      async () => `${await receipt({ jti: "two" })}\n${await receipt()}\n`,
      device.receipts.kept,
    ],
    ["has one that is damaged", async () => `${await receipt()}\ne30.e30.AA\n`, device.receipts.none],
    ["is for a report that is not here", () => receipt({ jti: "two" }), "not on this device"],
    ["is no receipt", async () => "Thank you!", device.receipts.none],
    ["is half a receipt", async () => (await receipt()).slice(0, -90), device.receipts.none],
    ["is an assignment", () => assigned(), device.receipts.none],
  ])("says of a file that it %s", async (_, text, said) => {
    expect(await takeReceipt(await text(), [await fileUnder(null)], shown())).toContain(said);
  });

  it("takes a receipt from a file, and shows it with its report at once", async () => {
    await keep(await fileUnder(null));
    HTMLDialogElement.prototype.showModal ??= () => undefined;
    const root = document.createElement("div");
    const shadow = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    shadow.append(root);
    showDevice({
      root,
      words: device,
      language: "en-GB",
      trust: { document: trustText(agency), address: null },
      form: ["visit", "", "", ""],
      current: null,
      begin: () => undefined,
      again: async () => undefined,
    });
    const input = await vi.waitFor(() => {
      const found = [...root.querySelectorAll<HTMLInputElement>("input[type=file]")].find(({ accept }) =>
        accept.includes(".jws"),
      );
      expect(found).toBeDefined();
      return found as HTMLInputElement;
    });
    // As jsdom has none that can be read.
    const token = await receipt();
    const file = { name: "one.receipt.jws", text: async () => token };
    Object.defineProperty(input, "files", {
      value: [file],
      configurable: true,
    });
    input.dispatchEvent(new Event("change"));
    await vi.waitFor(() => expect(root.textContent).toContain(device.receipts.kept));
    await vi.waitFor(() => expect(root.querySelector("[data-receipt=received]")).not.toBeNull());
  });
});
