/** Choices on a map, and the list of them: what is taken in one is taken in the other. */

import { type Place, placesOf } from "./earth.js";
import { listIn, toggled } from "./list.js";
import { type Feature, PlainMap } from "./map.js";
import { type Emit, type Mount, make, type ViewOf } from "./toolkit.js";

type View = ViewOf<"places">;

const asList = (view: View): ViewOf<"list"> => ({ ...view, kind: "list" });

function chosenIn({ value }: View): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : []);
}

export const mount: Mount<"places"> = (host, first, emit) => {
  let view = first;
  let here: Place | null = null;
  /** Of which choices the features were made: they come with every view, and are mostly the same. */
  let made = "";
  let features: readonly Feature[] = [];
  const map = new PlainMap(first.field.id, {
    choose(name) {
      const choice = view.choices.find((one) => one.name === name);
      if (choice !== undefined && !view.field.readonly) {
        take(choice, emit);
      }
    },
  });
  const take = (choice: View["choices"][number], emit: Emit): void => {
    const names = toggled(asList(view), choice);
    emit(view.several ? (names.length === 0 ? null : names) : choice.name);
  };
  const place = make("div");
  host.append(map.element, place);
  const list = listIn(place, asList(first), emit, (found) => {
    here = found;
    show();
  });
  const show = (): void => {
    const state = JSON.stringify(view.choices);
    if (state !== made) {
      made = state;
      features = view.choices
        .map(({ name, label, geometry }) => ({ name, label: label || name, places: placesOf(geometry ?? "") }))
        .filter(({ places }) => places.length > 0);
    }
    const { language, label } = view.field;
    map.show({ language, label, features, chosen: chosenIn(view), answer: [], isClosed: false, here });
  };
  const update = (next: View): void => {
    view = next;
    list.update(asList(next));
    show();
  };
  show();
  return { update, end: () => list.end?.() };
};
