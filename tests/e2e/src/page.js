// Runs in the page: finds controls as a person with a screen reader would, by role and name, inside the open shadow
// root of <sealform-form> (or in the page itself where there is none). Called as a WebDriver script: the first argument
// says what to do.
const [what, ...given] = arguments;
const form = document.querySelector(window.sealformLook ?? 'sealform-form');
const top = form?.shadowRoot ?? document;

function* elements(node) {
  for (const element of node.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* elements(element.shadowRoot);
  }
}
const visible = (element) => element.checkVisibility({ checkVisibilityCSS: true });
const tidy = (text) => text.replace(/\s+/g, ' ').trim();

// What is read aloud of an element: its text without what is hidden from everybody or from assistive technology.
function spoken(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.ariaHidden === 'true' || node.hidden) return '';
  if (['select', 'textarea'].includes(node.localName)) return '';
  const style = getComputedStyle(node);
  if (style.display === 'none' || style.visibility === 'hidden') return '';
  const inner = [...node.childNodes].map(spoken).join('');
  return style.display.startsWith('inline') ? inner : ` ${inner} `;
}

function role(element) {
  const given = element.getAttribute('role');
  if (given) return given;
  const type = element.type;
  switch (element.localName) {
    case 'button': case 'summary': return 'button';
    case 'a': return element.hasAttribute('href') ? 'link' : null;
    case 'textarea': return 'textbox';
    case 'select': return element.multiple ? 'listbox' : 'combobox';
    case 'fieldset': return 'group';
    case 'h1': case 'h2': case 'h3': case 'h4': case 'h5': case 'h6': return 'heading';
    case 'input':
      if (type === 'radio' || type === 'checkbox') return type;
      if (type === 'range') return 'slider';
      if (type === 'button' || type === 'submit') return 'button';
      return type === 'hidden' ? null : 'textbox';
    default: return null;
  }
}

function name(element) {
  const ids = element.getAttribute('aria-labelledby');
  const tree = element.getRootNode();
  if (ids) return tidy(ids.split(/\s+/).map((id) => tree.getElementById(id)).filter(Boolean).map(spoken).join(' '));
  if (element.ariaLabel) return tidy(element.ariaLabel);
  if (element.labels?.length) return tidy([...element.labels].map(spoken).join(' '));
  const legend = element.localName === 'fieldset' && element.querySelector(':scope > legend');
  if (legend) return tidy(spoken(legend));
  const own = tidy(spoken(element));
  return ['button', 'link', 'heading', 'option'].includes(role(element)) ? own || element.title : element.title;
}

// The whole name is best, its beginning next, a part of it last.
function best(candidates, wanted) {
  const named = candidates.map((element) => [name(element), element]);
  for (const fits of [(n) => n === wanted, (n) => n.startsWith(wanted), (n) => n.includes(wanted)]) {
    const found = named.filter(([n]) => fits(n));
    if (found.length) return found[0][1];
  }
  return null;
}

const withRoles = (roles, node = top) => [...elements(node)].filter((element) => roles.includes(role(element)) && visible(element));
const labelOf = (element) => [...(element.labels ?? [])].find(visible);
const described = (element) => ({
  role: role(element) ?? '', name: name(element) ?? '', value: element.value ?? null,
  checked: element.checked ?? (element.ariaChecked === null ? null : element.ariaChecked === 'true'),
  disabled: Boolean(element.disabled) || element.ariaDisabled === 'true',
});

function focused(active) {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element || element === document.body || (active && !document.hasFocus())) return null;
  const group = element.closest('fieldset, [role=radiogroup], [role=group]');
  return { ...described(element), group: group ? name(group) : null };
}

