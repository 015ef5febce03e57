/**
 * One's own hand on the board: what the pointer does is drawn at once and sent in pieces, at most one frame per
 * beat, so that however fast the hand, the member stays far below the server's rate limit.
 */
import { MOST_NUMBERS, PAPER } from './board.js';

const BEAT = 34; //          about 30 frames a second
const MOST_AT_ONCE = 2000; // numbers in one frame, some 10 KB
const MOST_STROKES = 50; //  strokes in one frame
const NEAR = 2; //           points closer than this add nothing

export class Pen {
  #surface;
  #board;
  #send;
  #self;
  #width = 6;
  #count = 0;
  #stroke = null; //  being drawn
  #outbox = []; //    strokes with something unsent: {stroke, sent}
  #cursor; //         unsent position {x, y}; {}: gone from the board
  #beating = false;

  /** `send(method, data)` is false when nothing can be sent now; it is tried again on `resume()`. */
  constructor(surface, board, send, self) {
    this.#surface = surface;
    this.#board = board;
    this.#send = send;
    this.#self = self;
    surface.addEventListener('pointerdown', (event) => this.#down(event));
    surface.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel']) surface.addEventListener(end, (event) => this.#up(event));
    surface.addEventListener('pointerleave', () => this.#leave());
  }

  set width(width) {
    this.#width = width;
  }

  forget() {
    this.#outbox = [];
    this.#stroke = null;
  }

  resume() {
    if (this.#beating) return;
    this.#beating = true;
    setTimeout(() => this.#beat(), BEAT);
  }

  #down(event) {
    if (event.button !== 0 || this.#stroke) return;
    event.preventDefault();
    this.#surface.setPointerCapture(event.pointerId);
    const id = `${this.#self.client}-${++this.#count}`;
    this.#stroke = { id, user: this.#self.user, width: this.#width, points: [], pointer: event.pointerId };
    this.#outbox.push({ stroke: this.#stroke, sent: 0 });
    this.#add(this.#place(event));
    this.resume();
  }

  #move(event) {
    this.#cursor = this.#place(event);
    if (this.#stroke?.pointer === event.pointerId) {
      for (const each of event.getCoalescedEvents?.() ?? [event]) this.#add(this.#place(each));
    }
    this.resume();
  }

  #up(event) {
    if (this.#stroke?.pointer === event.pointerId) this.#finish();
    if (event.pointerType !== 'mouse') this.#leave();
  }

  #leave() {
    this.#cursor = {};
    this.resume();
  }

  #add({ x, y }) {
    const [lastX, lastY] = this.#stroke.points.slice(-2);
    if (lastX === undefined || Math.hypot(x - lastX, y - lastY) >= NEAR) this.#append(x, y);
  }

  #finish() {
    const { points } = this.#stroke;
    const [x, y] = points.slice(-2);
    this.#append(points.length === 2 ? x + 1 : x, y); // a mere tap leaves a dot
    this.#stroke = null;
    this.resume();
  }

  #append(...point) {
    const { id, user, width, points } = this.#stroke;
    if (points.length === MOST_NUMBERS) return;
    this.#board.apply({ id, user, width, at: points.length, points: point });
    points.push(...point);
  }

  /** Where on the paper, in its own units. */
  #place(event) {
    const box = this.#surface.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * PAPER.width;
    const y = ((event.clientY - box.top) / box.height) * PAPER.height;
    return { x: Math.round(clamp(x, PAPER.width)), y: Math.round(clamp(y, PAPER.height)) };
  }

  #beat() {
    this.#beating = false;
    const pieces = this.#nextPieces();
    const sent = pieces.length > 0 ? this.#sendStrokes(pieces) : this.#sendCursor();
    if (sent) this.resume();
  }

  /** As much unsent drawing as fits in one frame: [{entry, points}] */
  #nextPieces() {
    this.#outbox = this.#outbox.filter(({ stroke, sent }) => stroke === this.#stroke || sent < stroke.points.length);
    const pieces = [];
    let room = MOST_AT_ONCE;
    for (const entry of this.#outbox) {
      const points = entry.stroke.points.slice(entry.sent, entry.sent + room);
      if (points.length > 0) pieces.push({ entry, points });
      room -= points.length;
      if (room === 0 || pieces.length === MOST_STROKES) break;
    }
    return pieces;
  }

  /** The pointer goes along with the strokes, so a drawing hand costs no second frame. */
  #sendStrokes(pieces) {
    const strokes = pieces.map(({ entry: { stroke: { id, user, width }, sent }, points }) => ({ id, user, width, at: sent, points }));
    if (!this.#send('strokes', { strokes, ...this.#cursor })) return false;
    for (const { entry, points } of pieces) entry.sent += points.length;
    if (this.#cursor?.x !== undefined) this.#cursor = undefined;
    return true;
  }

  #sendCursor() {
    if (this.#cursor === undefined || !this.#send('cursor', this.#cursor)) return false;
    this.#cursor = undefined;
    return true;
  }
}

function clamp(value, most) {
  return Math.min(most, Math.max(0, value));
}
