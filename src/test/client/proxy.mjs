/** A TCP proxy between clients and the server that can cut, delay and stop each connection separately. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export async function startProxy(port, host = '127.0.0.1') {
  const links = new Set();
  const server = createServer((client) => {
    const link = new Link(client, connect(port, host));
    links.add(link);
    link.ended.then(() => links.delete(link));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    links,
    stop() {
      for (const link of links) link.cut();
      server.close();
    },
  };
}

class Link {
  /** Whether a fault has been applied to the connection. */
  isFailing = false;
  #client;
  #upstream;
  #delay = 0;
  #left = Infinity;
  #isHole = false;

  constructor(client, upstream) {
    this.#client = client;
    this.#upstream = upstream;
    this.ended = new Promise((resolve) => client.once('close', resolve));
    for (const [from, to] of [[client, upstream], [upstream, client]]) {
      from.setNoDelay(true);
      from.on('data', (bytes) => this.#pass(bytes, to));
      from.on('error', () => this.cut());
      from.on('close', () => this.cut());
    }
  }

  /** Closes both sides of the connection. */
  cut() {
    this.isFailing = true;
    this.#client.destroy();
    this.#upstream.destroy();
  }

  /** Closes the server's side; the client's side closes later. */
  halfOpen(time) {
    this.isFailing = true;
    this.#upstream.removeAllListeners('close');
    this.#upstream.destroy();
    setTimeout(() => this.cut(), time);
  }

  /** Stops forwarding in both directions without closing either side. */
  drop() {
    this.isFailing = true;
    this.#isHole = true;
  }

  /** Delays all bytes from now on. */
  delay(time) {
    this.isFailing = true;
    this.#delay = time;
  }

  /** Cuts the connection after a number of bytes to the client, possibly within a frame. */
  cutAfter(bytes) {
    this.isFailing = true;
    this.#left = bytes;
  }

  #pass(bytes, to) {
    if (this.#isHole) return;
    const last = to === this.#client && bytes.length >= this.#left;
    const part = last ? bytes.subarray(0, this.#left) : bytes;
    if (to === this.#client) this.#left -= part.length;
    const write = () => {
      if (to.writable && !this.#isHole) to.write(part);
      if (last) this.cut();
    };
    if (this.#delay > 0) setTimeout(write, this.#delay);
    else write();
  }
}