const actions = {
  // → [the control, what a person touches for it]
  find(roles, wanted, groups) {
    let node = top;
    for (const group of groups) {
      node = best(withRoles(['radiogroup', 'group'], node), group);
      if (!node) return null;
    }
    const control = best(withRoles(roles, node), wanted);
    if (!control) return null;
    const touched = ['radio', 'checkbox'].includes(role(control)) ? labelOf(control) ?? control : control;
    touched.scrollIntoView({ block: 'center', behavior: 'instant' });
    return [control, touched];
  },
  // The same in the question of a path: forms ask the same thing more than once.
  findIn(path, roles, wanted) {
    const box = [...elements(top)].find((element) => element.dataset?.path === path);
    const control = box && best(withRoles(roles, box), wanted);
    if (!control) return null;
    const touched = ['radio', 'checkbox'].includes(role(control)) ? labelOf(control) ?? control : control;
    touched.scrollIntoView({ block: 'center', behavior: 'instant' });
    return [control, touched];
  },
  // → where a control can be touched as the page stands; null where something lies over it, or it is out of the window
  reach(path, roles, wanted) {
    const box = path === null ? top : [...elements(top)].find((element) => element.dataset?.path === path);
    const control = box && best(withRoles(roles, box), wanted);
    if (!control) return null;
    const touched = ['radio', 'checkbox'].includes(role(control)) ? labelOf(control) ?? control : control;
    const { left, top: above, width, height } = touched.getBoundingClientRect();
    const [x, y] = [left + width / 2, above + height / 2];
    const tree = touched.getRootNode();
    const hit = tree.elementFromPoint(x, y);
    return hit && (touched.contains(hit) || hit.contains(touched)) && y > 0 && y < innerHeight ? [x, y] : null;
  },
  // → where the button onward can be touched, if that is what brings a question that must be answered into sight
  onward(path) {
    const box = path === null ? null : [...elements(top)].find((element) => element.dataset?.path === path);
    const bar = top.querySelector('.bar')?.getBoundingClientRect();
    const button = top.querySelector('.bar .primary')?.getBoundingClientRect();
    const owed = box?.querySelector('[aria-required=true]') && ![...box.querySelectorAll('input, textarea')].some((field) => field.checked || (!['radio', 'checkbox'].includes(field.type) && field.value !== ''));
    if (!owed || !button || box.getBoundingClientRect().top + 120 < bar.top) return null;
    return [button.left + button.width / 2, button.top + button.height / 2];
  },
  // Half a window towards a control, as a thumb does it.
  swipe(path, roles, wanted) {
    const box = path === null ? top : [...elements(top)].find((element) => element.dataset?.path === path);
    const control = box && best(withRoles(roles, box), wanted);
    const towards = control && control.getBoundingClientRect().top < innerHeight / 4 ? -1 : 1;
    scrollBy({ top: (towards * innerHeight) / 2, behavior: 'instant' });
  },
  chosen(path, wanted) {
    const box = [...elements(top)].find((element) => element.dataset?.path === path);
    return box ? (best(withRoles(['radio', 'checkbox'], box), wanted)?.checked ?? false) : false;
  },
  // Every question in sight with its controls and what is said to be wrong with it.
  questions() {
    const boxes = [...elements(top)].filter((element) => element.dataset?.path !== undefined && visible(element));
    const said = (box, what) => [...box.querySelectorAll(what)].filter(visible).map((element) => tidy(spoken(element)));
    return boxes.map((box) => ({
      path: box.dataset.path,
      wrong: said(box, '.error'),
      needs: said(box, '.need'),
      controls: [...elements(box)].filter((element) => role(element) && element.type !== 'hidden' && (visible(element) || element.type === 'file')).map((element) => ({
        ...described(element), type: element.type ?? '', mode: element.inputMode ?? '', accept: element.accept ?? '',
        locked: Boolean(element.readOnly) || Boolean(element.disabled),
        options: element.localName === 'select' ? actions.options(element) : [],
      })),
    }));
  },
  // Buttons that add the first of several.
  beginnings: () => withRoles(['button']).filter((element) => element.id.endsWith('-add') && !element.parentElement.querySelector('[part=instance]')).map(name),
  options: (select) => [...select.options].map((option) => tidy(option.text)),
  controls: () => [...elements(top)].filter((element) => role(element) && visible(element)).map(described),
  describe: described,
  focused,
  blur: () => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; e?.blur(); },
  restart: () => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); },
  // Date and time fields take their parts in the order of the browser's language; setting them is the same for all.
  set(control, value) {
    const prototype = Object.getPrototypeOf(control);
    Object.getOwnPropertyDescriptor(prototype, 'value').set.call(control, value);
    for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  },
  type: (control) => control.type ?? null,
  text() {
    const roots = [...elements(document)].filter((element) => element.shadowRoot).flatMap(({ shadowRoot }) => [...shadowRoot.children]);
    const inside = roots.filter(visible).map((child) => child.innerText ?? '');
    return tidy([document.body.innerText, ...inside].join(' '));
  },
  // Every event of the element.
  listen(type) {
    window.sealformHeard ??= [];
    // Functions and bytes do not cross to the test.
    const plain = (_, value) => (ArrayBuffer.isView(value) ? undefined : value);
    const copy = (detail) => JSON.parse(JSON.stringify(detail ?? null, plain));
    document.addEventListener(type, (event) => window.sealformHeard.push({ type, detail: copy(event.detail) }));
  },
  heard: () => window.sealformHeard ?? [],
  height: () => document.documentElement.scrollHeight,
  look: (selector) => { window.sealformLook = selector; },
  wrongs: () => window.wrongs ?? ['the page does not load watch.js'],
  language: () => form?.getAttribute('lang') ?? document.documentElement.lang,
};
return actions[what](...given);
