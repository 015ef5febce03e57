/** The others' pointers above the board, each with its name. */
import { PAPER } from './board.js';
import { colorOf } from './identity.js';

const IDLE = 6_000;
const SVG = 'http://www.w3.org/2000/svg';

export class Cursors {
  #layer;
  #cursors = new Map(); // client → {element, timer}

  constructor(layer) {
    this.#layer = layer;
  }

  /** `x` and `y` in the paper's units; without them the cursor is hidden. */
  move({ client, user, x, y }) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return this.#hide(client);
    const cursor = this.#cursors.get(client) ?? this.#create(client, user);
    cursor.element.style.transform = `translate(${percent(x, PAPER.width)}, ${percent(y, PAPER.height)})`;
    cursor.element.classList.remove('idle');
    clearTimeout(cursor.timer);
    cursor.timer = setTimeout(() => this.#hide(client), IDLE);
  }

  remove(client) {
    const cursor = this.#cursors.get(client);
    clearTimeout(cursor?.timer);
    cursor?.element.remove();
    this.#cursors.delete(client);
  }

  #hide(client) {
    this.#cursors.get(client)?.element.classList.add('idle');
  }

  #create(client, user) {
    const element = document.createElement('div');
    element.className = 'cursor idle';
    element.dataset.user = user;
    element.dataset.client = client;
    element.style.setProperty('--color', colorOf(user));
    const name = document.createElement('span');
    name.textContent = user;
    element.append(arrow(), name);
    this.#layer.append(element);
    const cursor = { element, timer: 0 };
    this.#cursors.set(client, cursor);
    return cursor;
  }
}

function arrow() {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M2 2l5.6 15.2 2.6-6.6 6.8-2.4z');
  svg.append(path);
  return svg;
}

function percent(value, whole) {
  return `${Math.min(100, Math.max(0, (value / whole) * 100))}%`;
}
