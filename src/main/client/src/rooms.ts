/** Ways into a room: a new one with a short code, one by its code, or any that has a place. */
import { GameRoom } from './game-room';
import { code } from './room-code';
import { Changes, Options } from './types';

const TRIES = 5;
const TAKEN = 4517;
/** Another room may do: full, closed, with a key, gone. */
const NEXT = [4513, 4515, 4516, 4518];

/** Normalizes a typed code: upper case, no spaces, and look-alike letters replaced by those that codes use. */
export function readCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0').replace(/U/g, 'V');
}

/** The room, once it is online; fails with `closeCode` if it is closed before. */
export function entered<M>(room: GameRoom<M>): Promise<GameRoom<M>> {
  return room.whenOnline().then(() => room);
}

export interface CreateOptions extends Options {
  /** Changes that make the room what it is, published once it is there: `{ $max: 2, $list: { map: 'ice' } }`. */
  set?: Changes | undefined;
  codeLength?: number | undefined;
}

/** Makes a room with a new code, `prefix` being its address without the code: `wss://HOST/ws/duel-`. */
export function createRoom<M = { [method: string]: any }>(prefix: string, options: CreateOptions = {}, tries = TRIES): Promise<GameRoom<M>> {
  const room = new GameRoom<M>(prefix + code(options.codeLength), withDefaults(options, 'new'));
  return entered(room).then(() => {
    if (!options.set) return room;
    return room.set(options.set).then(() => room, (wrong) => {
      room.leave();
      throw wrong;
    });
  }, (wrong) => {
    if (wrong.closeCode === TAKEN && tries > 1) return createRoom<M>(prefix, options, tries - 1);
    throw wrong;
  });
}

/** Enters the room with a code; fails with `closeCode` 4518 if there is none. */
export function enterRoom<M = { [method: string]: any }>(prefix: string, typed: string, options: Options = {}): Promise<GameRoom<M>> {
  return entered(new GameRoom<M>(prefix + readCode(typed), withDefaults(options, 'old')));
}

export interface QuickOptions extends CreateOptions {
  /** Values that fields of `$list` must have; a new room gets them. */
  where?: { [field: string]: string | number | boolean | null } | undefined;
  /** The most players of a new room. */
  max?: number | undefined;
}

/** Enters any listed room that has a place, or makes one. `lobby` is a room in which one is already. */
export function quickJoin<M = { [method: string]: any }>(lobby: GameRoom<any>, prefix: string, options: QuickOptions = {}): Promise<GameRoom<M>> {
  const [, server, rooms] = /^(.*\/ws\/)([^\/]*)$/.exec(prefix)!;
  const { where, max } = options;
  const query: any = { rooms, open: true };
  if (where) query.where = where;
  return lobby.list(query).then((answer) => {
    const names = answer.rooms.map((each) => each.room);
    const next = (): Promise<GameRoom<M>> => {
      const name = names.shift();
      if (name !== undefined) {
        return entered(new GameRoom<M>(server + name, withDefaults(options, 'old'))).then(undefined, (wrong) => {
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

/** The values of both; those of the second count. */
export function merged(first: any, second: any): any {
  const all: any = {};
  [first, second].forEach((each) => {
    for (const key in each) all[key] = each[key];
  });
  return all;
}
