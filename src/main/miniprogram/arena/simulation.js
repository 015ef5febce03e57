/**
 * The simulation of the arena, computed from frames only: each player steers a ball and collects stars. All numbers are
 * integers, so every phone computes the same game. The page `/game/arena/` runs the same simulation in the same rooms.
 */
const WIDTH = 960;
const HEIGHT = 540;
const RADIUS = 18;
const SPEED = 6;
const STARS = 3;
/** The directions of inputs: 0 stops the ball, the others follow clockwise from the right. */
const STEPS = [[0, 0], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]];

/** `random`: returns the same numbers for all players, from 0 up to 1. */
function Simulation(random, clients) {
  this.random = random;
  this.frame = 0;
  this.balls = [];
  this.stars = [];
  clients.forEach((client, slot) => this.enter(slot));
  while (this.stars.length < STARS) this.stars.push(this.place());
}

Simulation.prototype = {
  place() {
    const within = (size) => RADIUS + Math.floor(this.random() * (size - 2 * RADIUS));
    return [within(WIDTH), within(HEIGHT)];
  },

  enter(slot) {
    const place = this.place();
    this.balls[slot] = { x: place[0], y: place[1], direction: 0, score: 0, presence: 'online' };
  },

  /** Computes one frame: `{frame, inputs: [{slot, data}], changes: [{type, slot}]}`. */
  step({ frame, inputs, changes }) {
    this.frame = frame;
    changes.forEach(({ type, slot }) => this.change(type, slot));
    inputs.forEach(({ slot, data }) => {
      if (typeof data === 'number' && STEPS[data] && this.balls[slot]) this.balls[slot].direction = data;
    });
    this.balls.forEach((ball) => ball && this.move(ball));
  },

  change(type, slot) {
    if (type === 'join') this.enter(slot);
    else if (this.balls[slot]) {
      this.balls[slot].presence = type === 'back' ? 'online' : type;
      this.balls[slot].direction = 0;
    }
  },

  move(ball) {
    if (ball.presence === 'left') return;
    const step = STEPS[ball.direction];
    ball.x = Math.min(WIDTH - RADIUS, Math.max(RADIUS, ball.x + SPEED * step[0]));
    ball.y = Math.min(HEIGHT - RADIUS, Math.max(RADIUS, ball.y + SPEED * step[1]));
    this.stars.forEach((star, i) => {
      const dx = ball.x - star[0];
      const dy = ball.y - star[1];
      if (dx * dx + dy * dy > 4 * RADIUS * RADIUS) return;
      ball.score += 1;
      this.stars[i] = this.place();
    });
  },

  /** Returns a hash that differs for different states. */
  hash() {
    let hash = this.frame;
    const add = (number) => {
      hash = (Math.imul(hash, 31) + number) | 0;
    };
    this.balls.forEach(({ x, y, direction, score, presence }) => [x, y, direction, score, presence.length].forEach(add));
    this.stars.forEach((star) => star.forEach(add));
    return hash;
  },

  save() {
    return { frame: this.frame, balls: this.balls, stars: this.stars };
  },

  load({ frame, balls, stars }) {
    this.frame = frame;
    this.balls = balls;
    this.stars = stars;
  },
};

/** Returns the direction from one point to another, the nearest of eight. */
function directionTo(dx, dy) {
  if (dx * dx + dy * dy < RADIUS * RADIUS) return 0;
  const part = (own, other) => (Math.abs(own) > 0.41 * Math.abs(other) ? Math.sign(own) : 0);
  const x = part(dx, dy);
  const y = part(dy, dx);
  return STEPS.findIndex((step) => step[0] === x && step[1] === y);
}

module.exports = { Simulation, directionTo, WIDTH, HEIGHT, RADIUS };
