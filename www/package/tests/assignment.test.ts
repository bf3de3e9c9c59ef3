import { beforeAll, describe, expect, it } from "vitest";
import { readAssignment } from "../src/assignment.js";
import { readTrust } from "../src/trust.js";
import { base64url, type Signer, signer } from "./agency.js";

const VISIT = { iss: "agency", jti: "t1", assignment: "17", observer: "o", version: 2 };
let agency: Signer;
let other: Signer;

beforeAll(async () => {
  agency = await signer();
  other = await signer();
});

const trust = (more: object = {}) =>
  readTrust(
    JSON.stringify({
      sealform_trust: 1,
      issuers: [
        { iss: "agency", keys: [agency.jwk] },
        { iss: "rival", keys: [other.jwk] },
      ],
      ...more,
    }),
  );

describe("an assignment", () => {
  it("without trust is used, said to be unchecked, and of no issuer", async () => {
    const read = await readAssignment(await other.token(VISIT), null);
    expect(read).toMatchObject({ id: "17", observer: "o", issuer: "", isChecked: false });
  });

  it("with trust is of the issuer that signed it", async () => {
    expect(await readAssignment(await agency.token(VISIT), trust())).toMatchObject({
      issuer: "agency",
      isChecked: true,
    });
  });

  it.each([
    "",
    "not a token",
    "a.b",
    "a.b.c",
    `${base64url("{}")}.${base64url("[]")}.x`,
    `${base64url('{"alg":"ES256"}')}.${base64url('{"iss":"agency"}')}.x`,
    `${base64url('{"alg":"none"}')}.${base64url('{"assignment":"17"}')}.x`,
    `${base64url('{"alg":"ES256","typ":"sealform-submission+jws"}')}.${base64url('{"assignment":"17"}')}.x`,
  ])("that is damaged closes the form: %s", async (token) => {
    await expect(readAssignment(token, null)).rejects.toMatchObject({ what: "damaged" });
  });

  it("that nobody who counts has signed closes the form", async () => {
    const rivals = await other.token(VISIT);
    // To whole bytes.
    const cut = (await agency.token(VISIT)).slice(0, -10);
    for (const token of [rivals, cut]) {
      await expect(readAssignment(token, trust())).rejects.toMatchObject({ what: "untrusted" });
    }
    // Without issuers nothing is checked, so nothing of it is used.
    for (const nobody of ['{"sealform_trust":1}', '{"keys":[]}']) {
      await expect(readAssignment(await agency.token(VISIT), readTrust(nobody))).rejects.toMatchObject({
        what: "untrusted",
      });
    }
  });

  it("that was taken back closes the form; a later version does not", async () => {
    const revoked = trust({ revoked: [{ iss: "agency", assignment: "17", version: 2 }] });
    await expect(readAssignment(await agency.token(VISIT), revoked)).rejects.toMatchObject({ what: "revoked" });
    expect(await readAssignment(await agency.token({ ...VISIT, version: 3 }), revoked)).toMatchObject({ id: "17" });
  });

  it("for another form closes this one", async () => {
    const form = { id: "visit", version: "1", sha256: "aa" };
    const named = async (questionnaire: object): Promise<() => void> => {
      const read = await readAssignment(await agency.token({ ...VISIT, questionnaire }), null);
      return () => read.checkForm(form);
    };
    expect(await named(form)).not.toThrow();
    for (const part of [{ id: "store" }, { version: "2" }, { sha256: "bb" }]) {
      expect(await named({ ...form, ...part })).toThrow(expect.objectContaining({ what: "foreign" }));
    }
  });
});

describe("a trust document", () => {
  it.each([
    ["{", "the trust document is not JSON"],
    ["{}", "this is not a trust document of version 1"],
    ['{"sealform_trust":1,"issuers":{}}', "no list at /issuers"],
    ['{"sealform_trust":1,"issuers":[{"keys":[]}]}', "no text at /issuers/0/iss"],
    [
      '{"sealform_trust":1,"revoked":[{"iss":"a","assignment":"b","version":"3"}]}',
      "no whole number at /revoked/0/version",
    ],
  ])("that is damaged is refused with its place: %s", (text, sentence) => {
    expect(() => readTrust(text)).toThrow(sentence);
  });
});
