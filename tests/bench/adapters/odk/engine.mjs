// Headless: @getodk/xforms-engine. In node it needs a DOM for parsing only: its own tests use jsdom, so do we.
export { convert, ext } from './convert.mjs';

let createInstance;

export async function setup() {
  if (!globalThis.DOMParser) await nodeDom();
  ({ createInstance } = await import('@getodk/xforms-engine'));
}

async function nodeDom() {
  const { JSDOM } = await import('jsdom');
  const { window } = new JSDOM('');
  for (const k of Object.getOwnPropertyNames(window)) {
    if (/^[A-Z]/.test(k) && !(k in globalThis)) globalThis[k] = window[k];
  }
  globalThis.__dirname ??= '.'; // its bundled tree-sitter loader reads it in node
  globalThis.window ??= window;
  globalThis.document ??= window.document;
}

export async function open(doc) {
  const { root } = await createInstance(doc, { instance: { stateFactory: (o) => o } });
  const nodes = new Map();
  (function walk(node) {
    const path = node.currentState.reference;
    nodes.set(path.slice(path.lastIndexOf('/') + 1), node);
    for (const child of node.currentState.children ?? []) walk(child);
  })(root);
  return {
    set(name, value) {
      const node = nodes.get(name);
      if (node.nodeType === 'select') node.selectValue(value);
      else node.setValue(value);
    },
    get(name) {
      const v = nodes.get(name).currentState.value;
      return typeof v === 'bigint' ? Number(v) : v;
    },
    visible: (name) => nodes.get(name).currentState.relevant,
  };
}
