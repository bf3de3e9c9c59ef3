// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { mount } from "../src/widgets/barcode.js";
import { loadMessages, type ViewOf } from "../src/widgets/toolkit.js";

const FIELD = { path: "code", id: "q1", label: "Code", appearance: "", language: "en", describedBy: "" };

beforeEach(() => loadMessages("en"));

it.each([false, true])(
  "says that this browser reads no codes where somebody may type one (read-only: %s)",
  (readonly) => {
    const host = document.createElement("div");
    const field = { ...FIELD, readonly, required: false, invalid: false };
    mount(host, { kind: "barcode", field, value: null } as unknown as ViewOf<"barcode">, () => undefined);
    const hint = host.querySelector<HTMLElement>("p.hint:not(.live)");
    expect(host.querySelector("button")?.hidden).toBe(true);
    expect(hint?.hidden).toBe(readonly);
    expect(hint?.textContent).toBe("This browser cannot read codes. Please type the characters below the code.");
  },
);
