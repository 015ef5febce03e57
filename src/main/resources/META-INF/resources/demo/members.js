/** The list of members: oneself first, then the others, and paler those who are away. Redrawn at most once per frame. */
import { colorOf, initialOf } from '../shared/identity.js';

const MAX_SHOWN = 100;

export class Members {
  #list;
  #language;
  #room;
  #isScheduled = false;

  /** `room` gives the room as it is now. */
  constructor(list, language, room) {
    this.#list = list;
    this.#language = language;
    this.#room = room;
  }

  show() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const redraw = () => {
      this.#isScheduled = false;
      this.#redraw(this.#room());
    };
    if (document.hidden) setTimeout(redraw, 0);
    else requestAnimationFrame(redraw);
  }

  #redraw({ me, members, count }) {
    const own = ({ client }) => client === me?.client;
    const shown = [...members].sort((a, b) => own(b) - own(a)).slice(0, MAX_SHOWN);
    const items = shown.map((member) => this.#item(member, own(member)));
    if (count > shown.length) {
      const rest = document.createElement('li');
      rest.textContent = this.#language.text('more', { count: count - shown.length });
      items.push(rest);
    }
    this.#list.replaceChildren(...items);
  }

  #item({ user, client, state }, isOwn) {
    const item = document.createElement('li');
    Object.assign(item.dataset, { user, client, state });
    item.style.setProperty('--color', colorOf(user));
    const face = document.createElement('span');
    face.className = 'face';
    face.setAttribute('aria-hidden', 'true');
    face.textContent = initialOf(user);
    item.append(face, this.#language.text(isOwn ? 'you' : state === 'away' ? 'away' : 'member', { user }));
    return item;
  }
}
