/** Validation of the parameters of `join`: the client reports a mistake at once and names it. */
import { Options } from './types';

const ROOM = /^[A-Za-z0-9_.:-]{1,64}$/;
const RULE = 'a room name is 1 to 64 of A-Z a-z 0-9 _ . : - and not dots alone';

/**
 * Returns the name of the room. Throws a TypeError for parameters that no server accepts. A custom platform may supply the
 * host or the whole address.
 */
export function validate(url: any, options: any): string {
  const { user, token, info, header, history, game, expect, key } = options;
  const ownPlatform = options.platform && typeof options.platform === 'object';
  if (url === '' && ownPlatform) url = '/ws/any';
  const parts = /^(wss?:\/\/[^\/?#\s]+)?(\/[^?#\s]*)?\/ws\/([^\/?#]*)(\?[^#]*)?$/.exec(typeof url === 'string' ? url : '');
  if (!parts || (!parts[1] && !ownPlatform)) fail('the address is wss://HOST/ws/ROOM or ws://HOST/ws/ROOM, not ' + url);
  let name = '';
  try {
    name = decodeURIComponent(parts![3]);
  } catch (e) {
    // The name stays empty, which is invalid.
  }
  if (!ROOM.test(name) || /^\.+$/.test(name)) fail(RULE + ', not "' + parts![3] + '"');
  if (user !== undefined && !isUser(user)) fail('user is 1 to 64 characters that do not begin with c_, not ' + shown(user));
  if (token !== undefined && token !== null && !/^(string|function|object)$/.test(typeof token)) fail('token is a string, an object or a function');
  if (header && typeof header !== 'object') fail('header is an object');
  if (history !== undefined && !(history > 0 && history % 1 === 0)) fail('history is a positive integer');
  if (game !== undefined && game !== 'play' && game !== 'watch') fail('game is "play" or "watch"');
  if (expect !== undefined && expect !== 'new' && expect !== 'old') fail('expect is "new" or "old"');
  if (key !== undefined && !(typeof key === 'string' && key && key.length <= 64)) fail('key is a string of 1 to 64 characters');
  try {
    JSON.stringify(info);
  } catch (error) {
    fail('info cannot be written as JSON: ' + (error as any).message);
  }
  return name;
}

function isUser(user: any): boolean {
  if (typeof user !== 'string' || user.indexOf('c_') === 0) return false;
  const characters = user.replace(/[\ud800-\udbff][\udc00-\udfff]/g, 'x');
  return characters.length >= 1 && characters.length <= 64 && !/[\ud800-\udfff]/.test(characters);
}

function shown(value: any): string {
  return typeof value === 'string' ? '"' + value + '"' : String(value);
}

function fail(message: string): never {
  throw new TypeError('roomcast: ' + message);
}

/** Returns the address of the socket, with level 1 and the options that belong in the query. */
export function addressOf(url: string, options: Options): string {
  return url + (url.indexOf('?') < 0 ? '?' : '&') + 'v=1'
    + (options.user === undefined ? '' : '&user=' + encodeURIComponent(options.user))
    + (options.echo === false ? '&echo=0' : '');
}
