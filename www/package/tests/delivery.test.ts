import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { Destination } from "../src/device/delivery.js";
import { DeliveryFault, readDelivery, TYPES } from "../src/device/delivery-reader.js";
import { HINTS } from "../src/device/hint-texts.js";
import { hintFor, isReason } from "../src/device/hints.js";
import { planOf } from "../src/device/planning.js";
import { failureDetail } from "../src/failure.js";
import { seeded } from "./seeded.js";

const BASE = "https://page.example/forms/";
const SCHEMA = new URL("../../site/schemas/delivery.schema.json", import.meta.url);

function read(...targets: readonly unknown[]): readonly Destination[] {
  return readDelivery(JSON.stringify({ targets }), BASE).targets;
}

/** What is said of a document: code, place and hint of each finding. */
function said(document: unknown): readonly string[] {
  try {
    readDelivery(typeof document === "string" ? document : JSON.stringify(document), BASE);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(DeliveryFault);
    const { findings } = error as DeliveryFault;
    expect(findings.every(({ hint, code }) => hint !== undefined || code === "delivery/json")).toBe(true);
    return findings.map(({ code, place, message, hint }) => `${code} ${place.pointer}: ${message} (${hint})`);
  }
}

const KEY = { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "B".repeat(43) };
const SERVER = { grant: null, headers: {}, credentials: "same-origin" };

