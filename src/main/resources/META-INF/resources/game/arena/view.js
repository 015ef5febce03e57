/** Draws the arena. */
import { HEIGHT, RADIUS, WIDTH } from './simulation.js';

export class View {
  #canvas;
  #context;

  constructor(canvas) {
    this.#canvas = canvas;
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    this.#context = canvas.getContext('2d');
  }

  /** `ownSlot`: the ball with a ring around it. */
  draw({ balls, stars }, ownSlot) {
    const context = this.#context;
    const colors = getComputedStyle(this.#canvas);
    const color = (name) => colors.getPropertyValue(name);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = color('--star');
    for (const [x, y] of stars) this.#star(x, y);
    balls.forEach(({ x, y, presence }, slot) => {
      if (presence === 'left') return;
      context.globalAlpha = presence === 'away' ? 0.35 : 1;
      context.fillStyle = color(`--seat-${slot % 4}`);
      this.#circle(x, y, RADIUS);
      context.fill();
      if (slot === ownSlot) {
        context.strokeStyle = color('--ink');
        context.lineWidth = 3;
        context.stroke();
      }
      context.globalAlpha = 1;
    });
  }

  #circle(x, y, radius) {
    this.#context.beginPath();
    this.#context.arc(x, y, radius, 0, 2 * Math.PI);
  }

  #star(x, y) {
    this.#context.beginPath();
    for (let i = 0; i < 10; i += 1) {
      const radius = i % 2 ? 6 : 14;
      const angle = (i * Math.PI) / 5 - Math.PI / 2;
      this.#context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    this.#context.fill();
  }
}
