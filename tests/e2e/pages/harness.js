// The smallest page that has everything the harness must manage: an open shadow root, choices, fields, a question that
// comes and goes, something kept over a reload, an event and a saved file.
const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
};

class SealformForm extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':host{display:block} fieldset{margin-block:1rem} label{display:block;padding:.5rem} .away{position:absolute;opacity:0}');
    root.adoptedStyleSheets = [sheet];
    const radio = (name, value, label) => make('label', {}, make('input', { type: 'radio', name, value, className: 'away' }), make('span', {}, label));
    const question = make('fieldset', {}, make('legend', {}, 'Did the agent greet you?'), radio('greeted', 'yes', 'Yes'), radio('greeted', 'no', 'No'));
    const comment = make('textarea', { id: 'why' });
    const why = make('div', { hidden: true }, make('label', { htmlFor: 'why' }, 'Why not?'), comment);
    const day = make('label', {}, 'Day of the call', make('input', { type: 'date' }));
    const channel = make('label', {}, 'Channel', make('select', {}, ...['Phone', 'E-mail', 'Chat'].map((text) => make('option', {}, text))));
    const status = make('p', { role: 'status' });
    const seal = make('button', { type: 'button' }, 'Seal');
    root.append(question, why, day, channel, seal, status);

    const kept = JSON.parse(localStorage.getItem('kept') ?? '{}');
    const show = () => { why.hidden = kept.greeted !== 'no'; };
    for (const input of question.querySelectorAll('input')) input.checked = input.value === kept.greeted;
    comment.value = kept.why ?? '';
    show();
    const keep = (more) => { Object.assign(kept, more); localStorage.setItem('kept', JSON.stringify(kept)); show(); };
    question.addEventListener('change', (event) => keep({ greeted: event.target.value }));
    comment.addEventListener('input', () => keep({ why: comment.value }));
    seal.addEventListener('click', () => {
      const file = new Blob([JSON.stringify(kept)], { type: 'application/jose+json' });
      const link = make('a', { href: URL.createObjectURL(file), download: 'small.jws.json' });
      link.click();
      status.textContent = `Sealed with ${Object.keys(kept).length} answers`;
      this.dispatchEvent(new CustomEvent('sealform-sealed', { bubbles: true, composed: true, detail: { ...kept } }));
    });
  }
}
customElements.define('sealform-form', SealformForm);
