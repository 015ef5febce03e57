/** The table on screen: seats, message, actions and board, drawn anew after each change. */
import { initialOf } from '../shared/identity.js';
import { BoardView } from './board.js';

const $ = (id) => document.getElementById(id);

export class Screen {
  #table;
  #language;
  #room;
  #board;
  #names = {}; // of the seats, kept when a player leaves
  #isScheduled = false;
  #problem = '';

  constructor(table, room, language) {
    this.#table = table;
    this.#room = room;
    this.#language = language;
    this.#board = new BoardView($('board'), language, (line) => this.do(() => table.move(line)));
    $('ready').addEventListener('click', () => this.do(() => table.ready(true)));
    $('start').addEventListener('click', () => this.do(() => table.start()));
    $('skip').addEventListener('click', () => this.do(() => table.skip()));
    language.onChange(() => this.show());
  }

  /** Does something at the table; a refusal is shown until the next change. */
  async do(action) {
    this.#problem = '';
    try {
      await action();
    } catch (error) {
      this.#problem = this.#language.text('failed', { said: error.message });
    }
    this.show();
  }

  show() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => {
      this.#isScheduled = false;
      this.#draw(this.#table.view);
    }, 0);
  }

  #draw(view) {
    const { seats, phase, own, turn, position, isHost, isReady, canStart, isWatcher } = view;
    for (const [seat, player] of seats.entries()) if (player) this.#names[seat] = player.user;
    const isOnline = this.#room.state === 'online';
    $('seats').replaceChildren(...seats.map((player, seat) => this.#seat(player, seat, view, isOnline)));
    this.#showWatchers(seats);
    const message = this.#problem || this.#message(view);
    if ($('message').textContent !== message) $('message').textContent = message;
    $('ready').hidden = !isOnline || own < 0 || phase === 'play' || isReady;
    $('ready').textContent = this.#language.text(phase === 'over' ? 'rematch' : 'iAmReady');
    $('start').hidden = !isOnline || !canStart;
    const waited = phase === 'play' ? seats[turn] : null;
    $('skip').hidden = !isOnline || !isHost || !waited?.isAway;
    $('skip').textContent = this.#language.text('skip', { user: waited?.user });
    this.#board.show(position, this.#names, isOnline && !isWatcher && phase === 'play' && own === turn);
    if (isOnline && phase === 'play' && isHost && !seats[turn]) this.#table.skip().catch?.(() => {}); // that player has left
  }

  #seat(player, seat, { own, phase, turn, scores, isWatcher }, isOnline) {
    const item = document.createElement('li');
    item.dataset.seat = seat;
    item.classList.toggle('free', !player);
    item.classList.toggle('turn', phase === 'play' && turn === seat);
    const face = element('span', 'face', player ? initialOf(player.user) : '');
    face.setAttribute('aria-hidden', 'true');
    const text = element('div');
    const word = (key, values) => this.#language.text(key, values);
    if (!player) {
      text.append(element('span', 'soft', word('freeSeat')));
      item.append(face, text);
      if (isOnline && !isWatcher) item.append(this.#button('sit', () => this.#table.sit(seat)));
      return item;
    }
    text.append(word(seat === own ? 'you' : 'plain', { user: player.user }));
    const facts = [
      player.client === this.#room.host && word('host'),
      player.isAway && word('away'),
      phase !== 'play' && word(player.isReady ? 'ready' : 'notReady'),
    ].filter(Boolean);
    text.append(element('br'), element('span', 'soft', facts.join(' · ')));
    const points = element('b', '', phase === 'wait' ? '' : String(scores[seat]));
    if (phase !== 'wait') points.setAttribute('title', word('points', { count: scores[seat] }));
    item.append(face, text, points);
    if (isOnline && seat === own && phase !== 'play') item.append(this.#button('stand', () => this.#table.stand()));
    return item;
  }

  #button(word, action) {
    const button = element('button', 'button', this.#language.text(word));
    button.type = 'button';
    button.addEventListener('click', () => this.do(action));
    return button;
  }

  #showWatchers(seats) {
    const seated = new Set(seats.filter(Boolean).map(({ client }) => client));
    const others = this.#room.members.filter(({ client }) => !seated.has(client)).map(({ user }) => user);
    const shown = others.slice(0, 20).join(', ') + (others.length > 20 ? ' …' : '');
    $('watchers').textContent = others.length > 0 ? this.#language.text('watchers', { names: shown }) : '';
  }

  #message({ phase, own, turn, taken, seats, scores, isWatcher, canStart }) {
    const word = (key, values) => this.#language.text(key, values);
    if (this.#room.state !== 'online') return word(this.#room.state);
    if (phase === 'over') return this.#result(scores);
    if (phase === 'play') {
      if (turn === own) return word('yourTurn');
      return word(seats[turn]?.isAway ? 'turnAway' : 'turnOf', { user: this.#names[turn] ?? '…' });
    }
    if (canStart) return word('waitStart');
    const allReady = taken.length >= 2 && taken.every((seat) => seats[seat].isReady);
    if (allReady) return word('waitHost', { user: this.#room.members.find(({ client }) => client === this.#room.host)?.user ?? '…' });
    if (isWatcher) return word('waitWatcher');
    return word(own < 0 || taken.length < 2 ? 'waitSeats' : 'waitReady');
  }

  #result(scores) {
    const count = Math.max(...scores);
    const best = scores.flatMap((score, seat) => (score === count ? [this.#names[seat] ?? '…'] : []));
    return best.length === 1
      ? this.#language.text('wins', { user: best[0], count })
      : this.#language.text('draw', { names: best.join(', '), count });
  }
}

function element(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
