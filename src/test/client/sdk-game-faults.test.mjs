/** Tests of runs, matches and game rooms in edge cases: every operation ends. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { enter, numbers, pass, playing, result, same, server, start, Toy, two } from './game-world.mjs';
import { plain, platform, settled } from './played.mjs';

/** Makes every wait before a new attempt zero. */
const hasty = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(Math), random: { value: () => 0 } });

beforeEach(() => start({}, { Math: hasty }));

/** Advances the clock while the game may throw; returns the errors. */
async function passing(ms, step = 10) {
  const errors = [];
  for (let passed = 0; passed < ms; passed += step) {
    for (const until = platform.now + step; platform.now < until;) {
      try {
        platform.pass(until - platform.now);
      } catch (error) {
        errors.push(error.message);
      }
    }
    await settled();
  }
  return errors;
}

test('sets rate and time of a run before start', async () => {
  const known = [];
  const make = () => new Toy({ start(run) {
    Toy.prototype.start.call(this, run);
    known.push([run.rate, Math.round(run.timeOf(30) - run.timeOf(0)), run.input(1)]);
  } });
  await playing(make);
  await pass(100);
  assert.deepEqual(known, [[30, 1_000, true], [30, 1_000, true]]);
});

test('ends a run as lost that the server no longer retains', async () => {
  const { rooms, games, runs } = await playing();
  await pass(500);
  server.unreachable.add('wang');
  server.cut('duel-1', rooms[1].me.client);
  await result(runs[0].stop());
  await pass(1_000);
  server.room('duel-1').run = null;
  server.unreachable.clear();
  await pass(20_000, 100);
  assert.equal(rooms[1].state, 'online');
  assert.deepEqual(games.map(({ ends }) => ends), [['stopped'], ['lost']]);
  assert.equal(runs[1].input(1), false);
  await result(runs[0].start(20));
  await pass(500);
  assert.deepEqual(games.map(({ starts }) => starts), [2, 2]);
});

test('computes no further step after a leave within a step', async () => {
  const { rooms, games } = await playing(() => new Toy({ buffer: 5 }));
  games[1].step = (frame) => {
    Toy.prototype.step.call(games[1], frame);
    if (frame.frame === 20) rooms[1].leave();
  };
  await pass(3_000);
  assert.equal(numbers(games[1]).at(-1), 20);
});

test('keeps a run cancelled and starts the next one', async () => {
  const { games, runs, rooms } = await playing();
  await pass(500);
  runs[1].cancel();
  const { length } = games[1].log;
  await pass(500);
  server.cut('duel-1', rooms[1].me.client);
  await pass(3_000);
  assert.equal(games[1].log.length, length);
  assert.equal(games[1].starts, 1);
  await result(runs[0].stop());
  await result(runs[0].start(30));
  await pass(500);
  assert.equal(games[1].starts, 2);
  assert.ok(games[1].log.length > 5);
});

for (const name of ['start', 'step', 'hash', 'snapshot', 'behind', 'desync']) {
  test(`continues a game whose ${name} throws with the next frame and reports the end`, async () => {
    const make = (_, i) => new Toy({ work: i, hash: () => i, snapshot: () => 1, desync() {}, ...(i === 1 && { [name](...values) {
      Toy.prototype[name]?.apply(this, values);
      throw new Error(`in ${name}`);
    } }) });
    const rooms = await two();
    const games = rooms.map(make);
    const runs = rooms.map((room, i) => room.run(games[i]));
    await result(rooms[0].makeHost(rooms[1].me.client));
    runs[1].start(10);
    const errors = await passing(62_000);
    server.room('duel-1').run.lost.add(rooms[1].me.client);
    errors.push(...await passing(20_000, 100));
    server.room('duel-1').run.lost.clear();
    errors.push(...await passing(5_000));
    runs[1].stop();
    errors.push(...await passing(1_000));
    assert.ok(errors.length > 0 && errors.every((text) => text === `in ${name}`), `${errors.length}`);
    assert.deepEqual(games[1].ends, ['stopped']);
    assert.deepEqual(numbers(games[1]), numbers(games[0]));
    same(...games);
    assert.equal(games[1].behinds.at(-1), 0);
  });
}

