/** Runs, matches and rooms for games at their edges: whatever happens, nothing stays stuck. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { enter, numbers, pass, playing, result, same, server, start, Toy, two } from './game-world.mjs';
import { plain, platform, settled } from './played.mjs';

/** Every wait before a new attempt is none. */
const hasty = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(Math), random: { value: () => 0 } });

beforeEach(() => start({}, { Math: hasty }));

/** Passes time in which the game may throw; gives the errors. */
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

test('a game knows the rate and the time of its run when it starts', async () => {
  const known = [];
  const make = () => new Toy({ start(run) {
    Toy.prototype.start.call(this, run);
    known.push([run.rate, Math.round(run.timeOf(30) - run.timeOf(0)), run.input(1)]);
  } });
  await playing(make);
  await pass(100);
  assert.deepEqual(known, [[30, 1_000, true], [30, 1_000, true]]);
});

test('a run that ended so long ago that the server has forgotten it ends here as lost', async () => {
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

test('a game that leaves in a step computes no further one', async () => {
  const { rooms, games } = await playing(() => new Toy({ buffer: 5 }));
  games[1].step = (frame) => {
    Toy.prototype.step.call(games[1], frame);
    if (frame.frame === 20) rooms[1].leave();
  };
  await pass(3_000);
  assert.equal(numbers(games[1]).at(-1), 20);
});

test('a run that is cancelled stays so, and the next one begins', async () => {
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
  test(`a game whose ${name} throws goes on with the next frame, and is told the end`, async () => {
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

test('a snapshot that cannot be restored is reported, and the run goes on to its end', async () => {
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

/** A snapshot that is always of the frame told last. */
function keepLatest(run, client) {
  Object.defineProperty(run, 'kept', { get: () => ({ frame: run.frame, client, data: { random: 1, game: run.frame } }), set() {} });
}

test('a snapshot that arrives while frames are computed lets no unknown frame be computed', async () => {
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

test('a snapshot of a frame that is computed already does not set the game back', async () => {
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
    platform.setTimeout(() => frames.apply(this, values), 8_000); // meanwhile it computes what it has
  };
  await away(rooms[1], 300);
  await pass(20_000, 50);
  assert.ok(runs[1].frame > 600);
  assert.deepEqual(numbers(games[1]), numbers(games[1]).map((_, i) => i + 1));
  assert.deepEqual(restored, []);
  same(...games);
});

test('inputs that look like hashes harm nobody, and are not kept', async () => {
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

test('an answer that comes too late is no news of a run', async () => {
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

/** The line breaks, and what was on its way is lost. */
function lose(name, client) {
  const room = server.room(name);
  const { line } = room.members.find((member) => member.client === client);
  line.isOpen = false;
  room.away(line);
  line.events.closed(1006, '');
}

test('a search stays cancelled though the answer was lost', async () => {
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

test('a search that was matched while its cancel was lost is a match', async () => {
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

test('a seat that was wanted while the membership ended is not taken', async () => {
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

test('a run goes on though the application removes its listeners, and ends with the room', async () => {
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
