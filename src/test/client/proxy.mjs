/** A network between clients and the server that can be cut, delayed and stopped, for each connection by itself. */
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
  /** Whether something has been done to it already. */
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

  /** Both sides lose the connection. */
  cut() {
    this.isFailing = true;
    this.#client.destroy();
    this.#upstream.destroy();
  }

  /** The server has already lost it; the client learns of it only later. */
  halfOpen(time) {
    this.isFailing = true;
    this.#upstream.removeAllListeners('close');
    this.#upstream.destroy();
    setTimeout(() => this.cut(), time);
  }

  /** Nothing passes any more, either way, and neither side is told. */
  drop() {
    this.isFailing = true;
    this.#isHole = true;
  }

  /** From now on every byte is late. */
  delay(time) {
    this.isFailing = true;
    this.#delay = time;
  }

  /** So many bytes to the client still pass, and then it is cut, in the middle of a frame if need be. */
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
