/** The last messages of a room, newest first: refreshed when the room's position has moved, filtered by method. */
import { path } from './api.js';
import { element, rows, write } from './rows.js';

const KEPT = 100;
const MAX_TEXT = 300;

export class Messages {
  #api;
  #language;
  #place;
  #name = null;
  #epoch = null;
  #offset = 0;
  #publications = [];

  constructor(api, language, place) {
    this.#api = api;
    this.#language = language;
    this.#place = place;
    place('message-filter').addEventListener('input', () => this.#show());
  }

  /** Another room, or none. */
  choose(name) {
    this.#name = name;
    this.#epoch = null;
    this.#offset = 0;
    this.#publications = [];
    this.#place('message-filter').value = '';
    this.#show();
  }

  /** The room stands at this position now. */
  async refresh({ epoch, offset }) {
    if (epoch === undefined) {
      this.choose(this.#name);
      return;
    }
    if (epoch === this.#epoch && offset === this.#offset) return;
    const name = this.#name;
    const isMore = epoch === this.#epoch && offset - this.#offset <= KEPT;
    const query = isMore ? { epoch, after: this.#offset, limit: KEPT } : { limit: KEPT };
    const { publications } = await this.#api.get(path('rooms', name, 'publications'), query);
    if (name !== this.#name) return;
    const known = isMore ? this.#publications : [];
    this.#publications = [...known, ...publications].slice(-KEPT);
    this.#epoch = epoch;
    this.#offset = Math.max(isMore ? this.#offset : 0, publications.at(-1)?.offset ?? offset);
    this.#show();
  }

  #show() {
    const wanted = this.#place('message-filter').value.trim();
    const found = this.#publications.filter(({ method }) => method.includes(wanted)).reverse();
    const clock = new Intl.DateTimeFormat(this.#language.locale, { timeStyle: 'medium' });
    rows(this.#place('messages'), found, {
      key: ({ offset }) => offset,
      make: (publication) => this.#line(publication, clock),
      fill: () => {},
    });
    write(this.#place('messages-none'), found.length > 0 ? '' : this.#language.text(wanted ? 'noMessagesLike' : 'noMessages'));
  }

  #line({ method, data, user, offset, time, set }, clock) {
    const text = [data, set && { set }].filter((each) => each !== undefined).map((each) => JSON.stringify(each)).join(' ');
    const head = element('p', {}, element('code', { class: 'soft' }, `#${offset}`), ' ', element('strong', {}, method), ' ',
      element('span', { class: 'soft' }, [user, clock.format(time)].filter(Boolean).join(' · ')));
    const body = element('code', { class: 'message-data' }, text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
    return element('li', {}, head, body);
  }
}
