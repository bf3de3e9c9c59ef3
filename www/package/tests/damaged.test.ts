import { beforeAll, describe, expect, it } from "vitest";
import { readAssignment } from "../src/assignment.js";
import { readTrust, type Trust } from "../src/trust.js";
import { base64url, canonicalText, HEADER, type Signer, signer, trustText } from "./agency.js";

const FORM = { id: "visit", version: "1", sha256: "aa" };
const SAID = { iss: "agency", jti: "t1", assignment: "17", observer: "anna", version: 2, questionnaire: FORM };
const head = JSON.stringify(HEADER);
const body = canonicalText(SAID);

let agency: Signer;
let trust: Trust;

beforeAll(async () => {
  agency = await signer();
  trust = readTrust(trustText(agency));
});

const [h, p] = [base64url(head), base64url(body)];
const sig = base64url(new Uint8Array(64).fill(7));
const payload = (change: object): string => canonicalText({ ...SAID, ...change });

/** Signed by the agency, so that nothing but the damage stands in the way. */
const SIGNED: readonly (readonly [what: string, header: string, payload: string])[] = [
  ["no algorithm", '{"typ":"sealform-assignment+jws"}', body],
  ["the algorithm none", '{"alg":"none","typ":"sealform-assignment+jws"}', body],
  ["the algorithm HS256", '{"alg":"HS256","typ":"sealform-assignment+jws"}', body],
  ["the algorithm in small letters", '{"alg":"es256","typ":"sealform-assignment+jws"}', body],
  ["an algorithm that is a list", '{"alg":["ES256"],"typ":"sealform-assignment+jws"}', body],
  ["the type of a submission", '{"alg":"ES256","typ":"sealform-submission+jws"}', body],
  ["the type of a return", '{"alg":"ES256","typ":"sealform-return+jws"}', body],
  ["the type of a JWT", '{"alg":"ES256","typ":"JWT"}', body],
  ["no type", '{"alg":"ES256"}', body],
  ["a type that is null", '{"alg":"ES256","typ":null}', body],
  ["something critical", '{"alg":"ES256","crit":["b64"],"typ":"sealform-assignment+jws"}', body],
  ["an algorithm twice", '{"alg":"none","alg":"ES256","typ":"sealform-assignment+jws"}', body],
  ["a header that is a list", "[]", body],
  ["a header that is null", "null", body],
  ["a header that is no JSON", "{", body],
  ["a payload that is a list", head, "[]"],
  ["a payload that is a text", head, '"17"'],
  ["a payload that is null", head, "null"],
  ["an empty payload", head, "{}"],
  ["a payload that is cut", head, body.slice(0, -1)],
  ["a payload with something behind", head, `${body}x`],
  ["blanks in the payload", head, JSON.stringify(SAID, null, 1)],
  ["an assignment twice", head, body.replace('"jti"', '"assignment":"16","jti"')],
  ["a member twice in the form", head, body.replace('"id":"visit"', '"id":"other","id":"visit"')],
  ["an assignment that is a number", head, payload({ assignment: 17 })],
  ["an assignment that is empty", head, payload({ assignment: "" })],
  ["an assignment that is null", head, payload({ assignment: null })],
  ["neither assignment nor jti", head, canonicalText({ iss: "agency", observer: "anna" })],
  ["a jti in the place of the assignment", head, payload({ assignment: undefined })],
  ["no issuer", head, payload({ iss: undefined })],
  ["members in another order", head, JSON.stringify(SAID)],
  [
    "names that are numbers in their own order",
    head,
    payload({ policy: { 9: 1, 10: 2 } }).replace('"10":2,"9":1', '"9":1,"10":2'),
  ],
  [
    "members in another order deep inside",
    head,
    payload({ scenarios: [{ id: "a", text: "t" }] }).replace('"id":"a","text":"t"', '"text":"t","id":"a"'),
  ],
  ["a letter that is written as an escape", head, body.replace('"anna"', '"\\u0061nna"')],
  ["half of a letter", head, payload({ policy: "\ud800" })],
  ["a name that is not ASCII", head, payload({ policy: { ä: 1 } })],
  ["zero below zero", head, body.replace('"version":2', '"policy":-0,"version":2')],
  ["a document that is nested too deep", head, payload({ policy: JSON.parse(`${"[".repeat(32)}${"]".repeat(32)}`) })],
  ["a mark before the payload", head, `\ufeff${body}`],
  [
    "something in the header that receivers do not know",
    '{"alg":"ES256","b64":true,"typ":"sealform-assignment+jws"}',
    body,
  ],
  ["an observer that is a list", head, payload({ observer: ["anna"] })],
  ["an observer that is null", head, payload({ observer: null })],
  ["an issuer that is an object", head, payload({ iss: { name: "agency" } })],
  ["an issuer that is empty", head, payload({ iss: "" })],
  ["a version that is a text", head, payload({ version: "2" })],
  ["the version zero", head, payload({ version: 0 })],
  ["a version below zero", head, payload({ version: -1 })],
  ["a version beyond the largest", head, payload({ version: 2 ** 32 })],
  ["a version with a fraction", head, payload({ version: 1.5 })],
  ["a version that is null", head, payload({ version: null })],
  ["a number that is not whole", head, payload({ policy: { tolerance: 0.5 } })],
  ["a number that is too large", head, body.replace('"version":2', '"version":9007199254740993')],
  ["a form that is a text", head, payload({ questionnaire: "visit" })],
  ["a form that is a list", head, payload({ questionnaire: [] })],
  ["a form that is null", head, payload({ questionnaire: null })],
  ["a form whose version is a number", head, payload({ questionnaire: { ...FORM, version: 1 } })],
  ["a form whose digest is null", head, payload({ questionnaire: { ...FORM, sha256: null } })],
  ["a form without a digest", head, payload({ questionnaire: { id: "visit", version: "1" } })],
  ["a form without a version", head, payload({ questionnaire: { id: "visit", sha256: "aa" } })],
  ["a form without a name", head, payload({ questionnaire: { version: "1", sha256: "aa" } })],
  ["more than receivers take", head, payload({ policy: { text: "x".repeat(13_000) } })],
];

