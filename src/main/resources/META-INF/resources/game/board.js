/**
 * The board on screen: a grid of dots, lines and boxes. Each line is a button; one of them is in the order of the Tab key,
 * and the arrow keys move from line to line.
 */
import { initialOf } from '../shared/identity.js';
import { LINES, SIZE, lineAt, placeOf } from './rules.js';

const STEPS = { ArrowLeft: [0, -2], ArrowRight: [0, 2], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class BoardView {
  #place;
  #language;
  #lines = [];
  #boxes = [];
  #current = 0;

  /** `onLine(line)` is called for a free line that was chosen. */
  constructor(place, language, onLine) {
    this.#place = place;
    this.#language = language;
    place.append(...this.#dots(), ...this.#makeBoxes(), ...this.#makeLines(onLine));
    place.addEventListener('keydown', (event) => this.#move(event));
    this.#focusable(0);
  }

  /** `names`: those of the seats; `canMove`: it is one's own turn. */
  show({ lines, boxes }, names, canMove) {
    this.#place.classList.toggle('mine', canMove);
    this.#place.dataset.drawn = [...lines].filter((owner) => owner !== '.').length;
    for (const [line, button] of this.#lines.entries()) {
      const owner = lines[line];
      button.dataset.seat = owner === '.' ? '' : owner;
      button.setAttribute('aria-disabled', String(!canMove || owner !== '.'));
      const { row, column } = placeOf(line);
      const key = row % 2 === 0 ? 'horizontal' : 'vertical';
      const state = owner === '.' ? this.#language.text('free') : this.#language.text('drawnBy', { user: names[owner] });
      button.setAttribute('aria-label', this.#language.text(key, { row: (row >> 1) + 1, column: (column >> 1) + 1, state }));
    }
    for (const [box, element] of this.#boxes.entries()) {
      const owner = boxes[box];
      element.dataset.seat = owner === '.' ? '' : owner;
      element.textContent = owner === '.' ? '' : initialOf(names[owner] ?? '');
    }
  }

  #dots() {
    return this.#grid(SIZE + 1, SIZE + 1).map(([row, column]) => cell('i', 'spot', 2 * row, 2 * column));
  }

  #makeBoxes() {
    this.#boxes = this.#grid(SIZE, SIZE).map(([row, column]) => cell('span', 'box', 2 * row + 1, 2 * column + 1));
    for (const box of this.#boxes) box.setAttribute('aria-hidden', 'true'); // the scores are read instead
    return this.#boxes;
  }

  #makeLines(onLine) {
    this.#lines = Array.from({ length: LINES }, (_, line) => {
      const { row, column } = placeOf(line);
      const button = cell('button', row % 2 === 0 ? 'line wide' : 'line tall', row, column);
      button.type = 'button';
      button.addEventListener('click', () => button.getAttribute('aria-disabled') === 'false' && onLine(line));
      button.addEventListener('focus', () => this.#focusable(line));
      return button;
    });
    return this.#lines;
  }

  #grid(rows, columns) {
    return Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns]);
  }

  #focusable(line) {
    this.#lines[this.#current].tabIndex = -1;
    this.#current = line;
    this.#lines[line].tabIndex = 0;
    for (const [i, button] of this.#lines.entries()) if (i !== line) button.tabIndex = -1;
  }

  /** Left and right stay in the row; up and down change between horizontal and vertical lines. */
  #move(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const { row, column } = placeOf(this.#current);
    const shift = step[0] === 0 ? 0 : row % 2 === 0 ? 1 : -1;
    const next = [lineAt(row + step[0], column + step[1] + shift), lineAt(row + step[0], column + step[1] - shift)].find((line) => line >= 0);
    if (next !== undefined) this.#lines[next].focus();
  }
}

function cell(tag, className, row, column) {
  const element = document.createElement(tag);
  element.className = className;
  element.style.gridArea = `${row + 1} / ${column + 1}`;
  return element;
}
