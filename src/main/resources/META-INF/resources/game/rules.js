/**
 * The rules of dots and boxes for two to four players: a line between two dots, and whoever closes a box owns it and moves
 * again. A position is text, so that it fits into one key of the room's shared state: a character for each line, and one for
 * each box. `.` is free, a digit is the seat of its owner.
 */
export const SIZE = 5; // boxes in a row
export const SEATS = 4;
export const LINES = 2 * SIZE * (SIZE + 1); // all horizontal ones, row by row, then the vertical ones
const BOXES = SIZE * SIZE;
const HORIZONTAL = SIZE * (SIZE + 1);

export function emptyPosition() {
  return { lines: '.'.repeat(LINES), boxes: '.'.repeat(BOXES) };
}

/** Others may write anything into the shared state; this accepts what is a position. */
export function isPosition({ lines, boxes }) {
  return typeof lines === 'string' && /^[.0-3]+$/.test(lines) && lines.length === LINES
    && typeof boxes === 'string' && /^[.0-3]+$/.test(boxes) && boxes.length === BOXES;
}

export function canDraw({ lines }, line) {
  return Number.isInteger(line) && line >= 0 && line < LINES && lines[line] === '.';
}

/** The position after a seat has drawn a line, and whether that closed a box. */
export function draw(position, line, seat) {
  const lines = replace(position.lines, line, seat);
  let { boxes } = position;
  for (let box = 0; box < BOXES; box += 1) {
    if (boxes[box] === '.' && sides(box).every((side) => lines[side] !== '.')) boxes = replace(boxes, box, seat);
  }
  return { lines, boxes, closed: boxes !== position.boxes };
}

export function isOver({ lines }) {
  return !lines.includes('.');
}

/** The boxes of each seat. */
export function scores({ boxes }) {
  return Array.from({ length: SEATS }, (_, seat) => [...boxes].filter((owner) => owner === String(seat)).length);
}

/** The next of the seats that are taken; null without any. */
export function nextSeat(taken, seat) {
  for (let step = 1; step <= SEATS; step += 1) {
    if (taken.includes((seat + step) % SEATS)) return (seat + step) % SEATS;
  }
  return null;
}

/** Where a line lies in a grid of dots, lines and boxes, which begins with a dot: `{row, column}`. */
export function placeOf(line) {
  if (line < HORIZONTAL) return { row: 2 * Math.floor(line / SIZE), column: 2 * (line % SIZE) + 1 };
  const vertical = line - HORIZONTAL;
  return { row: 2 * Math.floor(vertical / (SIZE + 1)) + 1, column: 2 * (vertical % (SIZE + 1)) };
}

/** The line at a place of that grid, or -1. */
export function lineAt(row, column) {
  const last = 2 * SIZE;
  if (row < 0 || column < 0 || row > last || column > last || (row + column) % 2 === 0) return -1;
  return row % 2 === 0 ? (row / 2) * SIZE + (column - 1) / 2 : HORIZONTAL + ((row - 1) / 2) * (SIZE + 1) + column / 2;
}

function sides(box) {
  const row = Math.floor(box / SIZE);
  const column = box % SIZE;
  const left = HORIZONTAL + row * (SIZE + 1) + column;
  return [row * SIZE + column, (row + 1) * SIZE + column, left, left + 1];
}

function replace(text, at, seat) {
  return text.slice(0, at) + seat + text.slice(at + 1);
}
