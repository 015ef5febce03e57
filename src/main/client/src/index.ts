/**
 * A client of Roomcast: one room, kept through every loss of the connection.
 *
 *   const room = join('wss://rooms.example.com/ws/table-7', { info: { nick: 'Li' } });
 *   room.on('move', (data, from) => …);
 *   room.send('move', { x: 1 });
 */
import { Options } from './options';
import { Room } from './room';

export { Failure, From, Member, Options, Presence, SendOptions, State, Token } from './options';
export { Line, LineEvents, miniProgram, Platform, web, WxLike } from './platform';
export { Room } from './room';

/** Enters a room, `wss://HOST/ws/ROOM`, and stays in it until `leave()` or until the server says that it is over. */
export function join(url: string, options: Options = {}): Room {
  return new Room(url, options);
}
