/**
 * Rooms for games: the features of `roomcast.js`, and players, seats, teams, ready flags, room codes, quick join, the
 * list of rooms, matchmaking and frame sync.
 *
 *   const room = join('wss://play.example.com/ws/duel-7KQ2M9', { game: 'play' });
 *   const run = room.run({ start() {…}, step({ frame, inputs }) {…} });
 *   if (room.isHost) run.start(30);
 *   run.input({ x: 1 });
 */
import { GameRoom } from './game-room';
import { merged } from './rooms';
import { Options } from './types';

export { GameRoom } from './game-room';
export { Random } from './random';
export { code } from './room-code';
export { createRoom, CreateOptions, entered, EnterOptions, enterRoom, quickJoin, QuickOptions, readCode } from './rooms';
export { Run } from './run';
export { Desync, Frame, RunInfo, Simulation } from './run-types';

/** Joins a room as a player, unless the options name another role. */
export function join<Methods = { [method: string]: any }>(url: string, options: Options = {}): GameRoom<Methods> {
  return new GameRoom<Methods>(url, merged({ game: 'play' }, options));
}
