import { expect, it } from "vitest";
import { readTrust } from "../src/trust.js";

const keyOf = (letter: string): object => ({ kty: "EC", crv: "P-256", x: letter.repeat(43), y: letter.repeat(43) });
const GOOD = {
  sealform_trust: 1,
  issuers: [
    { iss: "agency", keys: [keyOf("A")] },
    { iss: "second", keys: [keyOf("B")] },
  ],
  devices: [keyOf("C")],
  revoked: [{ iss: "agency", assignment: "a-16", version: 2 }],
};

/** The good one with one member replaced, or taken out. */
function edited(pointer: string, value?: unknown): string {
  const tree = structuredClone(GOOD) as Record<string, unknown>;
  const names = pointer.split("/").slice(1);
  const last = names.pop() ?? "";
  const parent = names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, tree);
  if (value === undefined) {
    Reflect.deleteProperty(parent, last);
  } else {
    parent[last] = value;
  }
  return JSON.stringify(tree);
}

it("names who is trusted, and what was taken back", () => {
  const { issuers, revoked } = readTrust(JSON.stringify(GOOD));
  expect(issuers.map(({ iss, keys }) => [iss, keys.length])).toEqual([
    ["agency", 1],
    ["second", 1],
  ]);
  expect(revoked).toEqual(GOOD.revoked);
});

it.each([
  ["/sealform_trust", undefined, "not a trust document of version 1"],
  ["/sealform_trust", 0, "not a trust document of version 1"],
  ["/sealform_trust", 2, "not a trust document of version 1"],
  ["/sealform_trust", "1", "not a trust document of version 1"],
  ["/sealform_trust", true, "not a trust document of version 1"],
  ["/sealform_trust", null, "not a trust document of version 1"],
  ["/issuers", {}, "no list at /issuers"],
  ["/issuers", "agency", "no list at /issuers"],
  ["/issuers", null, "no list at /issuers"],
  ["/issuers", 1, "no list at /issuers"],
  ["/issuers/0", "agency", "no object at /issuers/0"],
  ["/issuers/1", [], "no object at /issuers/1"],
  ["/issuers/1", null, "no object at /issuers/1"],
  ["/issuers/0/iss", undefined, "no text at /issuers/0/iss"],
  ["/issuers/0/iss", 1, "no text at /issuers/0/iss"],
  ["/issuers/1/iss", null, "no text at /issuers/1/iss"],
  ["/issuers/1/iss", ["second"], "no text at /issuers/1/iss"],
  ["/issuers/0/keys", {}, "no list at /issuers/0/keys"],
  ["/issuers/0/keys", "key", "no list at /issuers/0/keys"],
  ["/issuers/0/keys/0", "key", "no object at /issuers/0/keys/0"],
  ["/issuers/0/keys/0", null, "no object at /issuers/0/keys/0"],
  ["/revoked", {}, "no list at /revoked"],
  ["/revoked", "a-16", "no list at /revoked"],
  ["/revoked/0", "a-16", "no object at /revoked/0"],
  ["/revoked/0/iss", undefined, "no text at /revoked/0/iss"],
  ["/revoked/0/iss", 7, "no text at /revoked/0/iss"],
  ["/revoked/0/assignment", undefined, "no text at /revoked/0/assignment"],
  ["/revoked/0/assignment", 16, "no text at /revoked/0/assignment"],
  ["/revoked/0/version", undefined, "no whole number at /revoked/0/version"],
  ["/revoked/0/version", "2", "no whole number at /revoked/0/version"],
  ["/revoked/0/version", 1.5, "no whole number at /revoked/0/version"],
  ["/revoked/0/version", null, "no whole number at /revoked/0/version"],
])("%s as %j is refused", (pointer, value, sentence) => {
  expect(() => readTrust(edited(pointer, value))).toThrow(sentence);
});

it.each([
  ["nothing", "", "is not JSON"],
  ["half of it", JSON.stringify(GOOD).slice(0, -5), "is not JSON"],
  ["a login page", "<!doctype html><title>Log in</title>", "is not JSON"],
  ["a list", "[]", "not a trust document"],
  ["a text", '"trust"', "not a trust document"],
  ["null", "null", "not a trust document"],
  ["keys that are no list", '{"keys":{}}', "not a trust document"],
  ["an enrolment", '{"iss":"agency","observer":"anna"}', "not a trust document"],
])("%s is refused", (_, text, sentence) => {
  expect(() => readTrust(text)).toThrow(sentence);
});
