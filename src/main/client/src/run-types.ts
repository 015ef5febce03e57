/** The types of frame sync. */

/** One step of the simulation; all players get the same ones. */
export interface Frame {
  /** Counts 1, 2, 3 … */
  frame: number;
  /** In the order in which the server received them. */
  inputs: { slot: number; client: string; data: any }[];
  /** Players that went away, came back, left or joined. */
  changes: { type: 'away' | 'back' | 'left' | 'join'; slot: number; client: string }[];
}

/** A run as the server describes it. */
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
  /** The hash of each client that told one. */
  hashes: { [client: string]: any };
  /** Those that differ from the majority. */
  differing: string[];
}

/** The game: what it does with frames. Everything that `step` uses must be the same for all players. */
export interface Simulation {
  /** A run begins, or begins again from its first frame. */
  start(run: any): void;
  /** Computes one frame. `isLate`: more frames wait, so nothing needs to be drawn. */
  step(frame: Frame, isLate: boolean): void;
  /** The run ended: `stopped`, `empty`, `limit`, `epoch`, or `lost` if its frames cannot be had any more. */
  end?(reason: string): void;
  /** The state of the game as JSON, at most 60 KB; the host is asked once a minute. */
  snapshot?(): any;
  /** Sets the state of the game to a snapshot. */
  restore?(data: any): void;
  /** A hash of the state of the game, compared every 2 s. */
  hash?(): number | string;
  /** Some players computed something else. */
  desync?(desync: Desync): void;
  /** So many frames are still to be computed; 0: it is up to date again. */
  behind?(frames: number): void;
  /** Frames in hand before the first is computed: 2 if absent. More of them hide more jitter, and delay more. */
  buffer?: number;
}
