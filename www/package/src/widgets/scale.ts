/** A scale of stars, faces or coloured numbers, or in the classes of a recommendation. Underneath are radio buttons. */

import { fill, type Mount, make, owed, type ViewOf, wordsOf } from "./toolkit.js";

/** How a scale is drawn. */
type Shape = "stars" | "smileys" | "coloured" | "classes";

/** What words of an appearance draw; `rating` is XLSForm's word for the stars of a range. */
const SHAPES: Readonly<Record<string, Shape>> = {
  stars: "stars",
  rating: "stars",
  smileys: "smileys",
  classes: "classes",
  coloured: "coloured",
};

/** The last answers of the first two classes of a recommendation from 0 to 10. */
const LAST_DETRACTOR = 6;
const LAST_PASSIVE = 8;

const SVG = "http://www.w3.org/2000/svg";
const STAR = "M12 2.6l2.9 6.1 6.6.9-4.8 4.6 1.2 6.6L12 17.6l-5.9 3.2 1.2-6.6L2.5 9.6l6.6-.9z";

/** How an appearance draws a scale; `undefined` where it does not. */
export function shapeOf(appearance: string): Shape | undefined {
  const words = appearance.split(" ");
  return Object.entries(SHAPES).find(([word]) => words.includes(word))?.[1];
}

function drawing(...paths: readonly Readonly<Record<string, string>>[]): SVGSVGElement {
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("aria-hidden", "true");
  for (const attributes of paths) {
    const path = document.createElementNS(SVG, "path");
    for (const [name, value] of Object.entries(attributes)) {
      path.setAttribute(name, value);
    }
    image.append(path);
  }
  return image;
}

/** A face between sad (0) and glad (1): the corners of its mouth go up. */
function face(gladness: number): SVGSVGElement {
  const bend = (gladness - 0.5) * 9;
  const corners = (15.5 - bend * 0.28).toFixed(2);
  return drawing(
    { class: "head", d: "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z" },
    { class: "eye", d: "M8.5 8.25v2.25M15.5 8.25v2.25" },
    { class: "mouth", d: `M7.5 ${corners}Q12 ${(Number(corners) + bend).toFixed(2)} 16.5 ${corners}` },
  );
}

/** One step: its button, its drawing and its number. */
interface Step {
  readonly value: string;
  readonly input: HTMLInputElement;
  readonly label: HTMLLabelElement;
}

/** Draws a scale with these steps. */
export function mountScale(
  shape: Shape,
  values: readonly string[],
  [host, first, emit]: Parameters<Mount<"range">>,
): ReturnType<Mount<"range">> {
  const at = (index: number): number => index / Math.max(1, values.length - 1);
  const written = (text: string): string => Number(text).toLocaleString(first.field.language);
  let taken: string | null = null;
  let isRequired = first.field.required;
  let isPreset = first.preset;
  const steps: readonly Step[] = values.map((value, index) => {
    const input = make("input", { type: "radio", name: `${first.field.id}-scale`, value });
    input.addEventListener("change", () => emit(value));
    // A second tap takes back what may be left out; a browser that sees it unticked within the click takes that for an answer.
    // The second click of a double click is no second thought; the space bar makes a click of its own in one browser alone.
    let isTakenBack = false;
    const takesBack = (): void => {
      if (value === taken && isPreset) {
        // What stands there by itself is somebody's answer once it is tapped.
        emit(value);
      } else if (value === taken && !isRequired && !isTakenBack) {
        isTakenBack = true;
        setTimeout(() => {
          isTakenBack = false;
          emit(null, { name: null });
        });
      }
    };
    input.addEventListener("click", ({ detail }) => detail > 1 || takesBack());
    input.addEventListener("keyup", ({ key }) => key !== " " || takesBack());
    const image = shape === "stars" ? drawing({ d: STAR }) : shape === "smileys" ? face(at(index)) : null;
    const label = make("label", { className: "step", part: "choice" }, input, image, make("span", {}, written(value)));
    label.style.setProperty("--_good", `${Math.round(at(index) * 100)}%`);
    return { value, input, label };
  });
  const rows = make("div", { className: `shaped ${shape}` });
  rows.classList.toggle("coloured", first.field.appearance.split(" ").includes("coloured"));
  const ends = make("div", { className: "ends", "aria-hidden": "true" });
  host.append(make("div", { className: "scale" }, rows, ends));
  const captions = shape === "classes" ? addClasses(rows, steps) : [];
  if (shape !== "classes") {
    rows.append(...steps.map(({ label }) => label));
  }

  const update = (view: ViewOf<"range">): void => {
    const words = wordsOf(view.field);
    const given = view.value === null ? Number.NaN : Number(view.value);
    taken = values.find((value) => Number(value) === given) ?? null;
    isRequired = view.field.required;
    isPreset = view.preset;
    const labels = [view.startLabel, view.endLabel];
    steps.forEach(({ value, input, label }, index) => {
      const end = index === 0 ? labels[0] : index === steps.length - 1 ? labels[1] : "";
      input.checked = value === taken;
      input.disabled = view.field.readonly;
      // The group says whether it is required.
      owed(input, { ...view.field, required: false, describedBy: view.field.invalid ? view.field.describedBy : "" });
      input.toggleAttribute("aria-label", false);
      if (end) {
        input.setAttribute("aria-label", `${written(value)} ${end}`);
      }
      // Stars are given up to the one that is taken.
      label.classList.toggle("given", shape === "stars" ? Number(value) <= given : value === taken);
    });
    const named = [words.detractors, words.passives, words.promoters];
    for (const [index, { caption, from, to }] of captions.entries()) {
      caption.textContent = fill(named[index] ?? "", written(from), written(to));
    }
    const end = (step: Step | undefined, label: string): Node[] =>
      step === undefined || label === "" ? [] : [make("span", {}, make("b", {}, written(step.value)), ` ${label}`)];
    ends.replaceChildren(...end(steps[0], view.startLabel), ...end(steps.at(-1), view.endLabel));
    ends.hidden = ends.childElementCount === 0;
  };
  update(first);
  return { update };
}

interface Caption {
  readonly caption: HTMLElement;
  readonly from: string;
  readonly to: string;
}

/** The steps in their classes, each with its name. */
function addClasses(rows: HTMLElement, steps: readonly Step[]): readonly Caption[] {
  const of = (from: number, to: number): readonly Step[] =>
    steps.filter(({ value }) => Number(value) >= from && Number(value) <= to);
  const classes = [
    of(0, LAST_DETRACTOR),
    of(LAST_DETRACTOR + 1, LAST_PASSIVE),
    of(LAST_PASSIVE + 1, Number.POSITIVE_INFINITY),
  ];
  return classes.map((members) => {
    const caption = make("div", { className: "caption" });
    const row = make("div", { className: "class-steps" }, ...members.map(({ label }) => label));
    rows.append(make("div", { className: "class" }, row, caption));
    return { caption, from: members[0]?.value ?? "", to: members.at(-1)?.value ?? "" };
  });
}
