/**
 * The state of the connection: a pill that counts down for the eye, a sentence that does not for the ear, and a notice with
 * the reason where the connection was refused, was ended, or was never made.
 */
import { askServer } from '../shared/server.js';

const FAILURES = 2; // attempts without a connection before the page looks for the reason

export class Status {
  #element;
  #notice;
  #language;
  #now = { state: 'connecting' };
  #error = null;
  #failures = 0;
  #isKnown = false; // there was a connection
  #hint = null;

  constructor(element, notice, language) {
    this.#element = element;
    this.#notice = notice;
    this.#language = language;
    language.onChange(() => this.#render());
    setInterval(() => this.#count(), 250);
    for (const event of ['online', 'offline']) addEventListener(event, () => this.#render());
    this.#render();
  }

  /** `details`: the code and reason of an end, the wait before the next attempt. */
  show(state, { code, reason, wait }) {
    this.#now = { state, code, reason, retryAt: Date.now() + wait };
    if (state === 'online') {
      this.#error = this.#hint = null;
      this.#isKnown = true;
    }
    if (state === 'reconnecting' && !this.#isKnown) this.#fail();
    this.#render();
  }

  /** The server's own words about a failure; they stay until the connection is well again. */
  showError({ code, message }) {
    if (code === 'connect') return; // the pill shows it
    this.#error = [message, code && `(${code})`].filter(Boolean).join(' ');
    this.#render();
  }

  async #fail() {
    this.#failures += 1;
    if (this.#failures !== FAILURES) return;
    const { originAllowed } = await askServer();
    if (this.#isKnown) return;
    this.#hint = originAllowed === false ? 'originRefused' : 'neverConnected';
    this.#render();
  }

  get #state() {
    const { state } = this.#now;
    return state === 'reconnecting' && !navigator.onLine ? 'offline' : state;
  }

  #render() {
    this.#element.dataset.state = this.#state;
    write(this.#element.querySelector('.status-text'), this.#language.text(this.#state));
    this.#count();
    const text = this.#reason();
    this.#notice.hidden = text === '';
    this.#notice.querySelector('#retry').hidden = this.#now.state !== 'closed';
    write(this.#notice.querySelector('#notice-text'), text);
  }

  #reason() {
    const { state, code, reason } = this.#now;
    if (state === 'closed') {
      return this.#language.text('ended', { said: this.#error ?? `${reason || ''} (${code})`.trim() });
    }
    if (this.#error) return this.#language.text('serverSays', { said: this.#error });
    return this.#hint ? this.#language.text(this.#hint, { origin: location.origin }) : '';
  }

  #count() {
    const { retryAt } = this.#now;
    const seconds = Math.ceil((retryAt - Date.now()) / 1000);
    const counting = this.#state === 'reconnecting' && seconds > 0;
    write(this.#element.querySelector('.status-count'), counting ? this.#language.text('inSeconds', { seconds }) : '');
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text; // a screen reader reads each change
}
