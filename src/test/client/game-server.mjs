/**
 * A simulated server with the part of the protocol that games use: rooms with members, shared state, host, door, runs,
 * lists and matches. It runs on the test's clock. `platform()` returns the platform of a client, `cut(room, client)`
 * breaks a connection, `lose` drops frames for one member as a slow connection does.
 */
const LINGER = 120_000;
const FIRST_PART = /^[^/]*/;

export class GameServer {
  rooms = new Map();
  tickets = [];
  lastId = 0;
  matchSize = 2;
  /** Users without a network. */
  unreachable = new Set();

  /** `clock`: setTimeout, clearTimeout, now and base, as in the simulated platform. */
  constructor(clock, { linger = LINGER, hold = 36_000 } = {}) {
    Object.assign(this, { clock, linger, hold });
  }

  get time() {
    return this.clock.base + this.clock.now;
  }

  room(name) {
    if (!this.rooms.has(name)) this.rooms.set(name, new GameRoom(this, name));
    return this.rooms.get(name);
  }

  /**
   * A platform whose sockets connect to this server; `watchers` are called when the program returns to the foreground.
   */
  platform() {
    const watchers = new Set();
    return {
      watchers,
      setTimeout: this.clock.setTimeout,
      clearTimeout: this.clock.clearTimeout,
      watch: (f) => {
        watchers.add(f);
        return () => watchers.delete(f);
      },
      open: (url, header, events) => this.open(url, events),
    };
  }

  open(url, events) {
    const [, name, query] = /\/ws\/([^?]+)\?(.*)/.exec(url);
    const line = { events, isOpen: true, user: new URLSearchParams(query).get('user') ?? `u_${(this.lastId += 1)}`, member: null, room: name };
    line.say = (frame) => this.later(() => line.isOpen && events.received(JSON.stringify(frame)));
    line.end = (code, reason = '') => this.later(() => {
      if (!line.isOpen) return;
      line.isOpen = false;
      events.closed(code, reason);
    });
    if (this.unreachable.has(line.user)) line.end(1006);
    else this.later(() => line.isOpen && events.opened());
    return {
      send: (text) => line.isOpen && this.later(() => line.isOpen && this.receive(line, JSON.parse(text))),
      close: () => {
        if (!line.isOpen) return;
        line.isOpen = false;
        this.rooms.get(name)?.away(line);
      },
    };
  }

  /** Delivers messages in order after a short delay. */
  later(f) {
    this.clock.setTimeout(f, 1);
  }

  receive(line, frame) {
    const room = this.room(line.room);
    if (frame.method === '$connect') return room.connect(line, frame);
    if (frame.method === '$ping') return line.say({ method: '$pong', data: { time: this.time } });
    if (!line.member) return line.say(error(frame.id, 'not_connected'));
    const own = { $leave: 'leave', $host: 'makeHost', $kick: 'kick', $run: 'startRun', $input: 'input', $frames: 'frames', $snapshot: 'snapshot', $members: 'list', $info: 'changeInfo' };
    if (frame.method === '$rooms') return this.list(line, frame);
    if (frame.method === '$match') return this.match(line, frame);
    if (own[frame.method]) return room[own[frame.method]](line, frame.data ?? {}, frame.id);
    return room.publish(line, frame);
  }

  list(line, { id, data }) {
    const found = [...this.rooms.values()].filter((room) => room.name.startsWith(data.rooms) && room.host && room.state.get('$list')).sort((a, b) => (a.name < b.name ? -1 : 1));
    const rooms = found.map((room) => {
      const players = room.members.filter(({ game }) => game === 'play').length;
      const max = room.state.get('$max')?.value;
      const open = room.state.get('$open')?.value !== false && !(players >= max);
      return { room: room.name, list: room.state.get('$list').value, players, ...(max ? { max } : {}), open };
    }).filter(({ open, list }) => (!data.open || open) && Object.entries(data.where ?? {}).every(([key, value]) => list[key] === value));
    line.say({ method: '$rooms', id, data: { rooms } });
  }

