/** Encoding of frames within the server's limits, and decoding of well-formed frames. */
import { failure } from './failure';

/** Returns a frame as text. Throws a Failure if the frame has no JSON form or exceeds the server's limit. */
export function encode(frame: any, mostBytes: number): string {
  let text;
  try {
    text = JSON.stringify(frame);
  } catch (error) {
    throw failure('bad_request', String((error as any).message));
  }
  if (text.length * 3 > mostBytes && bytesOf(text) > mostBytes) {
    throw failure('too_large', 'a message is at most ' + mostBytes + ' bytes');
  }
  return text;
}

/** Returns the number of bytes in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3; // 4 for a surrogate pair
  }
  return bytes;
}

/** Returns the frame in a text; undefined for a text that no server of this protocol sends. */
export function decode(text: string): any {
  let frame: any;
  try {
    frame = JSON.parse(text);
  } catch (e) {
    return undefined;
  }
  if (!isObject(frame) || !isText(frame.method) || !frame.method) return undefined;
  if (frame.id !== undefined && !isInteger(frame.id, 1)) return undefined;
  const rule = RULES.hasOwnProperty(frame.method) && RULES[frame.method];
  const isOwn = frame.method.charAt(0) === '$' && frame.method !== '$text';
  return (rule ? rule(frame.data) : isOwn || isPublication(frame)) ? frame : undefined;
}

const isText = (value: any) => typeof value === 'string';
const isObject = (value: any) => !!value && typeof value === 'object' && !isList(value);
const isList = (value: any) => Object.prototype.toString.call(value) === '[object Array]';
const isFinite = (value: any) => typeof value === 'number' && value - value === 0;
const isInteger = (value: any, least: number) => isFinite(value) && value >= least && value % 1 === 0;
const optional = (value: any, rule: (value: any) => boolean) => value === undefined || rule(value);
const listOf = (rule: (value: any) => boolean) => (value: any) => isList(value) && value.every(rule);
const isClient = (value: any) => isObject(value) && isText(value.client) && isText(value.user);
const isMember = (value: any) => isClient(value) && isText(value.state);
const isHost = (value: any) => value === null || isText(value);

const isPublication = (frame: any): boolean =>
  isObject(frame) && optional(frame.user, isText) && optional(frame.client, isText) && optional(frame.time, isFinite) && optional(frame.offset, (offset) => isInteger(offset, 1)) && optional(frame.set, isObject);
const isPlaced = (frame: any): boolean => isPublication(frame) && isText(frame.method) && !!frame.offset;

const RULES: { [method: string]: (data: any) => boolean } = {
  $connect: (data) =>
    isClient(data) && isText(data.session) && isText(data.epoch) && isInteger(data.offset, 0) && listOf(isPlaced)(data.publications)
    && optional(data.history, listOf(isPlaced)) && listOf(isMember)(data.members) && isFinite(data.time)
    && optional(data.ping, (ping) => isFinite(ping) && ping > 0) && optional(data.count, (count) => isInteger(count, 0))
    && optional(data.host, isHost) && optional(data.state, isObject) && optional(data.run, isObject),
  $presence: (data) =>
    isObject(data) && optional(data.joins, listOf(isMember)) && optional(data.leaves, listOf(isClient))
    && optional(data.updates, listOf(isClient)) && optional(data.count, (count) => isInteger(count, 0)) && optional(data.host, isHost),
  $pong: (data) => isObject(data) && isFinite(data.time),
  $close: (data) => isObject(data) && isInteger(data.code, 1000) && optional(data.after, isFinite),
  $error: (data) => isObject(data) && isText(data.code) && optional(data.offset, (offset) => isInteger(offset, 0)),
  $members: (data) => isObject(data) && listOf(isMember)(data.members),
  $history: (data) => isObject(data) && listOf(isPlaced)(data.publications),
};
