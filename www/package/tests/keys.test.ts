// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { webcrypto } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { database, StoreFault } from "../src/device/database.js";
import { NoKey, signingKey } from "../src/device/keys.js";
import "../src/index.js";
import type { SealformForm } from "../src/element.js";
import { opened } from "./pkg/sealform_web.js";

const DAMAGED = { jwk: "{}", created: "not a moment" };

beforeEach(async () => {
  opened.length = 0;
  vi.stubGlobal("crypto", webcrypto);
  // jsdom has no class of that name.
  const made = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  vi.stubGlobal("CryptoKey", made.privateKey.constructor);
  for (const key of await database.keys("keys")) {
    await database.write([{ store: "keys", key: key as string, remove: true }]);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

async function placed(set: (form: SealformForm) => void): Promise<SealformForm> {
  const form = document.createElement("sealform-form");
  form.program = Uint8Array.from("visit@aa", (char) => char.charCodeAt(0));
  set(form);
  document.body.append(form);
  await vi.waitFor(() => expect(opened).toHaveLength(1), 5_000);
  await opened[0].page.settled();
  return form;
}

it("a kept key signs again", async () => {
  const unreadable = vi.fn();
  const first = await signingKey("agency", unreadable);
  expect((await signingKey("agency", unreadable)).jwk).toBe(first.jwk);
  expect((await signingKey("another", unreadable)).jwk).not.toBe(first.jwk);
  expect(unreadable).not.toHaveBeenCalled();
});

it("one that cannot be read stays beside the new one, and the person and the page are told", async () => {
  await database.write([{ store: "keys", key: "", put: DAMAGED }]);
  const heard: unknown[] = [];
  const form = await placed((one) => one.addEventListener("sealform-error", ({ detail }) => heard.push(detail)));
  const signer = JSON.parse(await opened[0].page.signer());
  expect(heard).toMatchObject([{ kind: "failed", stage: "sealing", message: expect.stringContaining("signing key") }]);
  await vi.waitFor(() => expect(form.shadowRoot?.textContent).toContain("could not be read, so a new one was made"));
  expect(form.shadowRoot?.contains(opened[0].root)).toBe(true);
  const rows = await database.rows("keys");
  const aside = rows.find(({ key }) => Array.isArray(key) && key[0] === "unreadable" && key[1] === "");
  expect(aside?.value).toEqual(DAMAGED);
  // Once: from now on it is the new one.
  expect(JSON.parse(await opened[0].page.signer()).jwk).toBe(signer.jwk);
  expect(heard).toHaveLength(1);
});

it("one that cannot be read and not be put aside either is not replaced", async () => {
  await database.write([{ store: "keys", key: "", put: DAMAGED }]);
  vi.spyOn(database, "write").mockRejectedValue(new StoreFault("full"));
  const unreadable = vi.fn();
  await expect(signingKey("", unreadable)).rejects.toThrow();
  expect(unreadable).not.toHaveBeenCalled();
  expect(await database.get("keys", "")).toEqual(DAMAGED);
});

it("one that cannot be had now is not replaced", async () => {
  vi.spyOn(database, "get").mockRejectedValue(new StoreFault("failed"));
  const write = vi.spyOn(database, "write");
  await expect(signingKey("agency", () => undefined)).rejects.toBeInstanceOf(NoKey);
  expect(write).not.toHaveBeenCalled();
});

it("an issuer that nobody has checked picks no key", async () => {
  const part = (value: object): string => btoa(JSON.stringify(value)).replaceAll("=", "");
  const token = `${part({ alg: "ES256" })}.${part({ iss: "agency", assignment: "17" })}.x`;
  await placed((form) => {
    form.assignment = token;
  });
  await opened[0].page.signer();
  expect(await database.keys("keys")).toEqual([""]);
});
