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
  }

  show(now) {
    this.#now = now;
    if (now.state === 'online') this.#error = null;
    this.#render();
  }

  /** The server's own word on what went wrong; stays until the connection is well again. */
  showError({ code, message }) {
    this.#error = [message, code && `(${code})`].filter(Boolean).join(' ');
    this.#render();
  }

  #render() {
    const { state, code, reason } = this.#now;
    this.#element.dataset.state = state;
    const text = this.#element.querySelector('.status-text');
    const sentence = this.#language.text(state);
    if (text.textContent !== sentence) text.textContent = sentence;
    this.#count();
    const stopped = state === 'stopped';
    const said = this.#error ?? `${reason || ''} (${code})`.trim();
    this.#notice.hidden = !stopped && !this.#error;
    this.#notice.querySelector('#retry').hidden = !stopped;
    this.#notice.querySelector('#notice-text').textContent =
      this.#notice.hidden ? '' : this.#language.text(stopped ? 'ended' : 'serverSays', { said });
  }

  #count() {
    const { state, retryAt } = this.#now;
    const seconds = Math.ceil((retryAt - Date.now()) / 1000);
    const counting = state === 'reconnecting' && seconds > 0;
    this.#element.querySelector('.status-count').textContent =
      counting ? this.#language.text('inSeconds', { seconds }) : '';
  }
}
