// Where the time goes in Node: V8's samples.
import { Session } from 'node:inspector/promises';

/** Does something while V8 takes samples; gives them in milliseconds: Wasm, scripts, the collector. What V8 does for one, as compiling, is its own. */
export async function sampled(act) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  const result = await act();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const kinds = new Map(profile.nodes.map(({ id, callFrame: { functionName, url } }) => [id, sampleKind(functionName, url)]));
  const sums = { wasm: 0, script: 0, collector: 0 };
  profile.samples.forEach((id, at) => {
    const kind = kinds.get(id);
    if (kind !== 'idle') sums[kind] += profile.timeDeltas[at] / 1000;
  });
  return [result, sums];
}

/** By the names that V8 gives to what is no function. */
const NO_FUNCTION = new Map([
  ['(garbage collector)', 'collector'],
  ['(idle)', 'idle'],
  ['(root)', 'idle'],
]);

function sampleKind(name, url) {
  return url.startsWith('wasm://') ? 'wasm' : (NO_FUNCTION.get(name) ?? 'script');
}
