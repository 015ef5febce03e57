/** The others' pointers above the board, each with its name. A pointer that rests is hidden and then removed. */
import { PAPER } from './board.js';
import { colorOf } from '../shared/identity.js';

const IDLE_MILLIS = 6_000;
const GONE_MILLIS = 30_000;
const MAX_CURSORS = 50; // the one that moved least recently makes room
const SVG = 'http://www.w3.org/2000/svg';

export class Cursors {
  #layer;
  #cursors = new Map(); // client → {element, x, y, movedAt}, the one that moved last at the end
  #moved = new Set();

  constructor(layer) {
    this.#layer = layer;
    setInterval(() => this.#expire(), 1_000);
  }

  /** `x` and `y` in the paper's units; without them the cursor is hidden. */
  move({ client, user }, { x, y } = {}) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return this.#hide(client);
    const cursor = this.#cursors.get(client) ?? this.#create(client, user);
    this.#cursors.delete(client);
    this.#cursors.set(client, Object.assign(cursor, { x: x / PAPER.width, y: y / PAPER.height, movedAt: Date.now() }));
    if (this.#cursors.size > MAX_CURSORS) this.remove(this.#cursors.keys().next().value);
    if (this.#moved.size === 0) requestAnimationFrame(() => this.#place());
    this.#moved.add(cursor);
  }

  remove(client) {
    this.#cursors.get(client)?.element.remove();
    this.#cursors.delete(client);
  }

  #place() {
    for (const { element, x, y } of this.#moved) {
      element.style.transform = `translate(${percent(x)}, ${percent(y)})`;
      element.classList.remove('idle');
      element.classList.toggle('left', x > 0.75); // the label stays on the board
      element.classList.toggle('above', y > 0.85);
    }
    this.#moved.clear();
  }

  #hide(client) {
    const cursor = this.#cursors.get(client);
    this.#moved.delete(cursor);
    cursor?.element.classList.add('idle');
  }

  #expire() {
    for (const [client, { movedAt }] of this.#cursors) {
      if (Date.now() - movedAt > GONE_MILLIS) this.remove(client);
      else if (Date.now() - movedAt > IDLE_MILLIS) this.#hide(client);
    }
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
    return { element };
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

function percent(share) {
  return `${Math.min(100, Math.max(0, share * 100))}%`;
}
