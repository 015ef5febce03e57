/**
 * The game in a room: seats, readiness, phase and position are keys of the room's shared state, so every member computes the
 * same table, and a member that returns finds it as it is. Every change is guarded with `if`: of two that change the same
 * thing at once one wins, and the other is told.
 *
 *   seat/0 … seat/3   the client on that seat; a seat whose client is not a member is free
 *   CLIENT/ready      the round for which this player is ready
 *   round, phase      the number of the round; `play` or `over`, absent before the first one
 *   turn, lines, boxes
 */
import { canDraw, draw, emptyPosition, isOver, isPosition, nextSeat, scores, SEATS } from './rules.js';

export class Table {
  #room;
  #isMoving = false;

  constructor(room) {
    this.#room = room;
  }

  /** Everything that is shown: computed anew, because it is small. */
  get view() {
    const { shared, members, me, isHost, game } = this.#room;
    const round = Number.isInteger(shared.round) ? shared.round : 0;
    const isPlaying = isPosition(shared) && (shared.phase === 'play' || shared.phase === 'over');
    const seats = Array.from({ length: SEATS }, (_, seat) => this.#seat(seat, members, shared, round));
    const taken = seats.flatMap((each, seat) => (each ? [seat] : []));
    const own = me ? seats.findIndex((each) => each?.client === me.client) : -1;
    const position = isPlaying ? { lines: shared.lines, boxes: shared.boxes } : emptyPosition();
    return {
      seats, taken, own, round, isHost, position,
      phase: isPlaying ? shared.phase : 'wait',
      turn: Number.isInteger(shared.turn) && shared.turn >= 0 && shared.turn < SEATS ? shared.turn : 0,
      scores: scores(position),
      isWatcher: game === 'watch',
      isReady: own >= 0 && seats[own].isReady,
      canStart: isHost && shared.phase !== 'play' && taken.length >= 2 && taken.every((seat) => seats[seat].isReady),
    };
  }

  #seat(seat, members, shared, round) {
    const member = members.find(({ client }) => client === shared[`seat/${seat}`]);
    if (!member) return null;
    const { client, user, state } = member;
    return { client, user, isAway: state === 'away', isReady: shared[`${client}/ready`] === round + 1 };
  }

  /** Takes a free seat and leaves the former one. */
  sit(seat) {
    const { own } = this.view;
    const changes = { [`seat/${seat}`]: this.#room.me.client };
    if (own >= 0) changes[`seat/${own}`] = null;
    return this.#set('sit', changes);
  }

  /** Takes the first free seat, where there is one. */
  async sitAnywhere() {
    for (let tries = 0; tries < SEATS && this.view.own < 0; tries += 1) {
      const free = this.view.seats.indexOf(null);
      if (free < 0 || (await this.sit(free))) return;
    }
  }

  /** The host shows the game in the list of open games until it begins. */
  list(by) {
    return this.#set('list', { $list: { by }, $max: SEATS });
  }

  stand() {
    const { own } = this.view;
    return own >= 0 && this.#set('stand', { [`seat/${own}`]: null, [`${this.#room.me.client}/ready`]: null });
  }

  ready(isReady) {
    return this.#set('ready', { [`${this.#room.me.client}/ready`]: isReady ? this.view.round + 1 : null });
  }

  /** The host begins a round; the seat that moves first changes from round to round. */
  start() {
    const { canStart, round, taken } = this.view;
    if (!canStart) return false;
    const turn = taken[round % taken.length];
    const isListed = this.#room.shared.$list !== undefined;
    return this.#set('start', { ...emptyPosition(), phase: 'play', round: round + 1, turn, ...(isListed && { $list: null }) });
  }

  /** Draws a line; false where that is not possible. */
  move(line) {
    const { phase, own, turn, position, taken } = this.view;
    if (phase !== 'play' || own !== turn || !canDraw(position, line)) return false;
    const { lines, boxes, closed } = draw(position, line, own);
    const over = isOver({ lines });
    return this.#set('move', { lines, boxes, turn: closed ? own : nextSeat(taken, own), ...(over && { phase: 'over' }) }, { line });
  }

  /** The host goes on without a player that is away or has left. */
  skip() {
    const { phase, isHost, turn, taken, seats } = this.view;
    const next = nextSeat(taken, turn);
    if (phase !== 'play' || !isHost || next === null || next === turn || (seats[turn] && !seats[turn].isAway)) return false;
    return this.#set('skip', { turn: next });
  }

  /** One change at a time. Resolves to false where another one was faster. */
  async #set(method, changes, data) {
    if (this.#isMoving) return false;
    this.#isMoving = true;
    try {
      await this.#room.set(changes, { if: true, method, data });
      return true;
    } catch (error) {
      if (error.code !== 'conflict') throw error;
      return false; // the other change is on the table by now
    } finally {
      this.#isMoving = false;
    }
  }
}