  match(line, { id, data }) {
    const waiting = this.tickets.findIndex((ticket) => ticket.member === line.member && ticket.id === (data.cancel ?? id));
    if (data.cancel !== undefined) {
      if (waiting < 0 || this.tickets[waiting].result) return line.say(error(id, 'conflict'));
      this.tickets.splice(waiting, 1);
      return line.say({ method: '$match', id, data: {} });
    }
    const isNew = waiting < 0;
    if (isNew && this.tickets.some(({ member, result }) => member === line.member && !result)) return line.say(error(id, 'conflict'));
    line.say({ method: '$match', id, data: {} });
    if (!isNew) {
      const { result } = this.tickets[waiting];
      return result && line.say({ method: '$matched', id, data: result });
    }
    this.tickets.push({ id, member: line.member, room: this.room(line.room), query: data });
    const same = this.tickets.filter((ticket) => !ticket.result && ticket.query.rooms === data.rooms);
    if (same.length < this.matchSize) return undefined;
    const players = same.map(({ member }, i) => ({ user: member.user, info: member.info, team: i % 2 }));
    const name = `${data.rooms}MATCH${(this.lastId += 1)}`;
    same.forEach((ticket, i) => {
      ticket.result = { room: name, team: i % 2, players };
      ticket.member.line?.say({ method: '$matched', id: ticket.id, data: ticket.result });
    });
    const room = this.room(name);
    return room.append({ method: 'match', user: 'server', set: { 'server/match': { players: players.map(({ user, team }) => ({ user, team })) } } });
  }

  cut(name, client) {
    this.room(name).members.find((member) => member.client === client).line?.end(1006);
    const { line } = this.room(name).members.find((member) => member.client === client);
    this.room(name).away(line);
  }
}

const error = (id, code, more = {}) => ({ method: '$error', id, data: { code, message: code, retry: code === 'rate_limited', ...more } });

class GameRoom {
  members = [];
  state = new Map();
  publications = [];
  offset = 0;
  epoch = 'e1';
  host = null;
  run = null;
  banned = new Set();

  constructor(server, name) {
    Object.assign(this, { server, name });
  }

  connect(line, { id, data }) {
    const known = this.members.find(({ session }) => session === data.session);
    const refusal = known ? 0 : this.refusal(line, data);
    if (refusal) {
      line.say({ method: '$close', data: { code: refusal, reason: `refused ${refusal}`, reconnect: false } });
      return line.end(refusal);
    }
    const member = known ?? { user: line.user, client: `c_${(this.server.lastId += 1)}`, session: `s_${this.server.lastId}`, info: data.info ?? {}, game: data.game, state: 'online' };
    known?.line?.end(4510, 'replaced');
    this.server.clock.clearTimeout(member.timer);
    Object.assign(member, { line, state: 'online' });
    line.member = member;
    const before = this.host;
    if (!known) this.members.push(member);
    this.electHost();
    const recovered = data.epoch === this.epoch && data.offset <= this.offset;
    const answer = { room: this.name, user: member.user, client: member.client, session: member.session, epoch: this.epoch, offset: this.offset,
      resumed: !!known, recovered, publications: recovered ? this.publications.slice(data.offset) : [], members: this.members.map(view),
      time: this.server.time, ping: 25_000 };
    if (this.hasGame()) answer.host = this.host;
    if (member.game) answer.game = member.game;
    if (member.game && !recovered) answer.state = this.view();
    if (member.game && this.run) answer.run = this.run.info();
    line.say({ method: '$connect', id, data: answer });
    this.presence(known ? { updates: [{ user: member.user, client: member.client, state: 'online' }] } : { joins: [view(member)] }, before, member);
    if (this.run && !this.run.isOver && member.game === 'play') this.run.enter(member, !!known);
    return undefined;
  }

  refusal(line, { expect, key, game }) {
    const value = (name) => this.state.get(name)?.value;
    const isLocked = this.host !== null;
    const players = this.members.filter((each) => each.game === 'play').length;
    if (this.banned.has(line.user)) return 4512;
    if (expect === 'new' && this.members.length > 0) return 4517;
    if (expect === 'old' && this.members.length === 0) return 4518;
    if (isLocked && value('$open') === false) return 4515;
    if (isLocked && value('$key') !== undefined && value('$key') !== key) return 4516;
    return isLocked && game === 'play' && players >= value('$max') ? 4513 : 0;
  }

  hasGame() {
    return this.members.some(({ game }) => game);
  }

  view() {
    const isThere = (key) => !/^c_/.test(key) || this.members.some(({ client }) => client === FIRST_PART.exec(key)[0]);
    return Object.fromEntries([...this.state].filter(([key, { value }]) => value !== null && isThere(key)).map(([key, { value }]) => [key, key === '$key' ? true : value]));
  }

