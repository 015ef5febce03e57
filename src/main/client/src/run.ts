import { FrameReader } from './frame-log';
import { Random } from './random';
import { Frame, RunInfo, Simulation } from './run-types';

declare function setTimeout(f: () => void, ms: number): any;
declare function clearTimeout(timer: any): void;

const SLICE = 8; // maximum milliseconds of simulation without a pause
const BUFFER = 2;
const SPARE = 1; // frames above the buffer that need no catch-up
const SNAPSHOT_EVERY = 60; //  seconds
const COMPARE_EVERY = 2; //    seconds
const FAR = 30; // seconds of delay from which a snapshot replaces frames
const PULL_RETRY = 1000;

/** The part of a room that a run uses. */
export interface RunRoom {
  request(method: string, data?: any): Promise<any>;
  post(method: string, data: any): boolean;
  /** Whether this client sends the snapshots. */
  isKeeper(): boolean;
  isPlayer(): boolean;
  serverTime(): number;
}

/** A run of numbered frames: buffers frames, computes them on time, and catches up after a lost connection. */
export class Run {
  id = '';
  rate = 0;
  seed = 0;
  /** The current and former players by slot, as client ids. */
  players: string[] = [];
  /** The last computed frame. */
  frame = 0;
  /** The number of received frames that are not computed yet. */
  behind = 0;

  private time = 0;
  private numbers = new Random(0);
  private reader = new FrameReader([]);
  private entries: { [frame: number]: any[] } = {}; // of non-empty frames
  private received = 0; // the last frame without a gap before it
  private told = 0; // the last frame that the server announced
  private early: [number, any[]][] = []; // frames after a gap
  private isPulling = false;
  private isRunning = false; // the buffer has been full
  private isHurrying = false;
  private timer: any = null;
  private dueAt = 0;
  private reason = '';
  private endedId = '';

  constructor(private room: RunRoom, private game: Simulation) {}

  /** Starts the frames; only the host may call it. */
  start(rate = 15): Promise<any> {
    return this.room.request('$run', { rate });
  }

  stop(): Promise<any> {
    return this.room.request('$run', { rate: 0 });
  }

  /** Sends an input of this player, which a frame confirms. Returns false if the input was dropped. */
  input(data: any): boolean {
    return !!this.rate && this.room.post('$input', data);
  }

  /** Returns a random number, which is equal for all players if they call it in `step` only. */
  random(): number {
    return this.numbers.next();
  }

  /** Returns the due time of a frame by the server's clock. */
  timeOf(frame: number): number {
    return this.time + (frame * 1000) / this.rate;
  }

  /**
   * Applies the server's information about the run: with `$connect`, at the start, after a pause, at the end. Null: no
   * run.
   */
  adopt(info: RunInfo | null): void {
    if (!info) {
      if (this.id) this.finish('lost');
      this.endedId = '';
      return;
    }
    if (info.run === this.endedId) return;
    const isNew = info.run !== this.id;
    if (isNew && !info.players) return; // the end of a run unknown to this client
    if (isNew || info.rate) this.rate = info.rate;
    if (info.time) this.time = info.time;
    if (isNew) this.begin(info);
    if (!this.id) return; // the game left the room in start()
    if (info.players) info.players.forEach((client, slot) => slot < this.players.length || this.players.push(client));
    this.told = Math.max(this.told, info.frame);
    this.reason = info.rate === 0 ? info.reason || 'stopped' : '';
    const isFar = info.snapshot !== undefined && info.snapshot - this.frame > FAR * this.rate;
    if (this.told > this.received) this.pull(isFar && !!this.game.restore);
    this.schedule();
  }

  private begin(info: RunInfo): void {
    this.id = info.run;
    this.seed = info.seed;
    this.players = (info.players || []).slice();
    this.told = 0;
    this.isPulling = false;
    this.early = [];
    this.restart(0, this.seed);
    this.call(() => this.game.start(this));
  }

  private restart(frame: number, random: number): void {
    this.stopTimer();
    this.reader = new FrameReader(this.players);
    this.numbers = new Random(random);
    this.frame = this.received = frame;
    this.entries = {};
    this.isRunning = false;
  }

  /** Handles a `$frame`. */
  onFrame(told: any[]): void {
    const frame = told[0];
    const entries = told.slice(1);
    if (!this.id || frame <= this.received) return;
    this.told = Math.max(this.told, frame);
    if (frame === this.received + 1 && !this.isPulling) this.take(frame, entries);
    else {
      this.early.push([frame, entries]);
      this.pull(false);
    }
    this.schedule();
  }

  private take(frame: number, entries: any[]): void {
    if (entries.length) this.entries[frame] = entries;
    this.received = frame;
  }

