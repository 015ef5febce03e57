/**
 * One's own hand on the board: what the pointer does is drawn at once and sent in pieces, at most one frame per
 * beat, so that however fast the hand, the member stays far below the server's rate limit.
 */
import { MAX_FRAME_NUMBERS, MAX_FRAME_STROKES, MAX_STROKE_NUMBERS, PAPER } from './board.js';

const BEAT = 34; // about 30 frames a second
const NEAR = 2; //  points closer than this add nothing
const UNSENT = 200; // strokes drawn without a connection; older ones are not sent

export class Pen {
  #surface;
  #draw;
  #send;
  #newId;
  #width = 6;
  #count = 0;
  #stroke = null; //  being drawn
  #outbox = []; //    strokes with something unsent: {stroke, sent}
  #cursor; //         unsent position {x, y}; {}: gone from the board
  #beating = false;

  /**
   * `draw(piece)` shows a piece of one's own stroke. `send(method, data)` is false when nothing can be sent now; it is
   * tried again on `resume()`.
   */
  constructor(surface, draw, send, newId) {
    this.#surface = surface;
    this.#draw = draw;
    this.#send = send;
    this.#newId = newId;
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
    const id = `${this.#newId}-${++this.#count}`;
    this.#stroke = { id, width: this.#width, points: [], pointer: event.pointerId };
    this.#outbox.push({ stroke: this.#stroke, sent: 0 });
    if (this.#outbox.length > UNSENT) this.#outbox.shift();
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
    this.#append(points.length > 2 ? x : x + (x < PAPER.width ? 1 : -1), y); // a mere tap leaves a dot
    this.#stroke = null;
    this.resume();
  }

  #append(...point) {
    const { id, width, points } = this.#stroke;
    if (points.length === MAX_STROKE_NUMBERS) return;
    this.#draw({ id, width, at: points.length, points: point });
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
    let room = MAX_FRAME_NUMBERS;
    for (const entry of this.#outbox) {
      const points = entry.stroke.points.slice(entry.sent, entry.sent + room);
      if (points.length > 0) pieces.push({ entry, points });
      room -= points.length;
      if (room === 0 || pieces.length === MAX_FRAME_STROKES) break;
    }
    return pieces;
  }

  /** The pointer goes along with the strokes, so a drawing hand costs no second frame. */
  #sendStrokes(pieces) {
    const strokes = pieces.map(({ entry: { stroke: { id, width }, sent }, points }) => ({ id, width, at: sent, points }));
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
