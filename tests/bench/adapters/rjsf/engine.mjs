// Headless: what <Form> runs on each change, without React: defaults, then the schema with conditions resolved.
import { createSchemaUtils } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import { score } from './score.mjs';
export { convert, ext } from './convert.mjs';

export function open(doc) {
  const { schema, where } = JSON.parse(doc);
  const sections = [...new Set(Object.values(where))]; // sections are nested objects
  const utils = createSchemaUtils(validator, schema);
  let data = {},
    total = 0,
    resolved;
  const settle = () => {
    data = utils.getDefaultFormState(schema, data);
    resolved = { '': utils.retrieveSchema(schema, data) };
    for (const s of sections) resolved[s] = utils.retrieveSchema(schema.properties[s], data[s]);
    total = score(data);
  };
  settle();
  return {
    set(name, value) {
      const s = where[name];
      data = s ? { ...data, [s]: { ...data[s], [name]: value } } : { ...data, [name]: value };
      settle();
    },
    get: (name) => (name === 'score' ? total : (where[name] ? data[where[name]] : data)[name]),
    visible: (name) => name in resolved[where[name] ?? ''].properties,
  };
}
