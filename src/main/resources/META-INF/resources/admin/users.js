/** One user over all rooms: where it is, and what an operator can do about it. */
import { path } from './api.js';
import { ask } from './ask.js';
import { element, rows, write } from './rows.js';

const MAX_BANS = 100;

export class Users {
  #api;
  #language;
  #place;
  #say;
  #user = null;

  constructor(api, language, place, say) {
    this.#api = api;
    this.#language = language;
    this.#place = place;
    this.#say = say;
    place('user-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#find(place('user').value.trim());
    });
    place('user-disconnect').addEventListener('click', () => this.#disconnect());
    place('ban-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#ban();
    });
  }

  /** Shows the bans in force, where the server knows bans. */
  async refresh() {
    const { bans } = await this.#api.get('bans', { limit: MAX_BANS }).catch(() => ({ bans: null }));
    this.#place('bans-part').hidden = !bans || bans.length === 0;
    const time = new Intl.DateTimeFormat(this.#language.locale, { dateStyle: 'short', timeStyle: 'short' });
    const shown = (bans ?? []).filter(({ tokensBefore }) => tokensBefore === undefined);
    rows(this.#place('bans'), shown, {
      key: ({ user, room }) => `${user} ${room ?? ''}`,
      make: (ban) => {
        const lift = element('button', { class: 'button quiet', type: 'button' });
        lift.addEventListener('click', () => this.#lift(ban));
        return element('li', {}, element('strong', {}, ban.user), ' ', element('span', { class: 'soft' }), ' ', lift);
      },
      fill: (row, { room, until, reason }) => {
        write(row.querySelector('span'), [room, until && this.#language.text('until', { time: time.format(until) }), reason].filter(Boolean).join(' · '));
        write(row.querySelector('button'), this.#language.text('lift'));
      },
    });
  }

  async #ban() {
    const user = this.#user;
    const text = (key) => this.#language.text(key, { user });
    if (!(await ask({ title: text('banTitle'), text: text('banText'), yes: text('ban') }))) return;
    const seconds = 60 * Number(this.#place('ban-minutes').value);
    const reason = this.#place('ban-reason').value.trim();
    const body = JSON.stringify({ ...(seconds > 0 && { seconds }), ...(reason && { reason }) });
    await this.#do('banned', user, () => this.#api.post(path('users', user, 'ban'), body));
  }

  async #lift({ user, room }) {
    await this.#do('lifted', user, () => this.#api.delete(room ? path('rooms', room, 'users', user, 'ban') : path('users', user, 'ban')));
  }

  async #do(said, user, action) {
    try {
      await action();
      this.#say(this.#language.text(said, { user }));
    } catch (error) {
      this.#say(this.#language.text('refused', { detail: error.message }));
    }
    await this.refresh();
  }

  async #find(user) {
    this.#user = user;
    try {
      const { state, members } = await this.#api.get(path('users', user));
      this.#show(members);
      write(this.#place('user-said'), this.#language.text(state === 'offline' ? 'userNowhere' : 'userIn', { user, count: members.length }));
    } catch (error) {
      this.#show([]);
      write(this.#place('user-said'), this.#language.text('refused', { detail: error.message }));
    }
    this.#place('user-found').hidden = false;
  }

  #show(members) {
    rows(this.#place('user-rooms'), members, {
      key: ({ room, client }) => `${room} ${client}`,
      make: ({ room, client }) => element('li', {}, element('a', { href: `#${new URLSearchParams({ room })}` }, room), ' ',
        element('code', { class: 'soft' }, client), ' ', element('span', { class: 'member-state' })),
      fill: (row, { state }) => write(row.querySelector('.member-state'), state === 'away' ? this.#language.text('awayNow') : ''),
    });
  }

  async #disconnect() {
    const user = this.#user;
    const text = (key) => this.#language.text(key, { user });
    if (!(await ask({ title: text('disconnectTitle'), text: text('disconnectText'), yes: text('disconnect') }))) return;
    try {
      const { disconnected } = await this.#api.delete(path('users', user, 'connections'));
      this.#say(this.#language.text('disconnected', { user, count: disconnected }));
    } catch (error) {
      this.#say(this.#language.text('refused', { detail: error.message }));
    }
    await this.#find(user);
  }
}