describe("a delivery", () => {
  it("is read as documented, with absolute addresses", () => {
    expect(
      read(
        { type: "page" },
        { type: "webhook", url: "in" },
        { type: "webhook", id: "b", url: "https://b.example", reply: "opaque", credentials: "omit" },
        { type: "webhook", id: "c", url: "https://c.example#top", expect: "digest", blobs: "blobs/" },
      ),
    ).toEqual([
      { type: "page", id: "page" },
      { ...SERVER, type: "webhook", id: "webhook", url: `${BASE}in`, reply: "status", blobs: false },
      {
        ...SERVER,
        type: "webhook",
        id: "b",
        url: "https://b.example/",
        reply: "opaque",
        blobs: false,
        credentials: "omit",
      },
      { ...SERVER, type: "webhook", id: "c", url: "https://c.example/", reply: "digest", blobs: `${BASE}blobs/` },
    ]);
    expect(readDelivery('{"sealform_delivery":1,"targets":[]}', BASE)).toEqual({ targets: [], keepDays: null });
    expect(readDelivery('{"keep_days":0,"targets":[]}', BASE).keepDays).toBe(0);
  });

  it("knows twelve types, and says of each whether attachments travel unless it is told otherwise", () => {
    expect(TYPES).toHaveLength(12);
    const travels = (target: object): unknown => (read(target)[0] as { readonly blobs?: unknown }).blobs;
    for (const type of ["s3-put", "azure", "webdav", "openrosa", "json"]) {
      expect(travels({ type, url: "x/" }), type).toBe(true);
      expect(travels({ type, url: "x/", blobs: false }), type).toBe(false);
    }
    expect(travels({ type: "s3-post", grant: "g" })).toBe(true);
    expect(travels({ type: "form", url: "x" })).toBe(false);
    expect(travels({ type: "form", url: "x", blobs: true })).toBe(true);
    for (const type of ["webhook", "postgrest"]) {
      expect(travels({ type, url: "x" }), type).toBe(false);
      expect(travels({ type, url: "x", grant: "g" }), type).toBe(true);
      expect(travels({ type, url: "x", blobs: "y" }), type).toBe(`${BASE}y`);
    }
  });

  it("lists every fault at once, each with its place and what mends it", () => {
    expect(
      said({
        keep_day: 3,
        targets: [
          { type: "web-hook", url: "u" },
          { type: "azure", headers: { Authorization: "x", "a b": "c" }, blob: true },
          { type: "s3-post", url: "u" },
          "page",
        ],
      }),
    ).toEqual([
      "delivery/unknown-member /keep_day: unknown member `keep_day` (did you mean `keep_days`?)",
      'delivery/unknown-type /targets/0/type: unknown type of target "web-hook" (did you mean `webhook`?)',
      "delivery/unknown-member /targets/1/blob: unknown member `blob` (did you mean `blobs`?)",
      "delivery/credential /targets/1/headers/Authorization: `headers` never holds `authorization` (everybody can read the delivery: let a `grant` give it out)",
      'delivery/type /targets/1/headers/a b: "a b" is no name of a header (write letters, digits and hyphens)',
      'delivery/missing /targets/1/url: the azure target has no `url` (write "url": "https://…", or "grant" where every file has an address of its own)',
      "delivery/missing /targets/2/grant: a target of the type `s3-post` has a `grant` (name the address that gives out its `fields`)",
      'delivery/type /targets/3: a target is an object (write {"type": "webhook", "url": "https://…"})',
    ]);
  });

  it.each([
    ["{", "delivery/json "],
    ["[]", "delivery/type "],
    [{}, "delivery/missing /targets"],
    [{ sealform_delivery: 2, targets: [] }, "delivery/version /sealform_delivery"],
    [{ keep_days: 1.5, targets: [] }, "delivery/type /keep_days"],
    [{ targets: [{ url: "u" }] }, "delivery/missing /targets/0/type"],
    [{ targets: [{ type: "ftp" }] }, "delivery/unknown-type /targets/0/type"],
    [{ targets: [{ type: "page", grant: "u" }] }, "delivery/unknown-member /targets/0/grant"],
    [{ targets: [{ type: "page", url: "data:," }] }, "delivery/address /targets/0/url"],
    [{ targets: [{ type: "file", url: "u" }] }, "delivery/unknown-member /targets/0/url"],
    [{ targets: [{ type: "page", id: "" }] }, "delivery/type /targets/0/id"],
    [{ targets: [{ type: "webdav", url: "https://" }] }, "delivery/address /targets/0/url"],
    [{ targets: [{ type: "webdav", url: "file:///tmp" }] }, "delivery/address /targets/0/url"],
    [{ targets: [{ type: "webdav", url: "https://me:secret@a.example/" }] }, "delivery/credential /targets/0/url"],
    [{ targets: [{ type: "webhook", url: "u", expect: "200" }] }, "delivery/type /targets/0/expect"],
    [{ targets: [{ type: "webhook", url: "u", reply: "no" }] }, "delivery/type /targets/0/reply"],
    [{ targets: [{ type: "webhook", url: "u", blobs: true }] }, "delivery/missing /targets/0/blobs"],
    [
      { targets: [{ type: "webhook", url: "u", reply: "opaque", blobs: "b" }] },
      "delivery/contradiction /targets/0/reply",
    ],
    [
      { targets: [{ type: "form", url: "u", reply: "opaque", expect: "digest" }] },
      "delivery/contradiction /targets/0/expect",
    ],
    [{ targets: [{ type: "json", url: "u", blobs: "b" }] }, "delivery/type /targets/0/blobs"],
    [{ targets: [{ type: "json", url: "u", credentials: "yes" }] }, "delivery/type /targets/0/credentials"],
    [
      { targets: [{ type: "json", url: "u", headers: { Cookie: "a=b" } }] },
      "delivery/credential /targets/0/headers/Cookie",
    ],
    [
      { targets: [{ type: "json", url: "u", headers: { ApiKey: "k" } }] },
      "delivery/credential /targets/0/headers/ApiKey",
    ],
    [{ targets: [{ type: "page" }, { type: "page" }] }, "delivery/twice /targets/1"],
    [
      {
        targets: [
          { type: "webhook", url: "u" },
          { type: "webhook", id: "b", url: "./u", reply: "opaque" },
        ],
      },
      "delivery/twice /targets/1",
    ],
  ])("%j is refused at its place", (document, expected) => {
    const findings = said(document);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`${expected}:`);
  });

  it("lets two types share an address: one server may take both", () => {
    expect(read({ type: "webhook", url: "u" }, { type: "form", url: "u" })).toHaveLength(2);
  });

  it("is shown by the page as findings", () => {
    try {
      read({ type: "azzure", url: "u" });
      expect.unreachable();
    } catch (error) {
      expect(failureDetail(error)).toMatchObject({ kind: "findings", stage: "loading" });
    }
  });
});