  presence(change, before, except) {
    const data = { joins: [], leaves: [], updates: [], ...change, ...(before === this.host ? {} : { host: this.host }) };
    this.tell({ method: '$presence', data }, (member) => member !== except);
  }

  tell(frame, isFor = () => true) {
    for (const member of this.members) if (isFor(member)) member.line?.say(frame);
  }

  away(line) {
    const { member } = line ?? {};
    if (!member || member.line !== line) return;
    Object.assign(member, { line: null, state: 'away' });
    this.run?.change(['away', member]);
    this.presence({ updates: [{ user: member.user, client: member.client, state: 'away' }] }, this.host);
    member.timer = this.server.clock.setTimeout(() => this.remove(member, 'timeout'), this.server.linger);
  }

  leave(line) {
    this.remove(line.member, 'left');
    line.end(1000);
  }

  remove(member, reason) {
    if (!this.members.includes(member)) return;
    const before = this.host;
    this.server.clock.clearTimeout(member.timer);
    this.members = this.members.filter((each) => each !== member);
    for (const key of this.state.keys()) if (FIRST_PART.exec(key)[0] === member.client) this.state.delete(key);
    this.electHost();
    this.run?.change(['left', member]);
    this.presence({ leaves: [{ user: member.user, client: member.client, reason }] }, before);
  }

  electHost() {
    const players = this.members.filter(({ game }) => game === 'play');
    if (players.some(({ client }) => client === this.host)) return;
    this.host = (players.find(({ state }) => state === 'online') ?? players[0])?.client ?? null;
  }

  makeHost(line, { client }, id) {
    if (line.member.client !== this.host) return line.say(error(id, 'forbidden'));
    if (!this.members.some((each) => each.client === client && each.game === 'play' && each.state === 'online')) return line.say(error(id, 'conflict'));
    const before = this.host;
    this.host = client;
    line.say({ method: '$host', id, data: {} });
    return this.presence({}, before);
  }

  kick(line, { client }, id) {
    const member = this.members.find((each) => each.client === client);
    if (line.member.client !== this.host) return line.say(error(id, 'forbidden'));
    if (!member) return line.say(error(id, 'conflict'));
    this.banned.add(member.user);
    line.say({ method: '$kick', id, data: {} });
    member.line?.say({ method: '$close', data: { code: 4512, reason: 'kicked', reconnect: false } });
    member.line?.end(4512, 'kicked');
    return this.remove(member, 'kicked');
  }

  list(line, data, id) {
    line.say({ method: '$members', id, data: { members: this.members.map(view) } });
  }

  changeInfo(line, info, id) {
    line.member.info = info;
    line.say({ method: '$info', id, data: {} });
    this.presence({ updates: [{ user: line.member.user, client: line.member.client, info }] }, this.host);
  }

  publish(line, { method, data, id, to, set, if: condition, volatile }) {
    const { user, client, game } = line.member;
    const frame = { method, ...(data === undefined ? {} : { data }), user, client, time: this.server.time };
    if (to || volatile) {
      this.tell(frame, (member) => !to || to.includes(member.client) || to.includes(member.user));
      return id && line.say({ method: '$ack', id, data: {} });
    }
    if (set && game) {
      const keys = Object.keys(set);
      if (game !== 'play' || keys.some((key) => !this.may(client, key))) return line.say(error(id, 'forbidden'));
      const isGone = keys.some((key) => /^c_/.test(key) && !this.members.some((each) => each.client === FIRST_PART.exec(key)[0]));
      const against = condition ? this.against(keys, condition) : 0;
      if (isGone || against) return line.say(error(id, 'conflict', { offset: against || this.offset }));
      frame.set = set;
    }
    const { offset } = this.append(frame);
    return id && line.say({ method: '$ack', id, data: { offset } });
  }

  may(client, key) {
    const part = FIRST_PART.exec(key)[0];
    if (part === 'server') return false;
    return client === this.host || part === client || !(/^c_/.test(part) || part === 'host' || /^\$/.test(part));
  }

  against(keys, { epoch, offset }) {
    if (epoch !== this.epoch || offset > this.offset) return this.offset;
    return Math.max(0, ...keys.map((key) => this.state.get(key)?.offset ?? 0).filter((each) => each > offset));
  }

  append(frame) {
    this.offset += 1;
    const told = { ...frame, offset: this.offset, time: this.server.time };
    for (const [key, value] of Object.entries(frame.set ?? {})) this.state.set(key, { value, offset: this.offset });
    if (frame.set && '$key' in frame.set) told.set = { ...frame.set, $key: frame.set.$key && true };
    this.publications.push(told);
    this.tell(told);
    return told;
  }

