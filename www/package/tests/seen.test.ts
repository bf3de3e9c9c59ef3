import "fake-indexeddb/auto";
import { beforeEach, expect, it, vi } from "vitest";
import { Database, StoreFault } from "../src/device/database.js";
import { claimsOf } from "../src/evidence/claims.js";
import { PICTURES } from "../src/evidence/seen.js";
import { keep } from "../src/widgets/blobs.js";

const FORM = ["visit", "", "", ""];
const ASSIGNED = ["visit", "a7", "anna", ""];
let picture = 0;

/** A picture that was made of a file, and is kept. */
async function kept(source?: string, type = "image/jpeg"): Promise<string> {
  picture += 1;
  const sha256 = String(picture).padStart(64, "0").split("").reverse().join("");
  const finished = { bytes: new ArrayBuffer(picture), type, sha256, source: source ?? sha256 };
  return (await keep("image.jpg", finished, FORM)).name;
}

/** Which of these are said to be seen when they are sealed in a draft. */
async function seen(draft: string, named: Readonly<Record<string, string>>, form = FORM): Promise<unknown[]> {
  const files = Object.entries(named).map(([question, name]) => ({ question, name }));
  const claims = JSON.parse((await claimsOf(files, draft, form)) as string) as { seen?: boolean }[];
  return claims.map((claim) => claim.seen);
}

beforeEach(async () => {
  vi.restoreAllMocks();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(PICTURES.name).onsuccess = resolve;
  });
});

it("says nothing of a picture that is new, also when sealing is tried again", async () => {
  const photo = await kept();
  expect(await seen("d1", { front: photo })).toEqual([undefined]);
  expect(await seen("d1", { front: photo })).toEqual([undefined]);
});

it("flags a picture of an earlier file, and one that stands in two questions", async () => {
  const photo = await kept();
  await seen("d1", { front: photo });
  expect(await seen("d2", { front: photo, back: await kept() })).toEqual([true, undefined]);
  const twice = await kept();
  expect(await seen("d3", { front: twice, back: twice })).toEqual([undefined, true]);
});

it("knows a file again of which another picture was made", async () => {
  const source = "c".repeat(64);
  await seen("d1", { front: await kept(source) });
  expect(await seen("d2", { front: await kept(source) })).toEqual([true]);
});

it("does not flag a correction, which answers the same question of the same assignment", async () => {
  const photo = await kept();
  await seen("d1", { front: photo }, ASSIGNED);
  expect(await seen("d2", { front: photo }, ASSIGNED)).toEqual([undefined]);
  expect(await seen("d3", { back: photo }, ASSIGNED)).toEqual([true]);
});

it("looks at pictures alone", async () => {
  const paper = await kept(undefined, "application/pdf");
  await seen("d1", { paper });
  expect(await seen("d2", { paper })).toEqual([undefined]);
});

it("claims what is kept, in the order of the answers, and names what is missing", async () => {
  const [one, other] = [await kept(), await kept(undefined, "")];
  const files = [
    { name: other, question: "a" },
    { name: one, question: "b" },
  ];
  expect(JSON.parse((await claimsOf(files, "d1", FORM)) as string)).toEqual([
    { name: other, question: "a", type: "application/octet-stream", size: picture, sha256: expect.any(String) },
    { name: one, question: "b", type: "image/jpeg", size: picture - 1, sha256: expect.any(String) },
  ]);
  const gone = { name: `image-${"f".repeat(16)}.jpg`, question: "c" };
  expect(await claimsOf([...files, gone], "d1", FORM)).toEqual(gone);
});

it("is sealed without a history where there is none", async () => {
  const photo = await kept();
  await seen("d1", { front: photo });
  vi.spyOn(Database.prototype, "change").mockRejectedValue(new StoreFault("denied"));
  expect(await seen("d2", { front: photo })).toEqual([undefined]);
});
