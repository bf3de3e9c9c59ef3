// @vitest-environment jsdom
import { afterEach, describe, expect, it } from "vitest";
import { exchange } from "../src/first-page.js";
import { Scene, type SceneElement } from "../src/scene.js";

/** What stands in a form: a question with radio buttons, and one with a field. */
const QUESTIONS = `
  <div data-path="greeted">
    <label><input type="radio" name="NAME" value="yes"> Yes</label>
    <label><input type="radio" name="NAME" value="no"> No</label>
  </div>
  <div data-path="said"><input id="q2"></div>
  <button>Next</button>`;

/** A tree of questions in the page. */
function questions(name: string): HTMLElement {
  const host = document.createElement("div");
  const root = document.createElement("div");
  root.innerHTML = `<div>${QUESTIONS.replaceAll("NAME", name)}</div>`;
  host.attachShadow({ mode: "open" }).append(root);
  document.body.append(host);
  return root.firstElementChild as HTMLElement;
}

function form(): { readonly form: HTMLElement; readonly said: string[] } {
  const made = document.createElement("div");
  made.innerHTML = QUESTIONS.replaceAll("NAME", "g0");
  const said: string[] = [];
  made.addEventListener("input", ({ target }) => said.push((target as HTMLInputElement).value));
  made.addEventListener("click", ({ target }) => said.push((target as Element).textContent ?? ""));
  return { form: made, said };
}

const at = <Found extends Element>(tree: ParentNode, selector: string): Found =>
  tree.querySelector<Found>(selector) as Found;

afterEach(() => document.body.replaceChildren());

describe("a first page", () => {
  it("is not touched while its form is on the way", () => {
    const page = questions("f0");
    const root = page.parentElement as HTMLElement;
    at<HTMLInputElement>(page, "#q2").focus();
    const element: SceneElement = {
      session: () => null,
      language: () => "en",
      start: () => undefined,
      importDraft: async () => undefined,
    };
    new Scene(root, element).load();
    expect((root.getRootNode() as ShadowRoot).activeElement).toBe(at(page, "#q2"));
  });

  it("gives what was entered and pressed to the form, and then its place", async () => {
    const page = questions("f0");
    const { form: made, said } = form();
    const rest = { page, form: made, isRestored: false, hasEnded: () => false };
    at<HTMLInputElement>(page, "[value=no]").checked = true;
    at<HTMLInputElement>(page, "#q2").value = "hello";
    const put = (): void => page.replaceWith(made);
    const exchanged = exchange({ ...rest, put });
    // Still before the exchange.
    at<HTMLButtonElement>(page, "button").click();
    await exchanged;
    expect(said).toEqual(["no", "hello", "Next"]);
    expect(made.isConnected && !page.isConnected).toBe(true);
  });

  it("leaves alone what a draft has", async () => {
    const page = questions("f0");
    const { form: made, said } = form();
    at<HTMLInputElement>(made, "#q2").value = "kept";
    at<HTMLInputElement>(page, "#q2").value = "hello";
    at<HTMLInputElement>(page, "[value=yes]").checked = true;
    await exchange({ page, form: made, isRestored: true, hasEnded: () => false, put: () => page.replaceWith(made) });
    expect(said).toEqual(["yes"]);
    expect(at<HTMLInputElement>(made, "#q2").value).toBe("kept");
  });
});
