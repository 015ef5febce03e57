/** Keys and pointer as one direction; it is told when it changes. */
import { directionOf, HEIGHT, RADIUS, WIDTH } from './simulation.js';

const KEYS = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
  KeyD: [1, 0], KeyA: [-1, 0], KeyS: [0, 1], KeyW: [0, -1],
};
const SLOPE = 0.41; // of a line between two of the eight directions

export class Controls {
  #pressed = new Set();
  #told = 0;
  #isDropped = false;
  #tell;
  #own;

  /** `own`: the ball of this player, or undefined. `tell(direction)` is false if it was dropped. */
  constructor(canvas, own, tell) {
    this.#tell = tell;
    this.#own = own;
    addEventListener('keydown', (event) => this.#onKey(event, true));
    addEventListener('keyup', (event) => this.#onKey(event, false));
    addEventListener('blur', () => this.#stop());
    canvas.addEventListener('pointerdown', (event) => this.#steer(canvas, event));
    canvas.addEventListener('pointermove', (event) => event.buttons && this.#steer(canvas, event));
    canvas.addEventListener('pointerup', () => this.#say(0));
    canvas.addEventListener('pointercancel', () => this.#say(0));
  }

  #onKey(event, isDown) {
    if (!KEYS[event.code] || event.target.closest('input')) return;
    event.preventDefault();
    if (isDown) this.#pressed.add(event.code);
    else this.#pressed.delete(event.code);
    const sum = (axis) => Math.sign([...this.#pressed].reduce((total, code) => total + KEYS[code][axis], 0));
    this.#say(directionOf(sum(0), sum(1)));
  }

  #stop() {
    this.#pressed.clear();
    this.#say(0);
  }

  #steer(canvas, event) {
    const ball = this.#own();
    if (!ball) return;
    const box = canvas.getBoundingClientRect();
    const dx = ((event.clientX - box.left) / box.width) * WIDTH - ball.x;
    const dy = ((event.clientY - box.top) / box.height) * HEIGHT - ball.y;
    const isNear = dx ** 2 + dy ** 2 < RADIUS ** 2;
    const part = (own, other) => (Math.abs(own) > SLOPE * Math.abs(other) ? Math.sign(own) : 0);
    this.#say(isNear ? 0 : directionOf(part(dx, dy), part(dy, dx)));
  }

  #say(direction) {
    if (direction === this.#told) return;
    this.#told = direction;
    this.#isDropped = !this.#tell(direction);
  }

  /** Tells again what was dropped, for example because the connection was slow. */
  flush() {
    if (this.#isDropped) this.#isDropped = !this.#tell(this.#told);
  }

  /** The connection was lost, and with it perhaps the last direction: it is told again. */
  repeat() {
    if (this.#told) this.#tell(this.#told);
  }
}
