/** One match in a room: the simulation, driven by the room's run of frames. */
import { RATE, Simulation } from './simulation.js';

const CHECKED = 30; // frames

export class Match {
  simulation = null;
  behind = 0;
  desync = 0;
  /** The frame and the hash of the last checkpoint, for a comparison of two pages. */
  check = '';

  constructor(room, changed) {
    this.room = room;
    this.run = room.run({
      start: (run) => {
        this.simulation = new Simulation(() => run.random(), run.players);
        this.desync = 0;
        changed();
      },
      step: (frame, isLate) => {
        this.simulation.step(frame);
        if (frame.frame % CHECKED === 0) this.check = `${frame.frame} ${this.simulation.hash()}`;
        if (!isLate) changed();
      },
      snapshot: () => this.simulation.save(),
      restore: (data) => this.simulation.load(data),
      hash: () => this.simulation.hash(),
      desync: ({ frame }) => (this.desync = frame),
      behind: (frames) => {
        this.behind = frames;
        changed();
      },
      end: () => {
        this.simulation = null;
        changed();
      },
    });
  }

  start() {
    return this.run.start(RATE);
  }

  steer(direction) {
    return this.run.input(direction);
  }

  /** The slot of this page's player; -1 without one. */
  get slot() {
    return this.simulation ? this.run.players.indexOf(this.room.me?.client) : -1;
  }

  get own() {
    return this.simulation?.balls[this.slot];
  }
}