  /** Requests the missing frames, or the snapshot and the frames after it. */
  private pull(withSnapshot: boolean): void {
    if (this.isPulling) return;
    this.isPulling = true;
    const run = this.id;
    const isCurrent = () => this.id === run;
    const after = this.received;
    this.room.request('$frames', withSnapshot ? { run, snapshot: true } : { run, after }).then((data) => {
      if (!isCurrent()) return;
      this.isPulling = false;
      const { snapshot } = data;
      if (snapshot && this.game.restore && snapshot.frame > this.frame) {
        this.restart(snapshot.frame, snapshot.data.random);
        this.call(() => this.game.restore!(snapshot.data.game));
        if (!isCurrent()) return;
      } else if (withSnapshot && this.frame && data.complete) {
        return this.pull(false); // the server has no snapshot any more
      }
      if (!data.complete) return withSnapshot || !this.game.restore ? this.finish('lost') : this.pull(true);
      this.fill(data.frame, data.frames);
    }, (wrong) => {
      if (!isCurrent() || wrong.code === 'closed') return;
      if (wrong.retry || wrong.code === 'timeout') this.pullLater(withSnapshot);
      else this.finish('lost');
    });
  }

  private pullLater(withSnapshot: boolean): void {
    const run = this.id;
    this.isPulling = true;
    setTimeout(() => {
      if (this.id !== run) return;
      this.isPulling = false;
      if (this.told > this.received) this.pull(withSnapshot);
    }, PULL_RETRY);
  }

  private fill(last: number, listed: any[]): void {
    const before = this.received;
    listed.forEach((each) => each[0] > this.received && (this.entries[each[0]] = each.slice(1)));
    this.received = Math.max(this.received, last);
    const early = this.early;
    this.early = [];
    early.forEach((each) => {
      if (each[0] === this.received + 1) this.take(each[0], each[1]);
      else if (each[0] > this.received) this.early.push(each);
    });
    if (this.told > this.received) {
      if (this.received > before) this.pull(false);
      else this.pullLater(false);
    }
    this.schedule();
  }

  private schedule(): void {
    this.behind = this.received - this.frame;
    if (this.isRunning && !this.behind && !this.reason) { // the buffer is empty: fill it again
      this.isRunning = false;
      this.dueAt = 0;
    }
    if (this.excess() >= 0) this.isRunning = true;
    if (this.timer || !this.isRunning || !this.id) return;
    if (!this.behind) return this.reason && this.told <= this.received ? this.finish(this.reason) : undefined;
    const now = Date.now();
    if (Math.abs(this.dueAt - now) > 1000) this.dueAt = now;
    this.timer = setTimeout(() => this.tick(), this.isLate() ? 0 : Math.max(0, this.dueAt - now));
  }

  /** Returns the number of frames above the buffer, or all remaining frames of an ended run. */
  private excess(): number {
    return this.behind - (this.reason ? 0 : this.game.buffer || BUFFER);
  }

  private isLate(): boolean {
    return this.excess() > (this.reason || this.isHurrying ? 0 : SPARE);
  }

  /** Computes the due frame; if frames are late, computes all above the buffer that fit into a slice. */
  private tick(): void {
    const began = Date.now();
    this.timer = null;
    const run = this.id;
    const wasLate = this.isLate();
    do {
      this.step(wasLate && this.excess() > 1);
      if (this.id !== run) return;
    } while (wasLate && this.excess() > 0 && Date.now() - began < SLICE);
    this.dueAt = (wasLate ? Date.now() : this.dueAt) + 1000 / this.rate;
    if (wasLate && this.excess() > 0) this.reportBehind(this.behind);
    else if (this.isHurrying) this.reportBehind(0);
    this.schedule();
  }

  private reportBehind(frames: number): void {
    this.isHurrying = frames > 0;
    this.call(() => this.game.behind && this.game.behind(frames));
  }

  private step(isLate: boolean): void {
    const frame = this.frame + 1;
    const read: Frame = this.reader.read(frame, this.entries[frame] || []);
    delete this.entries[frame];
    this.frame = frame;
    this.behind = this.received - frame;
    this.call(() => this.game.step(read, isLate));
    const checkpoint = frame % (COMPARE_EVERY * this.rate) === 0;
    if (checkpoint) this.compare(frame, isLate);
    if (!isLate && this.game.snapshot && frame % (SNAPSHOT_EVERY * this.rate) === 0 && this.room.isKeeper()) this.call(() => {
      const data = { random: this.numbers.state, game: this.game.snapshot!() };
      this.room.request('$snapshot', { run: this.id, frame, data }).then(undefined, nothing); // the next snapshot follows in a minute
    });
  }

  /** Sends the hash of this frame and compares those of the previous checkpoint. */
  private compare(frame: number, isLate: boolean): void {
    const desync = this.reader.compare(frame - COMPARE_EVERY * this.rate);
    this.call(() => desync && this.game.desync && this.game.desync(desync));
    this.call(() => !isLate && this.game.hash && this.room.isPlayer() && this.input(['#', frame, this.game.hash()]));
  }

  private finish(reason: string): void {
    this.cancel();
    if (this.isHurrying) this.reportBehind(0);
    this.call(() => this.game.end && this.game.end(reason));
  }

  /** Stops the computation; the run itself continues. */
  cancel(): void {
    this.stopTimer();
    this.endedId = this.id;
    this.id = '';
    this.rate = 0;
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = null;
    this.dueAt = 0;
  }

  /**
   * Calls the game. An error in the game is reported as uncaught and stops neither the frames nor the end of the run.
   */
  private call(f: () => void): void {
    try {
      f();
    } catch (error) {
      setTimeout(() => { throw error; }, 0);
    }
  }
}

const nothing = () => {};
