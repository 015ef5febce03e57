/** The messages of the room, newest last. Text is only ever set as text. */
import { colorOf, initialOf } from './identity.js';

const MOST = 300;
const TOGETHER = 120_000; // one sender's messages within this time stand under one name

export class Chat {
  #log;
  #language;
  #last = null;
  #atEnd = true;

  constructor(log, language) {
    this.#log = log;
    this.#language = language;
    log.addEventListener('scroll', () => (this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60));
    new ResizeObserver(() => this.#follow()).observe(log); // a phone's keyboard takes half the window
  }

  add({ user, client, text, time, self }) {
    const joined = this.#last?.client === client && time - this.#last.time < TOGETHER;
    const message = element('article', 'message');
    Object.assign(message.dataset, { user, client });
    message.classList.toggle('self', self);
    message.classList.toggle('joined', joined);
    message.style.setProperty('--color', colorOf(user));
    const face = element('span', 'face', initialOf(user));
    face.setAttribute('aria-hidden', 'true');
    message.append(face, this.#head(user, time), element('p', 'text', text));
    this.#append(message);
    this.#last = { client, time };
  }

  /** What `add` adds stands before all that was said so far. */
  begin(add) {
    const log = this.#log;
    const since = [...log.children];
    const last = this.#last;
    this.#last = null;
    add();
    log.append(...since);
    if (since.length > 0) this.#last = last;
    this.#follow();
  }

  /** What happened, rather than what someone said. */
  note(text) {
    this.#append(element('p', 'note', text));
    this.#last = null;
  }

  #head(user, time) {
    const head = element('p', 'head');
    const clock = new Intl.DateTimeFormat(this.#language.locale, { hour: '2-digit', minute: '2-digit' });
    const stamp = element('time', 'time', clock.format(time));
    stamp.dateTime = new Date(time).toISOString();
    head.append(element('strong', 'user', user), ' ', stamp);
    return head;
  }

  #append(child) {
    const log = this.#log;
    log.append(child);
    while (log.childElementCount > MOST) log.firstElementChild.remove();
    if (child.classList.contains('self')) this.#atEnd = true;
    this.#follow();
  }

  /** Shows the newest, except to one who has scrolled back to read. */
  #follow() {
    if (this.#atEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }
}

function element(tag, className, text) {
  const created = document.createElement(tag);
  created.className = className;
  if (text !== undefined) created.textContent = text;
  return created;
}
