/**
 * The messages of the room, newest last. Text is only ever set as text. What arrives within one animation frame is added in
 * one step, so that a flood of messages costs one layout per frame.
 */
import { colorOf, initialOf } from '../shared/identity.js';

const MAX_ENTRIES = 300;
const MAX_TEXT = 4000;
const TOGETHER_MILLIS = 120_000; // one sender's messages within this time stand under one name

export class Chat {
  #log;
  #language;
  #pending = [];
  #last = null;
  #atEnd = true;

  constructor(log, language) {
    this.#log = log;
    this.#language = language;
    log.addEventListener('scroll', () => (this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60));
    new ResizeObserver(() => this.#follow()).observe(log); // a phone's keyboard takes half the window
  }

  /** `{user, client, text, time, self}` */
  add(message) {
    this.#enqueue(message);
  }

  /** An event, rather than a message. */
  note(text) {
    this.#enqueue({ note: text });
  }

  /** Puts messages from before the first one shown. */
  addEarlier(messages) {
    this.#flush();
    const since = [...this.#log.children];
    const last = this.#last;
    this.#last = null;
    this.#log.append(...messages.map((message) => this.#element(message)), ...since);
    if (since.length > 0) this.#last = last;
    this.#trim();
    this.#follow();
  }

  #enqueue(entry) {
    if (this.#pending.length === 0) {
      if (document.hidden) setTimeout(() => this.#flush(), 0); // no frames are drawn
      else requestAnimationFrame(() => this.#flush());
    }
    this.#pending.push(entry);
    if (this.#pending.length > MAX_ENTRIES) this.#pending.shift();
  }

  #flush() {
    const entries = this.#pending.splice(0);
    if (entries.length === 0) return;
    this.#log.append(...entries.map((entry) => this.#element(entry)));
    if (entries.some(({ self }) => self)) this.#atEnd = true;
    this.#trim();
    this.#follow();
  }

  #element(entry) {
    if (entry.note !== undefined) {
      this.#last = null;
      return element('p', 'note', entry.note);
    }
    const { user, client, text, time, self } = entry;
    const joined = this.#last?.client === client && time - this.#last.time < TOGETHER_MILLIS;
    this.#last = { client, time };
    const message = element('article', 'message');
    Object.assign(message.dataset, { user, client });
    message.classList.toggle('self', self);
    message.classList.toggle('joined', joined);
    message.style.setProperty('--color', colorOf(user));
    const face = element('span', 'face', initialOf(user));
    face.setAttribute('aria-hidden', 'true');
    const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
    message.append(face, this.#head(user, time), element('p', 'text', shown));
    return message;
  }

  #head(user, time) {
    const head = element('p', 'head');
    const stamp = element('time', 'time');
    if (Number.isFinite(time) && Math.abs(time) < 8.64e15) { // a Date can hold no more
      const clock = new Intl.DateTimeFormat(this.#language.locale, { hour: '2-digit', minute: '2-digit' });
      stamp.textContent = clock.format(time);
      stamp.dateTime = new Date(time).toISOString();
    }
    head.append(element('strong', 'user', user), ' ', stamp);
    return head;
  }

  #trim() {
    while (this.#log.childElementCount > MAX_ENTRIES) this.#log.firstElementChild.remove();
  }

  /** Shows the newest, except to a reader who has scrolled back. */
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
