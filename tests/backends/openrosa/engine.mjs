// ODK Web Forms' engine, outside a browser.
//
// The clock stands still, so that another engine can be asked the same.
import { JSDOM } from 'jsdom';

const NOW = Date.parse('2026-06-15T09:30:00-07:00');
export const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [NOW] : given));
  }
  static now() {
    return NOW;
  }
};

// The engine reads XML by a browser's interfaces, and looks for its folder as old modules do.
const { window } = new JSDOM('');
for (const name of Object.getOwnPropertyNames(window)) {
  if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
}
globalThis.__dirname ??= '.';
globalThis.window ??= window;
globalThis.document ??= window.document;
const { createInstance } = await import('@getodk/xforms-engine');

/** Loads a form and begins an instance of it: its root. */
export async function load(form) {
  const { root } = await createInstance(form, { instance: { stateFactory: (state) => state } });
  return root;
}

/** The instance as it would be sent, and whether it may be. */
export async function sent(root) {
  const payload = await root.prepareInstancePayload();
  const [data] = [payload.data].flat();
  return { valid: payload.status === 'ready', instance: await data.get('xml_submission_file').text() };
}