test('reports a snapshot that cannot be restored and continues the run to its end', async () => {
  const { rooms, games, runs } = await playing(undefined, 10);
  await pass(40_000, 100);
  const { run } = server.room('duel-1');
  run.kept = { frame: 390, client: rooms[0].me.client, data: { random: 1, game: {} } };
  const toy = new Toy({ restore() {
    throw new Error('in restore');
  } });
  enter('mei').run(toy);
  await passing(100);
  runs[0].stop();
  await passing(3_000);
  assert.deepEqual(toy.ends, ['stopped']);
  assert.equal(numbers(toy).at(-1), numbers(games[0]).at(-1));
});

async function away(room, ms) {
  server.unreachable.add('wang');
  server.cut('duel-1', room.me.client);
  await pass(ms);
  server.unreachable.clear();
}

/** Returns a snapshot of the last announced frame. */
function keepLatest(run, client) {
  Object.defineProperty(run, 'kept', { get: () => ({ frame: run.frame, client, data: { random: 1, game: run.frame } }), set() {} });
}

test('computes known frames only after a snapshot arrives during a step', async () => {
  const restored = [];
  const { rooms, games, runs } = await playing((_, i) => new Toy(i === 1 && { restore: (data) => restored.push(data) }), 10);
  const { run } = server.room('duel-1');
  run.lost.add(rooms[1].me.client);
  for (let i = 0; i < 600; i += 1) {
    runs[0].input(i);
    await pass(100, 100);
  }
  run.lost.clear();
  games[1].work = 50;
  keepLatest(run, rooms[0].me.client);
  await pass(300);
  assert.ok(runs[1].behind > 400);
  await away(rooms[1], 300);
  let most = -Infinity;
  const { step } = games[1];
  games[1].step = function (frame, ...rest) {
    most = Math.max(most, frame.frame - run.frame);
    step.call(this, frame, ...rest);
  };
  for (let i = 0; i < 50; i += 1) {
    runs[0].input(i);
    await pass(100);
  }
  assert.equal(restored.length, 1);
  assert.ok(most <= 0, `${most} frames ahead of the server`);
  const inputs = new Map(games[0].log.map((frame) => [frame.frame, frame.inputs]));
  for (const frame of games[1].log.filter(({ frame }) => inputs.has(frame))) assert.deepEqual(frame.inputs, inputs.get(frame.frame), `${frame.frame}`);
});

test('ignores a snapshot of an already computed frame', async () => {
  const restored = [];
  const { rooms, games, runs } = await playing((_, i) => new Toy(i === 1 && { restore: (data) => restored.push(data) }), 10);
  const { run } = server.room('duel-1');
  run.lost.add(rooms[1].me.client);
  await pass(60_000, 100);
  run.lost.clear();
  games[1].work = 20;
  await pass(200);
  run.kept = { frame: 400, client: rooms[0].me.client, data: { random: 1, game: 400 } };
  const { frames } = server.room('duel-1').__proto__;
  server.room('duel-1').frames = function (...values) {
    platform.setTimeout(() => frames.apply(this, values), 8_000); // the run computes its frames meanwhile
  };
  await away(rooms[1], 300);
  await pass(20_000, 50);
  assert.ok(runs[1].frame > 600);
  assert.deepEqual(numbers(games[1]), numbers(games[1]).map((_, i) => i + 1));
  assert.deepEqual(restored, []);
  same(...games);
});

test('drops malformed inputs that look like hashes', async () => {
  const { rooms, games, runs } = await playing(() => new Toy({ hash: () => 1, desync() {} }), 10);
  for (const frame of ['__proto__', 'constructor', -1, 1e9, null]) {
    runs[1].input(['#', frame, 1]);
    await pass(200);
  }
  await pass(5_000, 50);
  assert.deepEqual(Object.keys(rooms[0].shared), []);
  await result(rooms[0].setReady());
  assert.deepEqual(Object.keys(plain(rooms[1].shared)), [`${rooms[0].me.client}/ready`]);
  same(...games);
});

test('ignores a late answer about a run', async () => {
  const rooms = await two();
  const toy = new Toy();
  const room = server.room('duel-1');
  const { line } = room.members[0];
  const run = rooms[0].run(new Toy());
  await result(run.start(30));
  await pass(500);
  line.say({ method: '$run', id: 999, data: {} });
  await pass(50);
  rooms[0].run(toy);
  await pass(500);
  assert.equal(toy.starts, 1);
  assert.ok(toy.log.length > 10);
});

