// What leaves the form or its own box sideways in the window as it is now, in plain words. Fields scroll what is typed in them, and
// a title that ends with an ellipsis says so.
const [isLarge] = arguments;
document.documentElement.classList.toggle('text-200', isLarge);
const form = document.querySelector('sealform-form');
const edges = form.getBoundingClientRect();
const wrong = [];
const page = document.documentElement;
if (page.scrollWidth > page.clientWidth) wrong.push(`the page: ${page.scrollWidth} in ${page.clientWidth} px`);
for (const part of form.shadowRoot.querySelectorAll('*')) {
  const style = getComputedStyle(part);
  const box = part.getBoundingClientRect();
  // A map cuts what lies beyond its edges.
  const isSeen = box.width > 0 && !part.closest('.hidden, svg.map') && style.clipPath === 'none';
  if (!isSeen) continue;
  const name = `${part.localName}.${part.className}`;
  if (box.left < edges.left - 1 || box.right > edges.right + 1) {
    wrong.push(`${name}: ${Math.round(box.left)} to ${Math.round(box.right)} px`);
  } else if (part.part.length > 0 && style.display !== 'inline' && style.textOverflow !== 'ellipsis' && !part.matches('input, select') && part.scrollWidth > part.clientWidth + 1) {
    wrong.push(`${name}: ${part.scrollWidth} in ${part.clientWidth} px`);
  }
}
return wrong;
