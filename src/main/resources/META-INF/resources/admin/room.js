/** One room: who is there, and what an operator can do about it. */
import { colorOf, initialOf } from '../shared/identity.js';
import { path } from './api.js';
import { ask } from './ask.js';
import { Messages } from './messages.js';
import { element, facts, rows, write } from './rows.js';

const LIMIT = 100;
const MOST = 1000;

export class Room {
  #api;
  #language;
  #place;
  #say;
  #name = null;
  #limit = LIMIT;
  #messages;
  #unanswered = null; // a publication whose answer did not come: {what, key}

  /** `say` tells what was done. */
  constructor(api, language, place, say) {
    this.#api = api;
    this.#language = language;
    this.#place = place;
    this.#say = say;
    this.#messages = new Messages(api, language, place);
    place('more').addEventListener('click', () => {
      this.#limit = Math.min(MOST, this.#limit + LIMIT);
      this.refresh().catch(() => {});
    });
    place('close').addEventListener('click', () => this.#close());
    place('publish').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#publish();
    });
    place('data').addEventListener('input', () => place('data').setCustomValidity(''));
  }

  /** Looks into another room; null: into none. */
  async choose(name) {
    if (name !== this.#name) this.#messages.choose(name);
    this.#name = name;
    this.#limit = LIMIT;
    write(this.#place('publish-said'), '');
    document.body.classList.toggle('looking', name !== null);
    this.#place('room-there').hidden = true;
    this.#none('choose');
    if (name !== null) await this.refresh();
  }

  async refresh() {
    const name = this.#name;
    if (name === null) return;
    try {
      const room = await this.#api.get(path('rooms', name), { limit: this.#limit });
      if (name !== this.#name) return;
      this.#show(room);
      await this.#messages.refresh(room);
    } catch (error) {
      if (error.status !== 404 && error.status !== 400) throw error;
      if (name === this.#name) this.#show({ room: name, count: 0, away: 0, members: [], settings: null });
    }
  }

  #none(word) {
    const none = this.#place('room-none');
    none.hidden = false;
    write(none, this.#language.text(word));
  }

  /** A room in which nobody is can be spoken to all the same: it begins with that. */
  #show({ room, count, away, epoch, offset, members, settings, next, state, host }) {
    this.#place('room-none').hidden = true;
    this.#place('room-there').hidden = false;
    write(this.#place('room-title'), room);
    this.#place('close').hidden = epoch === undefined;
    const text = (key, values) => this.#language.text(key, values);
    facts(this.#place('room-facts'), epoch === undefined ? { [text('state')]: text('notThere') }
      : { [text('members')]: count, [text('away')]: away, [text('published')]: offset, [text('epoch')]: epoch });
    write(this.#place('members-count'), count > members.length ? text('firstOf', { shown: members.length, count }) : '');
    this.#members(members, host);
    this.#place('state-part').hidden = !state || Object.keys(state).length === 0;
    facts(this.#place('room-state'), Object.fromEntries(Object.entries(state ?? {}).map(([key, value]) => [key, JSON.stringify(value)])));
    this.#place('more').hidden = !next || this.#limit === MOST;
    this.#place('room-settings').closest('details').hidden = !settings;
    facts(this.#place('room-settings'), settings ?? {});
  }

  #members(members, host) {
    rows(this.#place('members'), members, {
      key: ({ client }) => client,
      make: (member) => this.#member(member),
      fill: (row, { user, client, state, info, game }) => {
        const kick = row.querySelector('.kick');
        const makeHost = row.querySelector('.make-host');
        makeHost.hidden = host === undefined || client === host || state === 'away' || game !== 'play';
        write(makeHost, this.#language.text('makeHost'));
        makeHost.setAttribute('aria-label', this.#language.text('makeHostWho', { user, client }));
        row.dataset.state = state;
        const words = [client === host && 'host', state === 'away' && 'awayNow'].filter(Boolean);
        write(row.querySelector('.member-state'), words.map((word) => this.#language.text(word)).join(' · '));
        write(row.querySelector('.member-info'), JSON.stringify(info) === '{}' ? '' : JSON.stringify(info));
        write(kick, this.#language.text('kick'));
        kick.setAttribute('aria-label', this.#language.text('kickWho', { user, client }));
      },
    });
  }

  #member({ user, client }) {
    const face = element('span', { class: 'face', 'aria-hidden': 'true' }, initialOf(user));
    face.style.setProperty('--color', colorOf(user));
    const kick = element('button', { class: 'button quiet kick', type: 'button' });
    const makeHost = element('button', { class: 'button quiet make-host', type: 'button' });
    makeHost.addEventListener('click', () => this.#makeHost(user, client));
    kick.addEventListener('click', () => this.#kick(user, client));
    const name = element('p', {}, element('strong', {}, user), ' ', element('code', {}, client), ' ', element('span', { class: 'member-state' }));
    return element('li', {}, face, element('div', {}, name, element('code', { class: 'member-info' })), makeHost, kick);
  }

  async #kick(user, client) {
    const room = this.#name;
    const wanted = await ask(this.#question('kick', { user, client, room }));
    if (wanted) await this.#do('kicked', { user, room }, () => this.#api.delete(path('rooms', room, 'members', client)));
  }

  async #makeHost(user, client) {
    const room = this.#name;
    const wanted = await ask(this.#question('makeHost', { user, client, room }));
    if (wanted) await this.#do('madeHost', { user, room }, () => this.#api.put(path('rooms', room, 'host'), JSON.stringify({ client })));
  }

  async #close() {
    const room = this.#name;
    if (await ask(this.#question('close', { room }))) {
      await this.#do('closed', { room }, () => this.#api.delete(path('rooms', room)));
    }
  }

  #question(what, values) {
    const text = (key) => this.#language.text(key, values);
    return { title: text(`${what}Title`), text: text(`${what}Text`), yes: text(what) };
  }

  /** Does it, tells it, and shows what became of it. */
  async #do(said, values, action) {
    try {
      await action();
      this.#say(this.#language.text(said, values));
    } catch (error) {
      this.#say(this.#language.text('refused', { detail: error.message }));
    }
    await this.refresh().catch(() => {});
  }

  async #publish() {
    const data = this.#place('data');
    const text = data.value.trim();
    if (text && !isJson(text)) {
      data.setCustomValidity(this.#language.text('noJson'));
      data.reportValidity();
      return;
    }
    const room = this.#name;
    const method = this.#place('method').value;
    if (!(await ask(this.#question('publish', { room, method })))) return;
    const what = `"method":${JSON.stringify(method)}${text && `,"data":${text}`}`;
    const key = this.#keyOf(`${room} ${what}`);
    await this.#do('publishedIn', { room }, async () => {
      const { offset } = await this.#api.post(path('rooms', room, 'publications'), `{${what},"idempotencyKey":"${key}"}`);
      this.#unanswered = null;
      write(this.#place('publish-said'), this.#language.text('publishedAt', { offset }));
    });
  }

  /** The same text has the same key until it is answered, so that a second press after a timeout publishes nothing twice. */
  #keyOf(what) {
    if (this.#unanswered?.what !== what) this.#unanswered = { what, key: crypto.getRandomValues(new Uint32Array(4)).join('-') };
    return this.#unanswered.key;
  }
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
