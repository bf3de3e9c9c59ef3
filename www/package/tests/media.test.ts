// @vitest-environment jsdom

import { beforeAll, beforeEach, expect, it } from "vitest";
import type { MediumView } from "../src/protocol.js";
import { mount } from "../src/widgets/media.js";
import { loadMessages } from "../src/widgets/toolkit.js";

const FORM = "https://agency.example/forms/visit.json";

beforeAll(() => loadMessages("en"));
beforeEach(() => document.body.replaceChildren());

/** What is drawn of these files where the questionnaire has this address. */
function drawn(
  media: readonly MediumView[],
  attributes: Readonly<Record<string, string>> = { src: FORM },
): HTMLElement {
  const form = document.createElement("div");
  for (const [name, value] of Object.entries(attributes)) {
    form.setAttribute(name, value);
  }
  const host = document.createElement("div");
  form.attachShadow({ mode: "open" }).append(host);
  document.body.append(form);
  mount(host, { kind: "media", language: "en", label: "Door", media: [...media] }, () => undefined);
  return host;
}

const kinds = ["image", "audio", "video", "big-image"];

it.each([
  ["door.jpg", "https://agency.example/forms/door.jpg"],
  ["media/door.jpg", "https://agency.example/forms/media/door.jpg"],
  ["jr://images/door.jpg", "https://agency.example/forms/door.jpg"],
  ["a/../door.jpg", "https://agency.example/forms/door.jpg"],
])("shows %s, which lies beside the form", (file, address) => {
  const media = drawn([{ kind: "image", file }]);
  expect(media.querySelector("img")?.src).toBe(address);
});

it.each([
  "https://tracker.example/door.jpg",
  "HTTP://tracker.example/door.jpg",
  "//tracker.example/door.jpg",
  "\\\\tracker.example\\door.jpg",
  " //tracker.example/door.jpg",
  "https://agency.example:444/forms/door.jpg",
  "https://agency.example/door.jpg",
  "/door.jpg",
  "../door.jpg",
  "%2e%2e/door.jpg",
  "..%2fdoor.jpg",
  "..%5Cdoor.jpg",
  "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
  "blob:https://agency.example/1",
  "javascript:alert(1)",
  "jr://images/https://tracker.example/door.jpg",
  "jr://images//tracker.example/door.jpg",
])("fetches nothing for %s, and says so", (file) => {
  for (const kind of kinds) {
    const media = drawn([{ kind, file }]);
    expect(media.querySelectorAll("[src], [href]")).toHaveLength(0);
    expect(media.textContent).toContain("is not shown");
  }
});

it("shows a picture without the larger one that lies elsewhere", () => {
  const media = drawn([
    { kind: "image", file: "door.jpg" },
    { kind: "big-image", file: "https://tracker.example/door.jpg" },
  ]);
  expect(media.querySelector("img")?.src).toBe("https://agency.example/forms/door.jpg");
  expect(media.querySelector("a")).toBeNull();
});

it("takes the folder of the page for a document that was handed over, and quotes no picture in full", () => {
  expect(drawn([{ kind: "image", file: "a.png" }], {}).querySelector("img")?.src).toBe(
    new URL("a.png", document.baseURI).href,
  );
  const long = drawn([{ kind: "image", file: `data:image/png;base64,${"A".repeat(10_000)}` }]);
  expect(long.textContent?.length).toBeLessThan(200);
});
