/**
 * The drawing: a set of strokes on paper of a fixed size, shown on a canvas of any size.
 * A piece of a stroke says where in the stroke it belongs, so applying it twice changes nothing; an echo, a repetition
 * after a reconnect and a newcomer's copy are all harmless.
 */
export const PAPER = { width: 1200, height: 900 };
const MOST_STROKES = 600;
export const MOST_NUMBERS = 6000; // of one stroke: x and y of 3000 points

export class Board {
  #canvas;
  #context;
  #colorOf;
  #strokes = new Map();
  #stale = false;

  constructor(canvas, colorOf, onChange = () => {}) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    this.#colorOf = colorOf;
    this.onChange = onChange;
    new ResizeObserver(() => this.#resize()).observe(canvas);
  }

  get strokes() {
    return [...this.#strokes.values()];
  }

  /** `piece`: {id, user, width, at, points: [x, y, x, y, …]} */
  apply(piece) {
    if (!valid(piece)) return;
    const stroke = this.#strokes.get(piece.id) ?? this.#begin(piece);
    const at = Math.min(piece.at, stroke.points.length);
    const fresh = piece.points.slice(stroke.points.length - at);
    if (fresh.length === 0 || stroke.points.length + fresh.length > MOST_NUMBERS) return;
    const from = stroke.points.length;
    stroke.points.push(...fresh);
    this.#draw(stroke, from);
  }

  clear() {
    this.#strokes.clear();
    this.#redraw();
    this.onChange(true);
  }

  #begin({ id, user, width }) {
    const stroke = { id, user, width, points: [] };
    this.#strokes.set(id, stroke);
    if (this.#strokes.size > MOST_STROKES) {
      this.#strokes.delete(this.#strokes.keys().next().value);
      this.#redraw();
    }
    this.onChange(false);
    return stroke;
  }

  #resize() {
    const { width, height } = this.#canvas.getBoundingClientRect();
    if (width === 0) return;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    const scale = this.#canvas.width / PAPER.width;
    this.#context.setTransform(scale, 0, 0, scale, 0, 0);
    this.#paint();
  }

  #redraw() {
    if (this.#stale) return;
    this.#stale = true;
    requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#stale = false;
    this.#context.clearRect(0, 0, PAPER.width, PAPER.height);
    for (const stroke of this.#strokes.values()) this.#draw(stroke, 0);
  }

  /**
   * Draws what the numbers from `from` on added: curves from middle to middle of the lines between the points, so that
   * a stroke that grows in pieces looks like one drawn at once. A hand that lifts repeats its last point, to arrive there.
   */
  #draw({ user, width, points }, from) {
    if (points.length < 4) return;
    const context = this.#context;
    context.strokeStyle = this.#colorOf(user);
    context.lineWidth = width;
    context.lineCap = context.lineJoin = 'round';
    const start = Math.max(0, from - 4);
    context.beginPath();
    if (start === 0) context.moveTo(points[0], points[1]);
    context.lineTo(...middle(points, start));
    for (let i = start + 2; i + 3 < points.length; i += 2) {
      context.quadraticCurveTo(points[i], points[i + 1], ...middle(points, i));
    }
    context.stroke();
  }
}

function middle(points, i) {
  return [(points[i] + points[i + 2]) / 2, (points[i + 1] + points[i + 3]) / 2];
}

function valid({ id, user, width, at, points } = {}) {
  return typeof id === 'string' && id.length <= 64 && typeof user === 'string'
    && width >= 1 && width <= 60 && Number.isInteger(at) && at >= 0 && at % 2 === 0
    && Array.isArray(points) && points.length % 2 === 0 && points.length <= MOST_NUMBERS && points.every(Number.isFinite);
}
