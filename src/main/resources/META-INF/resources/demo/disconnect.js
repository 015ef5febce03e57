/** Loses one's own connection on purpose: for some seconds this page has no network. */
const { web } = globalThis.roomcast;

export class Disconnect {
  #web = web(WebSocket);
  #line = null;
  #returned = () => {};
  #endsAt = 0;

  /** The platform for the room's client. */
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

  get isActive() {
    return Date.now() < this.#endsAt;
  }

  get secondsLeft() {
    return Math.ceil((this.#endsAt - Date.now()) / 1000);
  }

  /** Resolves when the network is back; false where there is nothing to disconnect. */
  async start(millis) {
    if (this.isActive || !this.#line) return false;
    this.#endsAt = Date.now() + millis;
    const { line, events } = this.#line;
    line.close();
    events.closed(1006, 'disconnected by the button');
    await new Promise((resolve) => setTimeout(resolve, millis));
    this.#endsAt = 0;
    this.#returned();
    return true;
  }

  #open(url, header, events) {
    if (this.isActive) {
      setTimeout(() => events.closed(1006, 'disconnected by the button'), 0);
      return { send() {}, close() {} };
    }
    const line = this.#web.open(url, header, events);
    this.#line = { line, events };
    return line;
  }
}
