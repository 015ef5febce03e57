/**
 * A client of Roomcast: one room, kept through every loss of the connection.
 *
 *   const room = join('wss://rooms.example.com/ws/table-7', { info: { nick: 'Li' } });
 *   room.on('move', (data, from) => …);
 *   room.send('move', { x: 1 });
 */
import { Room } from './room';
import { Options } from './types';

export { miniProgram } from './miniprogram';
export { Room } from './room';
export {
  Ack, Changes, Failure, From, Game, ListedRoom, ListQuery, Matched, Matching, MatchQuery, Member, Options, Platform, Position, Presence, Publication, RequestOptions, Requests, RoomEvents, SendOptions,
  SessionStorage, SetOptions, Socket, SocketEvents, State, StateDetails, Token, WxLike,
} from './types';
export { web } from './web';

/**
 * Joins a room, `wss://HOST/ws/ROOM`, and reconnects until `leave()` or a final close by the server. Throws a TypeError
 * for an invalid address, room name or user. `Methods` maps each method to its data.
 */
export function join<Methods = { [method: string]: any }>(url: string, options: Options = {}): Room<Methods> {
  return new Room<Methods>(url, options);
}
