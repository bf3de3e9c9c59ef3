// Not a peer: about the least code that does the work. It shows the adapter interface and the
// floor of the harness. Its own format is the neutral description itself.
export const convert = (form) => JSON.stringify(form);
export const ext = 'json';

export function open(doc) {
  const form = JSON.parse(doc);
  const items = new Map(),
    values = new Map(),
    calcs = new Map(),
    users = new Map(),
    dependants = new Map();
  const push = (map, key, v) => (map.get(key) ?? map.set(key, []).get(key)).push(v);
  for (const p of form.pages)
    for (const s of p.sections)
      for (const it of s.items) {
        items.set(it.name, it);
        if (it.showIf) push(dependants, it.showIf.q, it);
      }
  for (const c of form.calcs) {
    calcs.set(c.name, c);
    for (const n of c.count ?? c.add ?? [c.plus[0]]) push(users, n, c);
  }
  const compute = (c) =>
    c.count
      ? c.count.reduce((n, q) => n + (values.get(q) === 'yes'), 0)
      : c.add
        ? c.add.reduce((n, q) => n + (values.get(q) ?? 0), 0)
        : values.get(c.plus[0]) + c.plus[1];
  for (const c of form.calcs) values.set(c.name, compute(c));
  return {
    form,
    set(name, value) {
      values.set(name, value);
      for (let queue = [...(users.get(name) ?? [])]; queue.length; ) {
        const c = queue.shift(),
          v = compute(c);
        if (v !== values.get(c.name)) {
          values.set(c.name, v);
          queue.push(...(users.get(c.name) ?? []));
        }
      }
    },
    get: (name) => values.get(name),
    visible: (name) => {
      const s = items.get(name).showIf;
      return !s || values.get(s.q) === s.is;
    },
    dependants: (name) => dependants.get(name) ?? [],
  };
}
