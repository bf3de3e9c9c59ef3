// Runs in the page: what is drawn in the form, line by line. Left out is what only the device says, and what no drawing sets:
// the names of radio buttons, what controls draw themselves that come on demand. So are the questions of the paths given.
const [without] = arguments;
const root = document.querySelector('sealform-form').shadowRoot.querySelector('[part=root]');
const lines = [];
function draw(node, depth) {
  if (node.nodeType === Node.TEXT_NODE) {
    // A parser makes one text of two.
    if (node.previousSibling?.nodeType === Node.TEXT_NODE) lines.push(lines.pop() + node.data);
    else if (node.data !== '' || node.nextSibling?.nodeType === Node.TEXT_NODE) lines.push(`${' '.repeat(depth)}${node.data}`);
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || without.includes(node.dataset.path)) return;
  const attributes = [...node.attributes].filter(({ name }) => !['name', 'value', 'checked'].includes(name));
  const said = attributes.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).sort();
  // Yew writes what stands in a field into its property, and HTML into the attribute.
  if ('value' in node && node.localName !== 'li') said.push(`value=${JSON.stringify(node.value)}`);
  if (node.checked) said.push('checked');
  lines.push(`${' '.repeat(depth)}<${node.localName} ${said.join(' ')}>`);
  if (node.localName === 'sealform-widget' || node.localName === 'textarea') return;
  // What a language calls itself, only `Intl` says.
  if (node.matches('.language option, .fallback')) return;
  for (const child of node.childNodes) draw(child, depth + 1);
}
draw(root.querySelector('.sealform'), 0);
return lines;
