/** Cuts one's own line, to see what happens: for a while there is no network for this page alone. */
const { web } = globalThis.roomcast;

export class Scissors {
  #web = web(WebSocket);
  #line = null;
  #returned = () => {};
  #isCut = false;

  /** The platform on which the room is to run. */
  get platform() {
    return {
      ...this.#web,
      open: (url, header, events) => this.#open(url, header, events),
      watch: (f) => {
        this.#returned = () => f(true);
        return this.#web.watch(f);
      },
    };
  }

  cut(time) {
    if (this.#isCut || !this.#line) return;
    this.#isCut = true;
    const { line, events } = this.#line;
    line.close();
    events.closed(1006, 'cut');
    setTimeout(() => {
      this.#isCut = false;
      this.#returned();
    }, time);
  }

  #open(url, header, events) {
    if (this.#isCut) {
      setTimeout(() => events.closed(1006, 'cut'), 0);
      return { send() {}, close() {} };
    }
    const line = this.#web.open(url, header, events);
    this.#line = { line, events };
    return line;
  }
}
