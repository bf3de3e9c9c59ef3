/** What a browser has and Node has not: importing the package is harmless everywhere. */

/** The class of all elements; an empty one where there are no elements. */
export const ElementBase: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/** Defines an element, unless there are none here, or the page has the package twice, for example in two bundles. */
export function define(name: string, element: CustomElementConstructor): void {
  const registry: CustomElementRegistry | undefined = globalThis.customElements;
  if (registry !== undefined && registry.get(name) === undefined) {
    registry.define(name, element);
  }
}
