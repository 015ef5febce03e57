// Must compile under the strictest rules; each expected error must occur.
import { Failure, join, Room, SendOptions } from '../src/index';

declare const maybe: string | undefined;

const open: Room = join('wss://host/ws/r1', { user: maybe, token: maybe, info: undefined });
open.on('anything', (data: { x: number }, from) => data.x + from.time);
open.send('anything');
// @ts-expect-error: unknown event
open.on('$presense', () => {});
// @ts-expect-error: a state is not a number
open.on('$state', (state: number) => state);
// @ts-expect-error: methods that begin with $ are the protocol's
open.send('$connect', {});

const room = join<{ move: { x: number }; chat: { text: string } }>('wss://host/ws/r1', { history: 20, echo: false });
room.on('move', ({ x }, { user, offset }) => [x.toFixed(), user.length, offset]);
room.once('chat', ({ text }) => text.length);
room.on('$state', (state, { wait, complete }) => (state === 'reconnecting' ? wait : complete));
room.on('$members', (members, count) => members.map(({ user }) => user).length === count);
room.on('$binary', (bytes) => bytes.byteLength);
room.on('$error', (error: Failure) => error instanceof Error && error.retry);
room.on('$host', (host) => host === room.me?.client || room.isHost);
room.on('$shared', (shared, changed, from) => [shared['phase'], changed.length, from?.user]);
room.off('move');
// @ts-expect-error: unknown method
room.on('mvoe', () => {});
// @ts-expect-error: x is a number
room.send('move', { x: '1' });

const options: SendOptions = { ack: true };
Promise.resolve(room.send('move', { x: 1 }, options)).then((ack) => ack?.offset);
const acked = { ack: true } as const;
room.send('move', { x: 1 }, { ...acked, timeout: 1_000 }).then(({ offset }) => offset);
const nothing: void = room.send('move', { x: 1 }, { throttle: 50 });
// @ts-expect-error: a throttled message has no acknowledgement
room.send('move', { x: 1 }, { ack: true, throttle: 50 }).then(({ offset }) => offset);
room.request('$history', { limit: 20 }).then(({ complete, publications }) => [complete, publications[0]?.method, nothing]);
room.request('$members').then(({ members }) => members.length);
room.set({ 'seat/1': room.me?.client ?? null }, { if: true }).then(({ offset }) => offset);
room.sendBinary(new Uint8Array(4));