/** Texts that are no token. */
const TEXTS: readonly (readonly [what: string, token: string])[] = [
  ["nothing", ""],
  ["blanks", "  "],
  ["one part", h],
  ["two parts", `${h}.${p}`],
  ["four parts", `${h}.${p}.${sig}.${sig}`],
  ["five parts, as of something encrypted", `${h}.${p}.${sig}.${sig}.${sig}`],
  ["an empty header", `.${p}.${sig}`],
  ["an empty payload", `${h}..${sig}`],
  ["no signature", `${h}.${p}.`],
  ["base64 with padding", `${h}=.${p}.${sig}`],
  ["base64 of another alphabet", `${h}.${p}.${sig.slice(0, -2)}+/`],
  ["a blank inside", `${h}.${p} .${sig}`],
  ["a line that was broken", `${h}.${p.slice(0, 20)}\n${p.slice(20)}.${sig}`],
  ["signs that are no base64", `${h}.ä.${sig}`],
  ["bytes that are no text", `${h}.${base64url(new Uint8Array([0xff, 0xfe]))}.${sig}`],
  ["markup", "<script>alert(1)</script>"],
  ["an address", "https://forms.example/#a=x"],
  ["ten megabytes of brackets", "[".repeat(10_000_000)],
];

describe("a token that is damaged", () => {
  it.each(SIGNED)("by %s is refused before its signature counts", async (_, header, said) => {
    await expect(readAssignment(await agency.signed(header, said), trust)).rejects.toMatchObject({ what: "damaged" });
  });

  it.each(TEXTS)("because it is %s is refused", async (_, token) => {
    await expect(readAssignment(token, trust)).rejects.toMatchObject({ what: "damaged" });
    await expect(readAssignment(token, null)).rejects.toMatchObject({ what: "damaged" });
  });

  it("by a last letter that says the same in another way is refused", async () => {
    const token = await agency.token({ ...SAID, observer: "ann" });
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // 64 bytes leave four bits of the last letter without a meaning.
    const other = letters[letters.indexOf(token.at(-1) ?? "") + 1] ?? "";
    await expect(readAssignment(token.slice(0, -1) + other, trust)).rejects.toMatchObject({ what: "damaged" });
  });

  it("is told from what receivers take, also without trust", async () => {
    const whole = {
      ...SAID,
      version: 2 ** 32 - 1,
      policy: { 9: 1, 10: [{}, "ä\ud83d\ude00\u0001"], a: null, A: true },
    };
    expect(await readAssignment(await agency.token(whole), trust)).toMatchObject({ isChecked: true });
    const deepest = { ...SAID, policy: JSON.parse(`${"[".repeat(31)}${"]".repeat(31)}`) };
    expect(await readAssignment(await agency.token(deepest), trust)).toMatchObject({ isChecked: true });
    const loose = JSON.stringify({ jti: "t1", assignment: undefined });
    expect(await readAssignment(await agency.signed(head, loose), null)).toMatchObject({ id: "t1", isChecked: false });
  });

  it("because it names another key than the one that signed it is not trusted", async () => {
    const named = await agency.token(SAID, { ...HEADER, kid: "another" });
    await expect(readAssignment(named, trust)).rejects.toMatchObject({ what: "untrusted" });
    const own = readTrust(
      JSON.stringify({ sealform_trust: 1, issuers: [{ iss: "agency", keys: [{ ...agency.jwk, kid: "another" }] }] }),
    );
    expect(await readAssignment(named, own)).toMatchObject({ isChecked: true });
    const { crv, kty, x, y } = agency.jwk;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify({ crv, kty, x, y })));
    const kid = base64url(new Uint8Array(digest));
    expect(await readAssignment(await agency.token(SAID, { ...HEADER, kid }), trust)).toMatchObject({
      isChecked: true,
    });
  });

  it("because it says no version is taken back with all that say one", async () => {
    const taken = readTrust(trustText(agency, { revoked: [{ iss: "agency", assignment: "17", version: 0 }] }));
    const { version: _none, ...rest } = SAID;
    await expect(readAssignment(await agency.token(rest), taken)).rejects.toMatchObject({ what: "revoked" });
    expect(await readAssignment(await agency.token({ ...SAID, version: 1 }), taken)).toMatchObject({ isChecked: true });
  });

  it("in any one letter is damaged or untrusted, and never used", async () => {
    const token = await agency.token(SAID);
    for (let at = 0; at < token.length - 1; at += 7) {
      const other = token[at] === "A" ? "B" : "A";
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      await expect(readAssignment(changed, trust)).rejects.toMatchObject({
        what: expect.stringMatching(/^(damaged|untrusted)$/),
      });
    }
    expect(await readAssignment(` ${token}\n`, trust)).toMatchObject({ id: "17", isChecked: true });
  });
});

