// @vitest-environment jsdom
import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";
import { database, StoreFault } from "../src/device/database.js";
import { find } from "../src/widgets/blobs.js";

const NAME = "image-0123456789abcdef.jpg";

afterEach(() => vi.restoreAllMocks());

it("finds no file where none is", async () => {
  expect(await find(NAME)).toBeNull();
});

it("does not call a file gone that could not be read", async () => {
  vi.spyOn(database, "first").mockRejectedValue(new StoreFault("failed"));
  await expect(find(NAME)).rejects.toThrow(StoreFault);
});
