/**
 * The drawing: strokes on paper of a fixed size. A piece of a stroke says where in the stroke it belongs, so applying it
 * twice changes nothing: an echo, a repetition after a reconnect and a newcomer's copy are all harmless.
 *
 * The canvas has a fixed resolution and the browser scales it, so ink is drawn once and a resize redraws nothing. Each
 * animation frame draws a bounded amount, in turns between the senders. The kept strokes are bounded too; the sender that
 * keeps most loses its oldest stroke first. Ink of a stroke that is no longer kept stays on the paper.
 */
export const PAPER = { width: 1200, height: 900 };
export const MAX_STROKE_NUMBERS = 6000; // x and y of 3000 points
export const MAX_FRAME_NUMBERS = 2000; //  in one frame, about 10 KB
export const MAX_FRAME_STROKES = 50;

// Canvas pixels per unit of the paper: as many as the screen can show, at most 2000 across.
const SCALE = Math.min(2000, Math.max(600, screen.width * devicePixelRatio)) / PAPER.width;
const MAX_STROKES = 600;
const MAX_NUMBERS = 120_000;

const SLICE_NUMBERS = 128; //      drawn of one sender before the next one has its turn
const POINT_COST = 200; //         in square units of the paper, as the area of the ink
const MAX_FRAME_COST = 1_500_000;
const MIN_FRAME_COST = 100_000;
const SLOW_FRAME_MILLIS = 50;

export class Board {
  #context;
  #colorOf;
  #onChange;
  #senders = new Map(); // client → {strokes: Map, dirty: Set, numbers}
  #dirty = new Set(); //   senders with strokes that are not fully drawn
  #strokeCount = 0;
  #numberCount = 0;
  #frameCost = MAX_FRAME_COST;
  #lastFrame = 0;
  #isScheduled = false;

  constructor(canvas, colorOf, onChange = () => {}) {
    canvas.width = Math.round(PAPER.width * SCALE);
    canvas.height = Math.round(PAPER.height * SCALE);
    this.#context = canvas.getContext('2d');
    this.#colorOf = colorOf;
    this.#onChange = onChange;
    this.#prepare();
    canvas.addEventListener('contextrestored', () => this.#redraw());
  }

  /** The kept strokes, oldest first for each sender. */
  * strokes() {
    for (const [client, { strokes }] of this.#senders) {
      for (const stroke of strokes.values()) yield { client, ...stroke };
    }
  }

  /** Takes a piece of a stroke that this client draws: `{id, width, at, points: [x, y, x, y, …]}`. */
  apply(client, user, piece) {
    if (!isValid(piece)) return;
    const sender = this.#senders.get(client) ?? this.#addSender(client);
    const stroke = sender.strokes.get(piece.id) ?? this.#addStroke(sender, user, piece);
    const at = Math.min(piece.at, stroke.points.length);
    const fresh = piece.points.slice(stroke.points.length - at, MAX_STROKE_NUMBERS - at);
    if (fresh.length === 0) return;
    stroke.points.push(...fresh);
    sender.numbers += fresh.length;
    this.#numberCount += fresh.length;
    sender.dirty.add(stroke);
    this.#dirty.add(sender);
    this.#evict();
    this.#schedule();
  }

  clear() {
    this.#senders.clear();
    this.#dirty.clear();
    this.#strokeCount = this.#numberCount = 0;
    this.#context.clearRect(0, 0, PAPER.width, PAPER.height);
    this.#onChange(true);
  }

  #addSender(client) {
    const sender = { strokes: new Map(), dirty: new Set(), numbers: 0 };
    this.#senders.set(client, sender);
    return sender;
  }

