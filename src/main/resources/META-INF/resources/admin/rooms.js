/**
 * The list of the rooms: sorted by a column, searched by a part of the name, with or without empty rooms. The API lists by
 * name, so the page reads all rooms up to a bound, and sorts them itself. `^` before the search asks the server for names
 * that begin so, which also finds what is beyond the bound.
 */
import { element, rows, write } from './rows.js';

const PAGE = 25;
const API_PAGE = 1000;
const MAX_ROOMS = 5000;
const MANY_MILLIS = 10_000; // between two readings of more than one page of the API
const COLUMNS = {
  room: (a, b) => (a.room < b.room ? -1 : 1),
  members: (a, b) => b.count - a.count,
  away: (a, b) => b.away - a.away,
  activity: (a, b) => b.rate - a.rate,
  published: (a, b) => b.offset - a.offset,
};

export class Rooms {
  #api;
  #language;
  #place;
  #rooms = [];
  #rates = new Rates();
  #isCut = false; // there are more rooms than are read
  #readAt = 0;
  #sort = 'members';
  #page = 0;
  #chosen = null;
  #turn = 0;

  /** `place` finds an element of the page by its id. */
  constructor(api, language, place) {
    this.#api = api;
    this.#language = language;
    this.#place = place;
    place('prefix').addEventListener('input', () => {
      this.#page = 0;
      this.#show();
      if (this.#prefix !== null) this.#reload();
    });
    place('with-members').addEventListener('change', () => this.#go(0));
    place('before').addEventListener('click', () => this.#go(this.#page - 1));
    place('next').addEventListener('click', () => this.#go(this.#page + 1));
    for (const button of place('rooms-head').querySelectorAll('button')) {
      button.addEventListener('click', () => {
        this.#sort = button.dataset.sort;
        this.#go(0);
      });
    }
  }

  /** The room that is looked into, or null. */
  choose(name) {
    this.#chosen = name;
    for (const row of this.#place('rooms-list').children) mark(row, name);
  }

  get #text() {
    return this.#place('prefix').value.trim();
  }

  get #prefix() {
    return this.#text.startsWith('^') ? this.#text.slice(1) : null;
  }

  #go(page) {
    this.#page = Math.max(0, page);
    this.#show();
  }

  #reload() {
    this.#readAt = 0;
    this.refresh().catch(() => {}); // the next beat tells what is wrong
  }

  async refresh() {
    if (this.#rooms.length >= API_PAGE && Date.now() - this.#readAt < MANY_MILLIS) return;
    this.#readAt = Date.now();
    const turn = ++this.#turn;
    const rooms = [];
    let after = '';
    do {
      const answer = await this.#api.get('rooms', { prefix: this.#prefix, after, limit: API_PAGE });
      if (turn !== this.#turn) return; // others were asked for meanwhile
      rooms.push(...answer.rooms);
      after = answer.next;
    } while (after && rooms.length < MAX_ROOMS);
    this.#isCut = Boolean(after);
    this.#rooms = this.#rates.of(rooms);
    this.#show();
  }

  #show() {
    const text = this.#prefix === null ? this.#text.toLowerCase() : '';
    const onlyUsed = this.#place('with-members').checked;
    const found = this.#rooms
      .filter(({ room, count }) => (count > 0 || !onlyUsed) && room.toLowerCase().includes(text))
      .sort((a, b) => COLUMNS[this.#sort](a, b) || COLUMNS.room(a, b));
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    this.#page = Math.min(this.#page, last);
    this.#fill(found.slice(this.#page * PAGE, (this.#page + 1) * PAGE));
    const isNone = found.length === 0;
    this.#place('rooms-none').hidden = !isNone;
    write(this.#place('rooms-none'), isNone ? this.#language.text(this.#text || onlyUsed ? 'noRoomsLike' : 'noRooms') : '');
    this.#place('rooms-cut').hidden = !this.#isCut;
    write(this.#place('rooms-cut'), this.#language.text('roomsCut', { count: MAX_ROOMS }));
    this.#place('pages').hidden = last === 0;
    this.#place('before').disabled = this.#page === 0;
    this.#place('next').disabled = this.#page === last;
    for (const button of this.#place('rooms-head').querySelectorAll('button')) {
      const order = button.dataset.sort === 'room' ? 'ascending' : 'descending';
      if (button.dataset.sort === this.#sort) button.closest('th').setAttribute('aria-sort', order);
      else button.closest('th').removeAttribute('aria-sort');
    }
  }

  #fill(list) {
    const number = new Intl.NumberFormat(this.#language.locale, { maximumFractionDigits: 1 });
    rows(this.#place('rooms-list'), list, {
      key: ({ room }) => room,
      make: ({ room }) => line(room),
      fill: (row, { room, count, away, rate, offset }) => {
        const [, members, gone, activity, published] = row.children;
        write(members, number.format(count));
        write(gone, away ? number.format(away) : '');
        write(activity, rate >= 0.05 ? number.format(rate) : '');
        write(published, number.format(offset));
        row.classList.toggle('empty', count === 0);
        mark(row, this.#chosen);
      },
    });
  }
}

/** How many publications a second each room had since the reading before. */
class Rates {
  #last = new Map(); // room → {epoch, offset}
  #at = 0;

  of(rooms) {
    const seconds = (Date.now() - this.#at) / 1000;
    const rated = rooms.map((each) => {
      const last = this.#last.get(each.room);
      const isSame = last && last.epoch === each.epoch && last.offset <= each.offset;
      return { ...each, rate: isSame ? (each.offset - last.offset) / seconds : 0 };
    });
    this.#last = new Map(rooms.map(({ room, epoch, offset }) => [room, { epoch, offset }]));
    this.#at = Date.now();
    return rated;
  }
}

function line(room) {
  const link = element('a', { href: `#${new URLSearchParams({ room })}` }, room);
  return element('tr', {}, element('th', { scope: 'row' }, link),
    ...['number', 'number wide', 'number', 'number wide'].map((name) => element('td', { class: name })));
}

function mark(row, chosen) {
  const link = row.querySelector('a');
  if (row.dataset.key === chosen) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
}
