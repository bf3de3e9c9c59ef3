// ODK XForm, in the shape pyxform 4.5 gives for the same XLSForm (choices as a secondary instance).
import { CHOICES, allItems } from '../../forms/generate.mjs';

const esc = (s) => String(s).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

export function convert(form) {
  // Sections (or pages without section titles) become groups; the path of a question names its group.
  const groups = form.pages.flatMap((p) =>
    p.sections.map((s) => ({ name: s.name, title: s.title ?? p.title, items: s.items })),
  );
  const path = new Map();
  for (const g of groups) for (const it of g.items) path.set(it.name, `/data/${g.name}/${it.name}`);
  for (const c of form.calcs) path.set(c.name, `/data/${c.name}`);
  const ref = (n) => ` ${path.get(n)} `;
  const calculate = (c) =>
    c.count
      ? c.count.map((n) => `if(${ref(n)}= 'yes', 1, 0)`).join(' + ')
      : c.add
        ? c.add.map(ref).join('+')
        : `${ref(c.plus[0])}+ ${c.plus[1]}`;

  const bind = (it) => {
    const a = [`nodeset="${path.get(it.name)}"`, `type="${it.type === 'number' ? 'int' : 'string'}"`];
    if (it.required) a.push('required="true()"');
    if (it.showIf) a.push(`relevant="${esc(`${ref(it.showIf.q)}= '${it.showIf.is}'`)}"`);
    if (it.minLength) a.push(`constraint="string-length(.) &gt;= ${it.minLength}"`);
    if (it.type === 'note') a.push('readonly="true()"');
    return `<bind ${a.join(' ')}/>`;
  };
  const control = (it) => {
    const r = `ref="${path.get(it.name)}"`;
    const label = `<label>${esc(it.label)}</label>`;
    if (it.type === 'choice')
      return `<select1 ${r}>${label}<itemset nodeset="instance('ynn')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>`;
    if (it.type === 'note')
      return `<input ${r}><label>${esc(it.label)}: <output value="${ref(it.shows)}"/></label></input>`;
    return `<input ${r}${it.type === 'comment' ? ' appearance="multiline"' : ''}>${label}</input>`;
  };

  return `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:ev="http://www.w3.org/2001/xml-events" xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:orx="http://openrosa.org/xforms" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<h:head><h:title>${esc(form.title)}</h:title>
<model odk:xforms-version="1.0.0">
<instance><data id="${form.id}" version="1">
${groups.map((g) => `<${g.name}>${g.items.map((it) => `<${it.name}/>`).join('')}</${g.name}>`).join('\n')}
${form.calcs.map((c) => `<${c.name}/>`).join('')}
<meta><instanceID/></meta></data></instance>
<instance id="ynn"><root>${CHOICES.map(([v, t]) => `<item><name>${v}</name><label>${t}</label></item>`).join('')}</root></instance>
${allItems(form).map(bind).join('\n')}
${form.calcs.map((c) => `<bind nodeset="${path.get(c.name)}" type="int" calculate="${esc(calculate(c))}"/>`).join('\n')}
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
</model></h:head>
<h:body${form.paged ? ' class="pages"' : ''}>
${groups.map((g) => `<group ref="/data/${g.name}"${form.paged ? ' appearance="field-list"' : ''}><label>${esc(g.title)}</label>${g.items.map(control).join('\n')}</group>`).join('\n')}
</h:body></h:html>`;
}
export const ext = 'xml';
