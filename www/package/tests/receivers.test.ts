/** A page takes the assignments with which receivers take reports, and no others: both read the same vectors. */

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readAssignment } from "../src/assignment.js";
import { readTrust } from "../src/trust.js";

interface Vector {
  readonly file: string;
  readonly about: string;
  readonly trust: string | null;
  readonly code?: string;
}

const at = (name: string): string =>
  readFileSync(new URL(`../../../tests/vectors/submission/${name}`, import.meta.url), "utf8");
const { good, bad } = JSON.parse(at("manifest.json")) as { readonly good: Vector[]; readonly bad: Vector[] };

/** What was sealed: with which assignment, and of which form. */
function sealed({ file }: Vector): { readonly assignment_token: unknown; readonly questionnaire: never } {
  const { payload } = JSON.parse(at(file)) as { readonly payload: string };
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}

/** Documents without issuers check no assignment of anybody. */
const checks = ({ trust }: Vector): boolean => trust !== null && readTrust(at(trust)).issuers.length > 0;
const trustOf = ({ trust }: Vector) => readTrust(at(trust ?? ""));

const REFUSED = ["seal/token", "seal/revoked", "seal/typ", "seal/token-questionnaire"];
const taken = good.filter((one) => checks(one) && typeof sealed(one).assignment_token === "string");
const refused = bad.filter((one) => REFUSED.includes(one.code ?? "") && checks(one));

it.each(taken)("takes that of $file: $about", async (one) => {
  const { assignment_token: token, questionnaire } = sealed(one);
  const read = await readAssignment(String(token), trustOf(one));
  expect(read.isChecked).toBe(true);
  expect(() => read.checkForm(questionnaire)).not.toThrow();
});

it.each(refused)("refuses that of $file: $about", async (one) => {
  const { assignment_token: token, questionnaire } = sealed(one);
  const opens = async (): Promise<void> => (await readAssignment(String(token), trustOf(one))).checkForm(questionnaire);
  await expect(opens()).rejects.toMatchObject({ name: "Trouble" });
});

it("knows of both", () => {
  expect(taken.length).toBeGreaterThan(3);
  expect(refused.length).toBeGreaterThan(12);
});
