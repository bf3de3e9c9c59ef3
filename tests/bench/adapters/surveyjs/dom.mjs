const q = ({ name }) => document.querySelector(`[data-name="${name}"]`);
export const shown = (item) => !!q(item)?.offsetParent;
export const target = (item, value) =>
  q(item)?.querySelector(value ? `label:has(input[value="${value}"])` : 'textarea, input');
export const text = (item) => q(item)?.querySelector('.sd-question__content')?.textContent;