it("a page with a delivery has a hint for every reason", () => {
  expect(hintFor("cors")).toBeNull();
  expect(planOf('{"targets":[{"type":"page"}]}', BASE, null).targets).toHaveLength(1);
  expect(hintFor("cors")).toContain("Access-Control-Allow-Origin");
  for (const reason of Object.keys(HINTS)) {
    expect(isReason(reason) && hintFor(reason), reason).toBeTruthy();
  }
});

describe("the schema of deliveries", () => {
  const isValid = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
    JSON.parse(readFileSync(SCHEMA, "utf8")),
  );

  it("agrees with the reader on documents of all kinds", () => {
    const random = seeded(15);
    const tally = { good: 0, bad: 0 };
    for (let round = 0; round < 6000; round += 1) {
      const document = anyDelivery(random);
      // What stands in one target cannot be compared with another one by a schema.
      const isRead = said(document).filter((line) => !line.startsWith("delivery/twice")).length === 0;
      expect(isValid(document), JSON.stringify(document)).toBe(isRead);
      tally[isRead ? "good" : "bad"] += 1;
    }
    expect(Math.min(tally.good, tally.bad)).toBeGreaterThan(500);
  });
});

/** A delivery with members that may be right, wrong or missing. */
function anyDelivery(random: () => number): object {
  const one = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const maybe = (odds: number, members: object): object => (random() < odds ? members : {});
  const address = (): unknown =>
    one([
      "in",
      "/a/b?c",
      "https://a.example/x",
      "http://b.example",
      random() < 0.1 ? one(["https://", "ftp://a", "https://me@a.example/", 7, null, "mailto:a"]) : "z/",
    ]);
  const type = random() < 0.03 ? one(["webhok", "", null, 7]) : one(TYPES);
  const isAddressed = !["page", "file", "share"].includes(String(type));
  const target = {
    ...maybe(0.98, { type }),
    ...maybe(0.2, { id: one(["a", "b", "c", random() < 0.2 ? one(["", 1, null]) : "d"]) }),
    ...(isAddressed ? maybe(0.9, { url: address() }) : maybe(0.02, { url: "u" })),
    ...(isAddressed ? maybe(type === "s3-post" ? 0.9 : 0.2, { grant: address() }) : {}),
    ...maybe(isAddressed ? 0.2 : 0.02, {
      headers: one([
        {},
        { "X-A": "b" },
        { "x-b": "ä" },
        random() < 0.3
          ? one([{ AUTHORIZATION: "a" }, { cookie: "a" }, { "a b": "c" }, { a: 1 }, { a: "b\nc" }, [], "a"])
          : { a: "" },
      ]),
    }),
    ...maybe(isAddressed ? 0.1 : 0.02, {
      credentials: one(["omit", "include", "same-origin", random() < 0.2 ? true : "omit"]),
    }),
    ...maybe(isAddressed ? 0.2 : 0.02, {
      blobs: one([true, false, "b/", random() < 0.1 ? one([1, null, "https://"]) : false]),
    }),
    ...maybe(type === "webhook" || type === "form" ? 0.2 : 0.02, {
      reply: one(["readable", "opaque", random() < 0.1 ? "no" : "opaque"]),
    }),
    ...maybe(type === "webhook" || type === "form" ? 0.2 : 0.02, {
      expect: one(["digest", random() < 0.1 ? "all" : "digest"]),
    }),
    ...maybe(0.02, { token: "t" }),
  };
  return {
    ...maybe(0.5, { sealform_delivery: random() < 0.05 ? one([2, "1", null]) : 1 }),
    ...maybe(0.3, { keep_days: random() < 0.1 ? one([-1, 1.5, "3", null, 4000]) : one([0, 30, 3650]) }),
    ...maybe(0.05, { $schema: "delivery.schema.json" }),
    ...maybe(0.3, {
      encrypt: random() < 0.3 ? one([{ ...KEY, d: "A" }, { ...KEY, x: "A" }, { kty: "RSA" }, null]) : KEY,
    }),
    ...maybe(0.02, { target: [] }),
    ...maybe(0.98, { targets: random() < 0.02 ? {} : [target] }),
  };
}