  #addStroke(sender, user, { id, width }) {
    const stroke = { id, user, width, points: [], drawn: 0 };
    sender.strokes.set(id, stroke);
    this.#strokeCount += 1;
    this.#onChange(false);
    return stroke;
  }

  #evict() {
    while (this.#strokeCount > MAX_STROKES || this.#numberCount > MAX_NUMBERS) {
      let [largestClient, largest] = this.#senders.entries().next().value;
      for (const [client, sender] of this.#senders) {
        if (weight(sender) > weight(largest)) [largestClient, largest] = [client, sender];
      }
      const [id, oldest] = largest.strokes.entries().next().value;
      largest.strokes.delete(id);
      largest.dirty.delete(oldest);
      largest.numbers -= oldest.points.length;
      this.#numberCount -= oldest.points.length;
      this.#strokeCount -= 1;
      if (largest.dirty.size === 0) this.#dirty.delete(largest);
      if (largest.strokes.size === 0) this.#senders.delete(largestClient);
    }
  }

  #prepare() {
    this.#context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
    this.#context.lineCap = this.#context.lineJoin = 'round';
  }

  /** The browser had dropped the picture: what is kept is drawn again. */
  #redraw() {
    this.#prepare();
    for (const sender of this.#senders.values()) {
      for (const stroke of sender.strokes.values()) {
        stroke.drawn = 0;
        sender.dirty.add(stroke);
      }
      this.#dirty.add(sender);
    }
    this.#schedule();
  }

  #schedule() {
    if (this.#isScheduled || this.#dirty.size === 0) return;
    this.#isScheduled = true;
    requestAnimationFrame((now) => this.#drawFrame(now));
  }

  /** Draws what fits into one frame. After a slow frame less fits into the next one. */
  #drawFrame(now) {
    const elapsed = now - this.#lastFrame;
    const isSlow = elapsed > SLOW_FRAME_MILLIS && elapsed < 20 * SLOW_FRAME_MILLIS; // longer: there was nothing to draw
    this.#frameCost = isSlow ? Math.max(MIN_FRAME_COST, this.#frameCost / 2) : Math.min(MAX_FRAME_COST, this.#frameCost * 1.1);
    this.#lastFrame = now;
    this.#isScheduled = false;
    let cost = 0;
    while (cost < this.#frameCost && this.#dirty.size > 0) cost += this.#drawSlice(this.#dirty.values().next().value);
    this.#schedule();
  }

  #drawSlice(sender) {
    const stroke = sender.dirty.values().next().value;
    const end = Math.min(stroke.points.length, stroke.drawn + SLICE_NUMBERS);
    const cost = this.#draw(stroke, stroke.drawn, end);
    stroke.drawn = end;
    if (end === stroke.points.length) sender.dirty.delete(stroke);
    this.#dirty.delete(sender);
    if (sender.dirty.size > 0) this.#dirty.add(sender); // behind the others
    return cost;
  }

  /**
   * Draws the numbers from `from` to `end`: curves from middle to middle of the lines between the points, so that a
   * stroke that grows in pieces looks like one drawn at once. Gives the cost.
   */
  #draw({ user, width, points }, from, end) {
    if (end < 4) return POINT_COST;
    const context = this.#context;
    const start = Math.max(0, from - 4);
    let length = 0;
    context.strokeStyle = this.#colorOf(user);
    context.lineWidth = width;
    context.beginPath();
    if (start === 0) context.moveTo(points[0], points[1]);
    context.lineTo(...middle(points, start));
    for (let i = start + 2; i + 3 < end; i += 2) {
      context.quadraticCurveTo(points[i], points[i + 1], ...middle(points, i));
      length += Math.abs(points[i] - points[i - 2]) + Math.abs(points[i + 1] - points[i - 1]);
    }
    context.stroke();
    return (end - start) * POINT_COST + length * width;
  }
}

function weight({ strokes, numbers }) {
  return strokes.size * (MAX_NUMBERS / MAX_STROKES) + numbers;
}

function middle(points, i) {
  return [(points[i] + points[i + 2]) / 2, (points[i + 1] + points[i + 3]) / 2];
}

function isValid(piece) {
  const { id, width, at, points } = piece ?? {};
  return typeof id === 'string' && id.length > 0 && id.length <= 64 && width >= 1 && width <= 60
    && Number.isInteger(at) && at >= 0 && at % 2 === 0 && at < MAX_STROKE_NUMBERS
    && Array.isArray(points) && points.length % 2 === 0 && points.length <= MAX_FRAME_NUMBERS && points.every(isOnPaper);
}

function isOnPaper(value, i) {
  return value >= 0 && value <= (i % 2 === 0 ? PAPER.width : PAPER.height) && typeof value === 'number';
}