/** Breaks the connection and drops messages in transit. */
function lose(name, client) {
  const room = server.room(name);
  const { line } = room.members.find((member) => member.client === client);
  line.isOpen = false;
  room.away(line);
  line.events.closed(1006, '');
}

test('keeps a search cancelled after a lost answer', async () => {
  const lobby = enter('li', {}, 'lobby');
  await pass(50);
  const search = lobby.match({ rooms: 'duel-' });
  const ended = result(search.promise, 5_000).catch(({ code }) => code);
  await pass(50);
  const cancelled = search.cancel();
  platform.pass(1);
  assert.equal(server.tickets.length, 0);
  lose('lobby', lobby.me.client);
  await result(cancelled, 5_000);
  assert.equal(await ended, 'cancelled');
  assert.equal(server.tickets.length, 0);
});

test('reports a match that was made while the cancel was lost', async () => {
  const lobby = [enter('li', {}, 'lobby'), enter('wang', {}, 'lobby')];
  await pass(100);
  const search = lobby[0].match({ rooms: 'duel-' });
  await pass(50);
  const cancelled = search.cancel();
  lose('lobby', lobby[0].me.client);
  lobby[1].match({ rooms: 'duel-' });
  await assert.rejects(result(cancelled, 5_000), { code: 'conflict' });
  assert.ok((await result(search)).room);
});

test('takes no seat after the membership ended', async () => {
  const [li, wang] = await two();
  server.unreachable.add('wang');
  lose('duel-1', wang.me.client);
  const taken = result(wang.takeSeat(2), 200_000).catch(({ code }) => code);
  await pass(130_000, 500);
  server.unreachable.clear();
  assert.equal(await taken, 'conflict');
  assert.equal(wang.seatOf(), undefined);
  await result(li.takeSeat(2));
});

test('continues a run after the application removes its listeners and ends it with the room', async () => {
  const { rooms, games } = await playing();
  for (const event of ['$state', '$connect', '$run', '$frame']) rooms[1].off(event);
  await pass(500);
  assert.ok(games[1].log.length > 8);
  games[1].buffer = 5;
  await pass(500);
  rooms[1].leave();
  const { length } = games[1].log;
  await pass(500);
  assert.equal(games[1].log.length, length);
});

test('sets ready flag, team and seat after the connection if they are set before it', async () => {
  const li = enter('li');
  const all = [li.setReady(), li.setTeam(1), li.takeSeat(2)];
  for (const each of all) await result(each);
  assert.deepEqual([li.isReady(), li.team(), li.seatOf()], [true, 1, '2']);
  assert.deepEqual(Object.keys(plain(li.shared)).sort(), ['c_1/ready', 'c_1/team', 'seat/2']);
  const other = enter('wang');
  const late = result(other.setReady()).catch(({ code }) => code);
  other.leave();
  assert.equal(await late, 'closed');
});

test('repeats a refused request for missing frames once a second', async () => {
  const { rooms, games } = await playing();
  const room = server.room('duel-1');
  const { frames } = Object.getPrototypeOf(room);
  let refused = 0;
  room.frames = (line, data, id) => {
    refused += 1;
    line.say({ method: '$error', id, data: { code: 'unavailable', message: '', retry: true } });
  };
  room.run.lost.add(rooms[1].me.client);
  await pass(500);
  room.run.lost.clear();
  await pass(5_000);
  assert.ok(refused >= 4 && refused <= 6, `${refused}`);
  room.frames = frames;
  await pass(2_000);
  assert.deepEqual(numbers(games[1]), numbers(games[1]).map((_, i) => i + 1));
  same(...games);
});

test('passes texts to the game that begin like a hash', async () => {
  const { games, runs } = await playing();
  runs[0].input('#1f');
  await pass(300);
  for (const { log } of games) assert.deepEqual(log.flatMap(({ inputs }) => inputs).map(({ data }) => data), ['#1f']);
});

test('sends no hash for a watcher, whom the server would refuse', async () => {
  const { games } = await playing(() => new Toy({ hash: () => 1 }));
  const mei = enter('mei', { game: 'watch' });
  const errors = [];
  mei.on('$error', ({ code }) => errors.push(code));
  const toy = new Toy({ hash: () => 2 });
  mei.run(toy);
  await pass(5_000);
  assert.deepEqual(errors, []);
  assert.ok(toy.log.length > 100 && games[0].log.length > 100);
});
