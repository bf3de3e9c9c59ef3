/** What every browser has and jsdom lacks: there is nothing to scroll. */
if ("Element" in globalThis) {
  Element.prototype.scrollIntoView ??= () => undefined;
}

export {};
