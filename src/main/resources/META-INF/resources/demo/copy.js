/**
 * The drawing for newcomers: a newcomer asks two members, and they send it their kept strokes.
 *
 * A request costs the asked member a bounded amount: one transfer at a time for all newcomers that wait, then a pause of
 * the same length, and one answer per newcomer in `ANSWER_MILLIS`. Strokes of other members are accepted only from
 * members that were asked.
 */
import { MAX_FRAME_NUMBERS, MAX_FRAME_STROKES } from './board.js';

const ASKED = 2;
const ASKED_MILLIS = 30_000; //  how long an answer is accepted
const ANSWER_MILLIS = 10_000;
const BEAT_MILLIS = 50; //       between frames: a fifth of the server's default rate
const MAX_WAITING = 64;

export class Copy {
  #room;
  #board;
  #asked = new Map(); //    client → when its answer ends being accepted
  #answered = new Map(); // client → when it was answered last
  #waiting = new Set();
  #isSending = false;

  /** `room` gives the room as it is now. */
  constructor(room, board) {
    this.#room = room;
    this.#board = board;
  }

  ask() {
    const { me, members } = this.#room();
    const others = members.filter(({ client, state, info }) => client !== me.client && state === 'online' && info?.demo);
    if (others.length === 0) return;
    const first = Math.floor(Math.random() * others.length);
    const asked = [...others.slice(first), ...others.slice(0, first)].slice(0, ASKED).map(({ client }) => client);
    this.#asked = new Map(asked.map((client) => [client, Date.now() + ASKED_MILLIS]));
    this.#room().send('copy', {}, { to: asked });
  }

  /** Whether a frame of this sender may hold strokes of others. */
  isAnswer({ client, offset }) {
    return offset === undefined && this.#asked.get(client) > Date.now();
  }

  answer({ client }) {
    if (this.#waiting.size >= MAX_WAITING || Date.now() - this.#answered.get(client) < ANSWER_MILLIS) return;
    if (!this.#room().members.some((member) => member.client === client)) return;
    this.#answered.set(client, Date.now());
    this.#waiting.add(client);
    this.#start();
  }

  forget(client) {
    this.#answered.delete(client);
    this.#waiting.delete(client);
  }

  #start() {
    if (this.#isSending || this.#waiting.size === 0) return;
    this.#isSending = true;
    const to = [...this.#waiting];
    this.#waiting.clear();
    const own = this.#room().me.client;
    const strokes = [...this.#board.strokes()].map((stroke) => (stroke.client === 'self' ? { ...stroke, client: own } : stroke));
    this.#send(framed(strokes), to, 0);
  }

  #send(frames, to, count) {
    const { value: strokes, done } = frames.next();
    if (done || this.#room().state !== 'online') {
      setTimeout(() => {
        this.#isSending = false;
        this.#start();
      }, count * BEAT_MILLIS);
      return;
    }
    this.#room().send('strokes', { strokes }, { to });
    setTimeout(() => this.#send(frames, to, count + 1), BEAT_MILLIS);
  }
}

/** The strokes in pieces, as many to a frame as fit. */
function* framed(strokes) {
  let pieces = [];
  let numbers = 0;
  for (const { client, user, id, width, points } of strokes) {
    for (let at = 0; at < points.length; at += MAX_FRAME_NUMBERS) {
      const piece = { client, user, id, width, at, points: points.slice(at, at + MAX_FRAME_NUMBERS) };
      if (pieces.length === MAX_FRAME_STROKES || numbers + piece.points.length > MAX_FRAME_NUMBERS) {
        yield pieces;
        pieces = [];
        numbers = 0;
      }
      pieces.push(piece);
      numbers += piece.points.length;
    }
  }
  if (pieces.length > 0) yield pieces;
}
