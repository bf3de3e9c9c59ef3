// The engine without a face, as a program would use it.
import { Engine, load } from './sealform/engine.js';

export { convertWithKey as convert, ext } from './convert.mjs';

// In Node the module reads the Wasm beside itself. In a bundle for a page there is nothing beside it: the bundler takes
// the bytes in.
export async function setup() {
  if (typeof process !== 'undefined' && process.versions?.node) return load();
  return load((await import('./sealform/sealform_engine_bg.wasm')).default);
}

export function open(doc) {
  const [questionnaire, key] = doc.split('\n');
  const engine = Engine.open(questionnaire, key);
  return {
    set: (name, value) => engine.set(name, value),
    get: (name) => (name === 'score' ? Number(engine.score().earned) : engine.get(name)),
    visible: (name) => engine.visible(name),
  };
}
