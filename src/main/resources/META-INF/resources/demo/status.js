/** How the connection is: a pill for the eye that counts down, a sentence for the ear that does not. */
export class Status {
  #element;
  #notice;
  #language;
  #now = { state: 'connecting' };
  #error = null;

  constructor(element, notice, language) {
    this.#element = element;
    this.#notice = notice;
    this.#language = language;
    language.onChange(() => this.#render());
    setInterval(() => this.#count(), 250);
    for (const event of ['online', 'offline']) addEventListener(event, () => this.#render());
    this.#render();
  }

  /** `details`: the code and reason of an end, how long is waited for the next attempt. */
  show(state, { code, reason, wait }) {
    this.#now = { state, code, reason, retryAt: Date.now() + wait };
    if (state === 'online') this.#error = null;
    this.#render();
  }

  /** The server's own word on what went wrong; stays until the connection is well again. */
  showError({ code, message }) {
    if (code === 'connect') return; // one sees that
    this.#error = [message, code && `(${code})`].filter(Boolean).join(' ');
    this.#render();
  }

  get #state() {
    const { state } = this.#now;
    return state === 'reconnecting' && !navigator.onLine ? 'offline' : state;
  }

  #render() {
    const { state, code, reason } = this.#now;
    this.#element.dataset.state = this.#state;
    const text = this.#element.querySelector('.status-text');
    const sentence = this.#language.text(this.#state);
    if (text.textContent !== sentence) text.textContent = sentence;
    this.#count();
    const closed = state === 'closed';
    const said = this.#error ?? `${reason || ''} (${code})`.trim();
    this.#notice.hidden = !closed && !this.#error;
    this.#notice.querySelector('#retry').hidden = !closed;
    this.#notice.querySelector('#notice-text').textContent =
      this.#notice.hidden ? '' : this.#language.text(closed ? 'ended' : 'serverSays', { said });
  }

  #count() {
    const { retryAt } = this.#now;
    const seconds = Math.ceil((retryAt - Date.now()) / 1000);
    const counting = this.#state === 'reconnecting' && seconds > 0;
    this.#element.querySelector('.status-count').textContent =
      counting ? this.#language.text('inSeconds', { seconds }) : '';
  }
}
