/** Ways to join a room: a new room with a short code, a room by its code, or any room with a free place. */
import { GameRoom } from './game-room';
import { code } from './room-code';
import { Changes, Options } from './types';

const TRIES = 5;
const TAKEN = 4517;
/** Close codes after which another room may accept the player: full, closed, with a key, gone. */
const NEXT = [4513, 4515, 4516, 4518];

/** Normalizes a typed code: upper case, no spaces, and look-alike letters replaced by code letters. */
export function readCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0').replace(/U/g, 'V');
}

/**
 * Resolves with the room when it is online; fails with `closeCode` if the room is closed before. After `timeout`
 * milliseconds, leaves the room and fails with `timeout`.
 */
export function entered<M>(room: GameRoom<M>, timeout?: number): Promise<GameRoom<M>> {
  return room.whenOnline(timeout).then(() => room, (wrong) => left(room, wrong));
}

/** Joins the room with the computed address. A wrong parameter rejects the promise. */
function opened<M>(address: () => string, options: EnterOptions, expect: 'new' | 'old'): Promise<GameRoom<M>> {
  return new Promise((resolve) => resolve(entered(new GameRoom<M>(address(), withDefaults(options, expect)), options.timeout)));
}

function left(room: GameRoom<any>, wrong: any): never {
  room.leave();
  throw wrong;
}

export interface EnterOptions extends Options {
  /** Milliseconds after which the attempt to join a room fails with `timeout`; no limit if absent. */
  timeout?: number | undefined;
}

export interface CreateOptions extends EnterOptions {
  /** Initial changes of the state, published after the join: `{ $max: 2, $list: { map: 'ice' } }`. */
  set?: Changes | undefined;
  codeLength?: number | undefined;
}

/** Creates a room with a new code; `prefix` is its address without the code: `wss://HOST/ws/duel-`. */
export function createRoom<M = { [method: string]: any }>(prefix: string, options: CreateOptions = {}, tries = TRIES): Promise<GameRoom<M>> {
  const { set, timeout } = options;
  return opened<M>(() => prefix + code(options.codeLength), options, 'new').then((room) => {
    return set ? room.set(set, { timeout }).then(() => room, (wrong) => left(room, wrong)) : room;
  }, (wrong) => {
    if (wrong.closeCode === TAKEN && tries > 1) return createRoom<M>(prefix, options, tries - 1);
    throw wrong;
  });
}

/** Joins the room with a code; fails with `closeCode` 4518 if the room does not exist. */
export function enterRoom<M = { [method: string]: any }>(prefix: string, typed: string, options: EnterOptions = {}): Promise<GameRoom<M>> {
  return opened<M>(() => prefix + readCode(typed), options, 'old');
}

export interface QuickOptions extends CreateOptions {
  /** Required values of `$list` fields, which also apply to a new room. */
  where?: { [field: string]: string | number | boolean | null } | undefined;
  /** The maximum number of players in a new room. */
  max?: number | undefined;
}

/** Joins any listed room with a free place, or creates one. `lobby` is a room that the client has joined. */
export function quickJoin<M = { [method: string]: any }>(lobby: GameRoom<any>, prefix: string, options: QuickOptions = {}): Promise<GameRoom<M>> {
  const [, server, rooms] = /^(.*\/ws\/)([^\/]*)$/.exec(prefix) || [];
  if (!server) return opened<M>(() => prefix, options, 'old'); // rejects the address
  const { where, max } = options;
  const query: any = { rooms, open: true };
  if (where) query.where = where;
  return lobby.list(query).then((answer) => {
    const names = answer.rooms.map((each) => each.room);
    const next = (): Promise<GameRoom<M>> => {
      const name = names.shift();
      if (name !== undefined) {
        return opened<M>(() => server + name, options, 'old').then(undefined, (wrong) => {
          if (NEXT.indexOf(wrong.closeCode) < 0) throw wrong;
          return next();
        });
      }
      const set = merged({ $list: where || {} }, options.set);
      if (max) set.$max = max;
      return createRoom<M>(prefix, merged(options, { set }));
    };
    return next();
  });
}

function withDefaults(options: any, expect: 'new' | 'old'): Options {
  return merged(merged({ game: 'play' }, options), { expect, set: undefined });
}

/** Merges both objects; values of the second take precedence. */
export function merged(first: any, second: any): any {
  const all: any = {};
  [first, second].forEach((each) => {
    for (const key in each) all[key] = each[key];
  });
  return all;
}
