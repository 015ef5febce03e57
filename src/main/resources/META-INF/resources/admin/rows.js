/** Elements, and lists of them that change without losing what the reader is at. */

/** `element('td', { class: 'number' }, 'text or elements')` */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Writes a text where it is another, so that nothing is read out twice. */
export function write(place, text) {
  if (place.textContent !== String(text)) place.textContent = text;
}

/**
 * Makes the children of a place those of a list, in its order. A child whose key stays is the same element as before:
 * focus and selection stay in it.
 */
export function rows(place, list, { key, make, fill }) {
  const before = new Map([...place.children].map((child) => [child.dataset.key, child]));
  let at = place.firstElementChild;
  for (const item of list) {
    const name = String(key(item));
    let row = before.get(name);
    before.delete(name);
    if (!row) {
      row = make(item);
      row.dataset.key = name;
    }
    fill(row, item);
    if (row === at) at = at.nextElementSibling;
    else place.insertBefore(row, at);
  }
  for (const gone of before.values()) gone.remove();
}

/** Names and values of an object, in a `dl`. */
export function facts(place, object) {
  rows(place, Object.entries(object), {
    key: ([name]) => name,
    make: ([name]) => element('div', {}, element('dt', {}, name), element('dd')),
    fill: (row, [, value]) => write(row.lastElementChild, Array.isArray(value) ? value.join(', ') : value),
  });
}
