/** The types of frame sync. */

/** One step of the simulation; all players receive the same frames. */
export interface Frame {
  /** The number of the frame: 1, 2, 3 … */
  frame: number;
  /** The inputs in the order in which the server received them. */
  inputs: { slot: number; client: string; data: any }[];
  /** The players that went away, returned, left or joined. */
  changes: { type: 'away' | 'back' | 'left' | 'join'; slot: number; client: string }[];
}

/** The server's description of a run. */
export interface RunInfo {
  run: string;
  rate: number;
  seed: number;
  time: number;
  players: string[];
  frame: number;
  first?: number;
  snapshot?: number;
  reason?: string;
}

export interface Desync {
  frame: number;
  /** The hash of each client that sent one. */
  hashes: { [client: string]: any };
  /** The clients whose hash differs from the majority. */
  differing: string[];
}

/** The simulation of a game. All data that `step` uses must be the same for all players. */
export interface Simulation {
  /** Starts a run, or starts it again from its first frame. */
  start(run: any): void;
  /** Computes one frame. `isLate`: more frames wait, so the game can skip drawing. */
  step(frame: Frame, isLate: boolean): void;
  /**
   * Handles the end of the run: `stopped`, `empty`, `limit`, `epoch`, or `lost` if its frames are no longer available.
   */
  end?(reason: string): void;
  /** Returns the state of the game as JSON, at most 60 KB; the host's client calls it once a minute. */
  snapshot?(): any;
  /** Restores the state of the game from a snapshot. */
  restore?(data: any): void;
  /** Returns a hash of the state of the game, which the clients compare every 2 s. */
  hash?(): number | string;
  /** Handles different results of some players. */
  desync?(desync: Desync): void;
  /** Receives the number of frames that are still to compute; 0: the game is up to date again. */
  behind?(frames: number): void;
  /**
   * The number of buffered frames before the first step, by default 2. A larger buffer hides more jitter and adds
   * delay.
   */
  buffer?: number;
}