const KEY = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};
const OTHER = { ...KEY, x: KEY.y, y: KEY.x };
const issuers = (...rows: unknown[]): string => JSON.stringify({ sealform_trust: 1, issuers: rows });
const keyed = (key: unknown): string => issuers({ iss: "a", keys: [key] });
const revoked = (row: unknown): string => JSON.stringify({ sealform_trust: 1, revoked: [row] });
const ROW = { iss: "a", assignment: "17", version: 3 };
const { d: _none, ...without } = { ...KEY, d: "" };

const TRUSTS: readonly (readonly [text: string, sentence: string])[] = [
  ["", "is not JSON"],
  ["{", "is not JSON"],
  ["<html>", "is not JSON"],
  ['{"sealform_trust":1}x', "is not JSON"],
  ["null", "not a trust document of version 1"],
  ["[]", "not a trust document of version 1"],
  ['"trust"', "not a trust document of version 1"],
  ["1", "not a trust document of version 1"],
  ["{}", "not a trust document of version 1"],
  ['{"sealform_trust":2}', "not a trust document of version 1"],
  ['{"sealform_trust":"1"}', "not a trust document of version 1"],
  ['{"sealform_trust":true}', "not a trust document of version 1"],
  ['{"sealform_trust":null,"keys":[]}', "not a trust document of version 1"],
  ['{"issuers":[]}', "not a trust document of version 1"],
  ['{"keys":{}}', "not a trust document of version 1"],
  ['{"keys":[1]}', "no object at /keys/0"],
  [JSON.stringify({ keys: [{ ...KEY, crv: "P-384" }] }), "no public P-256 key at /keys/0"],
  ['{"sealform_trust":1,"keys":[]}', "unknown member at /keys"],
  ['{"sealform_trust":1,"isuers":[]}', "unknown member at /isuers"],
  ['{"sealform_trust":1,"issuers":{}}', "no list at /issuers"],
  ['{"sealform_trust":1,"issuers":null}', "no list at /issuers"],
  ['{"sealform_trust":1,"issuers":"agency"}', "no list at /issuers"],
  [issuers(null), "no object at /issuers/0"],
  [issuers("agency"), "no object at /issuers/0"],
  [issuers([]), "no object at /issuers/0"],
  [issuers({ keys: [KEY] }), "no text at /issuers/0/iss"],
  [issuers({ iss: "", keys: [KEY] }), "no text at /issuers/0/iss"],
  [issuers({ iss: 1, keys: [KEY] }), "no text at /issuers/0/iss"],
  [issuers({ iss: "a" }), "no key at /issuers/0/keys"],
  [issuers({ iss: "a", keys: [] }), "no key at /issuers/0/keys"],
  [issuers({ iss: "a", keys: KEY }), "no list at /issuers/0/keys"],
  [issuers({ iss: "a", keys: [KEY], name: "A" }), "unknown member at /issuers/0/name"],
  [issuers({ iss: "a", keys: [KEY] }, { iss: "b" }), "no key at /issuers/1/keys"],
  [issuers({ iss: "a", keys: [KEY] }, { iss: "a", keys: [OTHER] }), "an issuer twice, at /issuers/1/iss"],
  [issuers({ iss: "a", keys: [KEY] }, { iss: "b", keys: [KEY] }), "two roles, at /issuers/1/keys"],
  [
    JSON.stringify({ sealform_trust: 1, devices: [KEY], issuers: [{ iss: "a", keys: [KEY] }] }),
    "two roles, at /issuers/0/keys",
  ],
  [keyed(null), "no object at /issuers/0/keys/0"],
  [keyed("key"), "no object at /issuers/0/keys/0"],
  [keyed({}), "no public P-256 key at /issuers/0/keys/0"],
  [keyed({ ...KEY, kty: "RSA" }), "no public P-256 key at /issuers/0/keys/0"],
  [keyed({ ...KEY, crv: "secp256k1" }), "no public P-256 key at /issuers/0/keys/0"],
  [keyed({ ...KEY, x: KEY.x.slice(1) }), "no public P-256 key at /issuers/0/keys/0"],
  [keyed({ ...KEY, y: `${KEY.y}=` }), "no public P-256 key at /issuers/0/keys/0"],
  [keyed({ ...KEY, y: 7 }), "no public P-256 key at /issuers/0/keys/0"],
  [keyed({ kty: "EC", crv: "P-256", x: KEY.x }), "no public P-256 key at /issuers/0/keys/0"],
  [keyed({ ...KEY, d: KEY.x }), "a private key at /issuers/0/keys/0"],
  ['{"sealform_trust":1,"devices":{}}', "no list at /devices"],
  ['{"sealform_trust":1,"devices":[{}]}', "no public P-256 key at /devices/0"],
  ['{"sealform_trust":1,"revoked":{}}', "no list at /revoked"],
  [revoked("17"), "no object at /revoked/0"],
  [revoked({ ...ROW, iss: null }), "no text at /revoked/0/iss"],
  [revoked({ ...ROW, assignment: 17 }), "no text at /revoked/0/assignment"],
  [revoked({ ...ROW, version: "3" }), "no whole number at /revoked/0/version"],
  [revoked({ ...ROW, version: 1.5 }), "no whole number at /revoked/0/version"],
  [revoked({ ...ROW, version: -1 }), "no whole number at /revoked/0/version"],
  [revoked({ iss: "a", assignment: "17" }), "no whole number at /revoked/0/version"],
  [revoked({ ...ROW, reason: "moved" }), "unknown member at /revoked/0/reason"],
];

describe("a trust document that is damaged", () => {
  it.each(TRUSTS)("is refused with its place: %s", (text, sentence) => {
    expect(() => readTrust(text)).toThrow(sentence);
  });

  it("is told from one that is whole", () => {
    const whole = { sealform_trust: 1, devices: [OTHER], issuers: [{ iss: "a", keys: [without] }], revoked: [ROW] };
    expect(readTrust(JSON.stringify(whole))).toMatchObject({ issuers: [{ iss: "a" }], revoked: [ROW] });
    expect(readTrust(JSON.stringify({ keys: [KEY] }))).toEqual({ issuers: [], revoked: [] });
  });
});
