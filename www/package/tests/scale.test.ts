// @vitest-environment jsdom

import { beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../src/protocol.js";
import { mount } from "../src/widgets/range.js";
import { loadMessages, type ViewOf } from "../src/widgets/toolkit.js";

const FIELD = {
  path: "visit/felt",
  id: "q7",
  label: "Felt",
  appearance: "stars",
  language: "en",
  describedBy: "q7-error",
  readonly: false,
  required: true,
  invalid: false,
};

function view(appearance: string, value: Json, start = "1", end = "5"): ViewOf<"range"> {
  const labels = { startLabel: "Bad", endLabel: "Good" };
  return { kind: "range", field: { ...FIELD, appearance }, value, preset: false, start, end, step: "1", ...labels };
}

function drawn(first: ViewOf<"range">) {
  const host = document.createElement("div");
  document.body.append(host);
  const answers: Json[] = [];
  const { update } = mount(host, first, (value) => answers.push(value));
  const inputs = [...host.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  return { host, answers, update, inputs };
}

beforeAll(() => loadMessages("en"));

describe("a scale of drawings", () => {
  it("is radio buttons of one group, each with its number", () => {
    const { host, answers, inputs } = drawn(view("stars", null));
    expect(inputs.map(({ value }) => value)).toEqual(["1", "2", "3", "4", "5"]);
    expect(new Set(inputs.map(({ name }) => name)).size).toBe(1);
    expect([...host.querySelectorAll(".step")].map((step) => step.textContent)).toEqual(["1", "2", "3", "4", "5"]);
    expect(inputs[0]?.getAttribute("aria-label")).toBe("1 Bad");
    inputs[3]?.click();
    expect(answers).toEqual(["4"]);
  });

  it("gives stars up to the one that is taken, and a face alone", () => {
    const given = (appearance: string): number[] => {
      const { host, update } = drawn(view(appearance, null));
      update(view(appearance, 3));
      return [...host.querySelectorAll(".step.given")].map((step) => Number(step.textContent));
    };
    expect(given("w2 stars")).toEqual([1, 2, 3]);
    expect(given("smileys coloured")).toEqual([3]);
  });

  it("takes an answer back", () => {
    const { inputs, update } = drawn(view("smileys", 2));
    expect(inputs.map(({ checked }) => checked)).toEqual([false, true, false, false, false]);
    update(view("smileys", null));
    expect(inputs.some(({ checked }) => checked)).toBe(false);
  });

  it("takes an answer back that is tapped a second time, unless it is required", async () => {
    const optional = (value: Json): ViewOf<"range"> => {
      const drawn = view("stars", value);
      return { ...drawn, field: { ...drawn.field, required: false } };
    };
    const { inputs, answers, update } = drawn(optional(null));
    const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    inputs[3]?.click();
    update(optional(4));
    await rest();
    expect(answers).toEqual(["4"]);
    inputs[3]?.click();
    // Not before the browser is done with the click.
    expect(answers).toEqual(["4"]);
    await rest();
    update(optional(null));
    inputs[3]?.click();
    await rest();
    expect(answers).toEqual(["4", null, "4"]);
    update(view("stars", 4));
    inputs[3]?.click();
    await rest();
    expect(answers).toEqual(["4", null, "4"]);
  });

  it("confirms by the first tap what stands there by itself, and takes it back by the second", async () => {
    const standing = (preset: boolean): ViewOf<"range"> => {
      const drawn = view("stars", 4);
      return { ...drawn, preset, field: { ...drawn.field, required: false } };
    };
    const { inputs, answers, update } = drawn(standing(true));
    const taps = async (): Promise<void> => {
      inputs[3]?.click();
      await new Promise((resolve) => setTimeout(resolve));
    };
    await taps();
    expect(answers).toEqual(["4"]);
    update(standing(false));
    await taps();
    expect(answers).toEqual(["4", null]);
  });

  it("puts a recommendation into its classes, with their names", () => {
    const { host } = drawn(view("classes", 9, "0", "10"));
    expect([...host.querySelectorAll(".caption")].map((caption) => caption.textContent)).toEqual([
      "Detractors 0–6",
      "Passives 7–8",
      "Promoters 9–10",
    ]);
    expect([...host.querySelectorAll(".class")].map((one) => one.querySelectorAll("input").length)).toEqual([7, 2, 2]);
  });

  it("draws the stars of a range, and a line where there would be too many", () => {
    expect(drawn(view("rating", "2")).inputs).toHaveLength(5);
    const line = drawn(view("rating", "2", "0", "100")).host.querySelector("input");
    expect([line?.type, line?.getAttribute("aria-label")]).toEqual(["range", "Felt"]);
  });

  it("neither changes nor hides what is read-only", () => {
    const first = view("coloured", 5);
    const { inputs } = drawn({ ...first, field: { ...first.field, readonly: true } });
    expect(inputs.every(({ disabled }) => disabled)).toBe(true);
    expect(inputs[4]?.checked).toBe(true);
  });
});
