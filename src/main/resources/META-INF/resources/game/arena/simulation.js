/**
 * The game in the arena, computed from frames alone: each player steers a ball and collects stars. All numbers are integers,
 * so every browser computes the same.
 */
export const WIDTH = 960;
export const HEIGHT = 540;
export const RADIUS = 18;
export const RATE = 30;

const SPEED = 6;
const STARS = 3;
/** The directions of inputs: 0 stops the ball, the others follow clockwise from the right. */
const STEPS = [[0, 0], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]];

export class Simulation {
  /** `random`: returns the same numbers for all players, from 0 up to 1. */
  constructor(random, clients = []) {
    this.random = random;
    this.frame = 0;
    this.balls = [];
    this.stars = [];
    clients.forEach((_, slot) => this.#enter(slot));
    while (this.stars.length < STARS) this.stars.push(this.#place());
  }

  #place() {
    const within = (size) => RADIUS + Math.floor(this.random() * (size - 2 * RADIUS));
    return [within(WIDTH), within(HEIGHT)];
  }

  #enter(slot) {
    const [x, y] = this.#place();
    this.balls[slot] = { x, y, direction: 0, score: 0, presence: 'online' };
  }

  /** Computes one frame: `{frame, inputs: [{slot, data}], changes: [{type, slot}]}`. */
  step({ frame, inputs, changes }) {
    this.frame = frame;
    for (const { type, slot } of changes) this.#change(type, slot);
    for (const { slot, data } of inputs) {
      if (Number.isInteger(data) && data >= 0 && data < STEPS.length && this.balls[slot]) this.balls[slot].direction = data;
    }
    for (const ball of this.balls) this.#move(ball);
  }

  #change(type, slot) {
    if (type === 'join') this.#enter(slot);
    else if (this.balls[slot]) {
      this.balls[slot].presence = type === 'back' ? 'online' : type;
      this.balls[slot].direction = 0;
    }
  }

  #move(ball) {
    if (!ball || ball.presence === 'left') return;
    const [dx, dy] = STEPS[ball.direction];
    ball.x = Math.min(WIDTH - RADIUS, Math.max(RADIUS, ball.x + SPEED * dx));
    ball.y = Math.min(HEIGHT - RADIUS, Math.max(RADIUS, ball.y + SPEED * dy));
    this.stars.forEach(([x, y], i) => {
      if ((ball.x - x) ** 2 + (ball.y - y) ** 2 > (2 * RADIUS) ** 2) return;
      ball.score += 1;
      this.stars[i] = this.#place();
    });
  }

  /** Returns a hash that differs for different states. */
  hash() {
    let hash = this.frame;
    const add = (number) => (hash = (Math.imul(hash, 31) + number) | 0);
    for (const { x, y, direction, score, presence } of this.balls) [x, y, direction, score, presence.length].forEach(add);
    this.stars.flat().forEach(add);
    return hash;
  }

  save() {
    return { frame: this.frame, balls: this.balls, stars: this.stars };
  }

  load({ frame, balls, stars }) {
    Object.assign(this, structuredClone({ frame, balls, stars }));
  }
}

/** The direction of a step in x and y, each -1, 0 or 1. */
export function directionOf(dx, dy) {
  return STEPS.findIndex(([x, y]) => x === dx && y === dy);
}
