// What is to be seen of a form that Web Forms' engine fills.

/** What says who an instance is, and numbers of instances that pyxform makes nodes of. */
const ASIDE = /^(.*:)?meta$|_count$/;

/** Every node of the form, also instances of repeats. */
export function* nodes(node) {
  for (const child of node.currentState.children ?? []) {
    if (ASIDE.test(nameOf(child))) continue;
    yield child;
    yield* nodes(child);
  }
}

/** What each node shows, by its reference. */
export function observed(root) {
  return Object.fromEntries([...nodes(root)].map((node) => [node.currentState.reference, shown(node)]));
}

/** What is not as it was; `null` where a node is no more. */
export function changes(before, now) {
  const changed = Object.entries(now).filter(
    ([reference, node]) => JSON.stringify(before[reference]) !== JSON.stringify(node),
  );
  const gone = Object.keys(before).filter((reference) => !(reference in now));
  return Object.fromEntries([...changed, ...gone.map((reference) => [reference, null])]);
}

/** What stands in a text where its Markdown is drawn: the generator makes it strong, and nothing else. */
function plain({ asString }) {
  return asString.replace(/\*\*(.+?)\*\*/g, "$1");
}

function shown(node) {
  const state = node.currentState;
  if (!state.relevant) return { relevant: false };
  if (node.nodeType.startsWith("repeat-range")) return { relevant: true, count: state.children.length };
  const isAsked = node.definition.bodyElement != null && node.nodeType !== "repeat-instance";
  const label = isAsked && state.label ? { label: plain(state.label) } : {};
  if (state.children) return { relevant: true, ...label };
  const value = { relevant: true, value: state.instanceValue };
  if (!isAsked) return value;
  const { constraint, required, violation } = node.validationState;
  const choices = Array.isArray(state.valueOptions)
    ? { choices: state.valueOptions.map((option) => [option.value, option.label ? plain(option.label) : ""]) }
    : {};
  const hint = state.hint ? { hint: plain(state.hint) } : {};
  const message = violation?.message ? { message: violation.message.asString } : {};
  const valid = constraint?.valid === false ? "constraint" : required?.valid === false ? "required" : "ok";
  // A note takes no answer, whatever it says of that.
  const readonly = node.nodeType === "note" ? {} : { readonly: state.readonly };
  return { ...value, ...readonly, required: state.required, valid, ...message, ...label, ...hint, ...choices };
}

/** The name of a node, with its prefix. */
export const nameOf = (node) => node.currentState.reference.split("/").at(-1);