  startRun(line, { rate = 15 }, id) {
    if (line.member.client !== this.host) return line.say(error(id, 'forbidden'));
    const running = this.run && !this.run.isOver;
    if (rate && running && this.run.rate !== rate) return line.say(error(id, 'conflict'));
    line.say({ method: '$run', id, data: {} });
    if (rate && !running) this.run = new GameRun(this, rate);
    else if (!rate && running) this.run.end('stopped');
    return undefined;
  }

  input(line, data, id) {
    if (line.member.game !== 'play') line.say(error(id, 'forbidden'));
    else if (!this.run || this.run.isOver) line.say(error(id, 'conflict'));
    else this.run.input(line.member, data);
  }

  frames(line, { run, after, snapshot, limit = 1000 }, id) {
    if (!this.run || this.run.id !== run) return line.say({ method: '$frames', id, data: { run, frame: 0, complete: false, frames: [] } });
    return line.say({ method: '$frames', id, data: this.run.after(after, snapshot, limit) });
  }

  snapshot(line, { run, frame, data }, id) {
    const { isOver, frame: last, kept } = this.run ?? {};
    if (!this.run || isOver || this.run.id !== run || frame > last || frame <= (kept?.frame ?? 0)) return line.say(error(id, 'conflict'));
    this.run.kept = { frame, client: line.member.client, data };
    return line.say({ method: '$snapshot', id, data: {} });
  }
}

const view = ({ user, client, state, info, game }) => ({ user, client, state, info, ...(game ? { game } : {}) });

class GameRun {
  frame = 0;
  entries = [];
  pending = [];
  lost = new Set(); // numbers of frames that the server does not send
  kept = null;
  isOver = false;

  constructor(room, rate) {
    const { server } = room;
    Object.assign(this, { room, rate, server, id: `r_${(server.lastId += 1)}`, seed: 2_894_731_132, time: server.time });
    this.players = room.members.filter(({ game }) => game === 'play').map(({ client }) => client);
    room.tell({ method: '$run', data: { run: this.id, rate, seed: this.seed, frame: 0, time: this.time, players: [...this.players] } }, ({ game }) => game);
    this.schedule();
  }

  info() {
    const { id, rate, seed, time, players, frame, kept, reason, isOver } = this;
    return { run: id, rate: isOver ? 0 : rate, seed, time, players: [...players], frame, first: 1, ...(kept ? { snapshot: kept.frame } : {}), ...(isOver ? { reason } : {}) };
  }

  schedule() {
    const due = this.time + ((this.frame + 1) * 1000) / this.rate;
    this.timer = this.server.clock.setTimeout(() => this.tick(), due - this.server.time);
  }

  tick() {
    this.frame += 1;
    const told = [this.frame, ...this.pending.splice(0)];
    if (told.length > 1) this.entries.push(told);
    this.room.tell({ method: '$frame', data: told }, ({ game, client }) => game && !this.lost.has(client));
    this.schedule();
  }

  slot(member) {
    return this.players.indexOf(member.client);
  }

  input(member, data) {
    this.pending.push([this.slot(member), data]);
  }

  change([word, member]) {
    if (this.slot(member) >= 0 && !this.isOver) this.pending.push([word, this.slot(member)]);
  }

  enter(member, isKnown) {
    if (isKnown) return this.change(['back', member]);
    this.players.push(member.client);
    return this.pending.push(['join', this.slot(member), member.client]);
  }

  after(after, wantsSnapshot, limit) {
    const from = wantsSnapshot ? this.kept?.frame ?? 0 : after;
    const isHeld = from >= this.frame - this.server.hold && from <= this.frame;
    const listed = this.entries.filter(([frame]) => frame > from).slice(0, limit);
    const isCut = this.entries.filter(([frame]) => frame > from).length > limit;
    const data = { run: this.id, frame: isCut ? listed.at(-1)[0] : this.frame, complete: isHeld, frames: isHeld ? listed : [] };
    return wantsSnapshot ? { ...data, snapshot: this.kept } : data;
  }

  end(reason) {
    this.server.clock.clearTimeout(this.timer);
    Object.assign(this, { isOver: true, reason });
    this.room.tell({ method: '$run', data: { run: this.id, rate: 0, frame: this.frame, reason } }, ({ game }) => game);
  }
}
