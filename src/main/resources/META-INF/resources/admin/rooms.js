/** The list of the rooms: a page of those whose names begin as is asked. */
import { element, rows, write } from './rows.js';

const LIMIT = 25;

export class Rooms {
  #api;
  #language;
  #place;
  /** After which room each page up to this one begins. */
  #pages = [''];
  #next = null;
  #chosen = null;
  #turn = 0;

  /** `place` finds an element of the page by its id. */
  constructor(api, language, place) {
    this.#api = api;
    this.#language = language;
    this.#place = place;
    place('prefix').addEventListener('input', () => this.#go(['']));
    place('before').addEventListener('click', () => this.#go(this.#pages.slice(0, -1)));
    place('next').addEventListener('click', () => this.#go([...this.#pages, this.#next]));
  }

  /** The room that is looked into, or null. */
  choose(name) {
    this.#chosen = name;
    for (const row of this.#place('rooms-list').children) mark(row, name);
  }

  #go(pages) {
    this.#pages = pages;
    this.refresh().catch(() => {}); // the next beat tells what is wrong
  }

  async refresh() {
    const turn = ++this.#turn;
    const query = { prefix: this.#place('prefix').value.trim(), after: this.#pages.at(-1), limit: LIMIT };
    const answer = await this.#api.get('rooms', query);
    if (turn !== this.#turn) return; // another page was asked for meanwhile
    this.#next = answer.next ?? null;
    this.#show(answer.rooms, query.prefix);
  }

  #show(list, prefix) {
    const number = new Intl.NumberFormat(this.#language.locale);
    rows(this.#place('rooms-list'), list, {
      key: ({ room }) => room,
      make: ({ room }) => line(room),
      fill: (row, { room, count, away, offset }) => {
        const [, members, gone, published] = row.children;
        write(members, number.format(count));
        write(gone, away ? number.format(away) : '');
        write(published, number.format(offset));
        row.classList.toggle('empty', count === 0);
        mark(row, this.#chosen);
      },
    });
    const none = this.#place('rooms-none');
    none.hidden = list.length > 0;
    write(none, this.#language.text(prefix ? 'noRoomsLike' : 'noRooms', { prefix }));
    this.#place('pages').hidden = this.#pages.length === 1 && !this.#next;
    this.#place('before').disabled = this.#pages.length === 1;
    this.#place('next').disabled = !this.#next;
  }
}

function line(room) {
  const link = element('a', { href: `#${new URLSearchParams({ room })}` }, room);
  return element('tr', {}, element('th', { scope: 'row' }, link),
    ...['number', 'number', 'number wide'].map((name) => element('td', { class: name })));
}

function mark(row, chosen) {
  const link = row.querySelector('a');
  if (row.dataset.key === chosen) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
}
