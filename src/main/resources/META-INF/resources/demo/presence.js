/**
 * Who is here, worked out by the members themselves: a newcomer says `hello`, everyone answers `here`, and `here` is
 * repeated now and then, so that one who vanished without a `bye` is noticed by silence.
 * The page knows only `members`, the callbacks and `receive`.
 */
const REPEAT = 30_000;
const SILENCE = 100_000; // browsers slow the timers of a hidden page down to one a minute
const GATHER = 100; //      one `here` answers all the hellos of this time
const MOST = 200;

export class Presence {
  #connection;
  #self;
  #members = new Map();
  #answering = false;

  /** `onChange(members)` after every change; `onJoin(member)`, `onLeave(member)` for others only. */
  constructor(connection, self, { onChange, onJoin, onLeave }) {
    this.#connection = connection;
    this.#self = self;
    Object.assign(this, { onChange, onJoin, onLeave });
    this.#members.set(self.client, { ...self, self: true, seen: Infinity });
    setInterval(() => this.#repeat(), REPEAT);
    addEventListener('pagehide', () => connection.send('bye', {}));
    connection.on('state', ({ state }) => state === 'online' && connection.send('hello', {}));
  }

  get members() {
    return [...this.#members.values()];
  }

  /** True when `frame` was about presence. */
  receive({ method, user, client }) {
    const about = ['hello', 'here', 'bye'].includes(method);
    if (!valid(user, client) || client === this.#self.client) return about;
    if (method === 'bye') this.#remove(client);
    else this.#see({ user, client }, method === 'hello');
    if (method === 'hello') this.#answer();
    return about;
  }

  /** The one member who answers a newcomer for all: the same for everybody, without a word. */
  speaksFor(newcomer) {
    const others = [...this.#members.keys()].filter((client) => client !== newcomer).sort();
    return others[0] === this.#self.client;
  }

  #see(member, announce) {
    const known = this.#members.get(member.client);
    if (!known && this.#members.size >= MOST) return;
    this.#members.set(member.client, { ...member, seen: Date.now() });
    if (known?.user === member.user) return;
    if (announce && !known) this.onJoin(member);
    this.onChange(this.members);
  }

  #remove(client) {
    const member = this.#members.get(client);
    if (!this.#members.delete(client)) return;
    this.onLeave(member);
    this.onChange(this.members);
  }

  #answer() {
    if (this.#answering) return;
    this.#answering = true;
    setTimeout(() => {
      this.#answering = false;
      this.#connection.send('here', {});
    }, GATHER);
  }

  #repeat() {
    this.#connection.send('here', {});
    for (const { client, seen } of this.members) if (Date.now() - seen > SILENCE) this.#remove(client);
  }
}

function valid(user, client) {
  return [user, client].every((text) => typeof text === 'string' && text.length > 0 && text.length <= 64);
}
