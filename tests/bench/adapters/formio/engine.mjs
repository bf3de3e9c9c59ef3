// Headless: @formio/core, the evaluator Form.io's server and renderer share. It has no incremental
// mode: after a change the whole form is processed again (conditions and calculations only here).
import { processSync, ProcessorMap } from '@formio/core';
export { convert, ext } from './convert.mjs';

export function open(doc) {
  const form = JSON.parse(doc);
  const data = {};
  let hidden;
  const settle = () => {
    const scope = {};
    processSync({
      form,
      components: form.components,
      data,
      scope,
      processors: [ProcessorMap.calculate, ProcessorMap.conditions],
    });
    hidden = new Set((scope.conditionals ?? []).filter((c) => c.conditionallyHidden).map((c) => c.path));
  };
  settle();
  return {
    set(name, value) {
      data[name] = value;
      settle();
    },
    get: (name) => data[name],
    visible: (name) => !hidden.has(name),
  };
}
