/** Tests of the client for games with a simulated server: seats, codes, lists, matches and frame sync. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { enter, numbers, pass, playing, result, same, server, start, Toy, two } from './game-world.mjs';
import { game, plain, platform } from './played.mjs';

beforeEach(() => start());

test('derives players, teams and ready flags from the shared state', async () => {
  const [li, wang] = await two();
  const mei = enter('mei', { game: 'watch' });
  await pass(50);
  assert.deepEqual(plain(mei.players).map(({ user }) => user), ['li', 'wang']);
  assert.equal(li.areAllReady(), false);
  await result(li.setReady());
  await result(wang.setReady());
  await result(wang.setTeam(1));
  for (const room of [li, wang, mei]) {
    assert.ok(room.areAllReady(2));
    assert.equal(room.areAllReady(3), false);
    assert.equal(room.team(wang.me.client), 1);
  }
  await result(li.setReady(false));
  assert.equal(wang.areAllReady(), false);
  await assert.rejects(result(mei.setReady()), { code: 'forbidden' });
});

test('gives a contested seat to one player and frees a seat on a change or a leave', async () => {
  const [li, wang] = await two();
  const both = await Promise.all([result(li.takeSeat(2)).catch(({ code }) => code), result(wang.takeSeat(2)).catch(({ code }) => code)]);
  assert.equal(both[1], 'conflict');
  assert.equal(wang.seat(2).client, li.me.client);
  await assert.rejects(wang.takeSeat(2), { code: 'conflict' });
  await result(wang.takeSeat(0));
  await result(wang.takeSeat(1));
  assert.deepEqual([0, 1, 2].map((seat) => li.seat(seat)?.user), [undefined, 'wang', 'li']);
  assert.equal(wang.seatOf(), '1');
  li.leave();
  await pass(50);
  assert.equal(wang.seat(2), null);
  await result(wang.takeSeat(2));
  await result(wang.leaveSeat());
  assert.deepEqual([1, 2].map((seat) => wang.seat(seat)), [null, null]);
});

test('creates codes of 6 unambiguous characters and accepts usual spellings', () => {
  const codes = new Set(Array.from({ length: 500 }, () => game.code()));
  assert.ok([...codes].every((code) => /^[0-9A-HJKMNP-TV-Z]{6}$/.test(code)));
  assert.ok(codes.size > 490);
  assert.equal(game.code(10).length, 10);
  assert.equal(game.readCode(' oil-7u '), '0117V');
});

test('creates a room with a new code, joins by the code, and refuses a mistyped one', async () => {
  const options = () => ({ platform: server.platform() });
  const li = await result(game.createRoom('wss://host/ws/duel-', { ...options(), user: 'li', set: { $max: 2 } }));
  assert.equal(li.shared.$max, 2);
  const [name] = server.rooms.keys();
  const wang = await result(game.enterRoom('wss://host/ws/duel-', name.slice(5).toLowerCase(), { ...options(), user: 'wang' }));
  assert.equal(wang.host, li.me.client);
  await assert.rejects(result(game.enterRoom('wss://host/ws/duel-', 'ZZZZZZ', options())), { code: 'closed', closeCode: 4518 });
  await assert.rejects(result(game.enterRoom('wss://host/ws/duel-', name.slice(5), options())), { closeCode: 4513 });
});

test('replaces a code that is in use', async () => {
  const { random } = Math;
  const numbers = [...Array(6).fill(0), ...Array(6).fill(0), ...Array(6).fill(0.5)];
  start({}, { Math: Object.assign(Object.create(Math), { random: () => numbers.shift() ?? random(), floor: Math.floor, min: Math.min, max: Math.max, pow: Math.pow, abs: Math.abs }) });
  const first = await result(game.createRoom('wss://host/ws/x-', { platform: server.platform() }));
  const second = await result(game.createRoom('wss://host/ws/x-', { platform: server.platform() }));
  assert.deepEqual([...server.rooms.keys()], ['x-000000', 'x-GGGGGG']);
  assert.ok(first.isHost && second.isHost);
});

test('joins a listed room with a free place by quick join, or creates one', async () => {
  const lobby = enter('lobby', {}, 'lobby');
  await pass(50);
  const quick = (user) => result(game.quickJoin(lobby, 'wss://host/ws/duel-', { platform: server.platform(), user, max: 2, where: { map: 'ice' } }));
  const [a, b, c] = [await quick('a'), await quick('b'), await quick('c')];
  assert.equal(a.host, b.host);
  assert.notEqual(c.host, a.host);
  assert.equal(c.isHost, true);
  const list = plain(await result(lobby.list({ rooms: 'duel-' })));
  assert.deepEqual(list.rooms.map(({ players, open, max }) => [players, open, max]).sort(), [[1, true, 2], [2, false, 2]]);
  assert.deepEqual(plain(await result(lobby.list({ rooms: 'duel-', where: { map: 'fire' } }))).rooms, []);
});

test('continues quick join with the next room when one fills up', async () => {
  const lobby = enter('lobby', {}, 'lobby');
  await pass(50);
  const made = [];
  for (let i = 0; i < 2; i += 1) made.push(await result(game.createRoom('wss://host/ws/duel-', { platform: server.platform(), set: { $list: {}, $max: 2 } })));
  const names = [...server.rooms.keys()].filter((name) => name.startsWith('duel-')).sort();
  server.room(names[0]).state.set('$open', { value: false, offset: 9 });
  const list = server.list.bind(server);
  server.list = (line, frame) => list(line, { ...frame, data: { rooms: 'duel-' } }); // an answer from before the room closed
  const joined = await result(game.quickJoin(lobby, 'wss://host/ws/duel-', { platform: server.platform() }));
  assert.equal(joined.host, server.room(names[1]).host);
});

test('resolves a match for both players and repeats it after a lost connection', async () => {
  const lobby = [enter('li', {}, 'lobby'), enter('wang', {}, 'lobby')];
  await pass(100);
  const first = lobby[0].match({ rooms: 'duel-', skill: 1_200, same: { v: 3 } });
  await pass(50);
  server.cut('lobby', lobby[0].me.client); // the result is sent during the outage
  const second = await result(lobby[1].match({ rooms: 'duel-' }));
  assert.equal(server.tickets.length, 2);
  const matched = await result(first, 3_000);
  assert.equal(matched.room, second.room);
  assert.deepEqual(plain(matched.players), plain(second.players));
  assert.deepEqual([matched.team, second.team], [0, 1]);
});

test('cancels a search until it is matched', async () => {
  const lobby = [enter('li', {}, 'lobby'), enter('wang', {}, 'lobby')];
  await pass(100);
  const first = lobby[0].match({ rooms: 'duel-' });
  const ended = result(first.promise).catch(({ code }) => code);
  await result(first.cancel());
  assert.equal(await ended, 'cancelled');
  assert.equal(server.tickets.length, 0);
  const third = lobby[0].match({ rooms: 'duel-' });
  await result(lobby[1].match({ rooms: 'duel-' }));
  await assert.rejects(result(third.cancel()), { code: 'conflict' });
  assert.ok((await result(third)).room);
});

test('reports the reason of an unsuccessful search and refuses a forbidden one at once', async () => {
  const li = enter('li', {}, 'lobby');
  await pass(50);
  const search = li.match({ rooms: 'duel-' });
  await pass(50);
  const { id, member } = server.tickets[0];
  member.line.say({ method: '$matched', id, data: { reason: 'timeout' } });
  await assert.rejects(result(search), { code: 'timeout' });
  server.tickets[0].result = undefined;
  await assert.rejects(result(li.match({ rooms: 'duel-' })), { code: 'conflict' });
});

test('lets only the host start frames, at its rate, with equal results for all players', async () => {
  const { rooms, games, runs } = await playing();
  await assert.rejects(result(runs[1].start(30)), { code: 'forbidden' });
  for (let i = 0; i < 100; i += 1) {
    if (i % 3 === 0) runs[0].input(i);
    if (i % 4 === 0) runs[1].input(i);
    await pass(20);
  }
  const [a, b] = games;
  assert.ok(a.log.length > 55, `${a.log.length}`);
  assert.deepEqual(numbers(a), numbers(a).map((_, i) => i + 1));
  same(a, b);
  assert.equal(a.log.flatMap(({ inputs }) => inputs).length >= 55, true);
  assert.deepEqual([runs[0].seed, runs[0].rate, plain(runs[0].players)], [2_894_731_132, 30, rooms.map((room) => room.me.client)]);
  assert.ok(Math.abs(runs[0].timeOf(runs[0].frame) - rooms[0].serverTime()) < 200);
  await result(runs[0].stop());
  await pass(500);
  assert.deepEqual([a.ends, b.ends], [['stopped'], ['stopped']]);
  assert.equal(a.state, b.state);
  assert.equal(runs[0].input(1), false);
});

test('buffers two frames to hide a late one', async () => {
  const { games, runs } = await playing();
  await pass(1_000);
  assert.ok(runs.every((run) => run.behind >= 1 && run.behind <= 3), `${runs.map((run) => run.behind)}`);
  assert.ok(games.every(({ late }) => late === 0));
});

test('fetches frames that were omitted for a slow member', async () => {
  const { rooms, games, runs } = await playing();
  await pass(500);
  server.room('duel-1').run.lost.add(rooms[1].me.client);
  runs[0].input(5);
  await pass(500);
  server.room('duel-1').run.lost.clear();
  await pass(1_000);
  assert.deepEqual(numbers(games[1]), numbers(games[1]).map((_, i) => i + 1));
  assert.ok(games[1].log.length > 40);
  same(...games);
});

test('catches up in slices after a return and reports the remaining frames', async () => {
  const { rooms, games, runs } = await playing();
  await pass(1_000);
  games[1].work = 1; // one millisecond per frame
  server.unreachable.add('wang');
  server.cut('duel-1', rooms[1].me.client);
  for (let i = 0; i < 60; i += 1) {
    runs[0].input(i);
    await pass(1_000, 100);
  }
  server.unreachable.clear();
  await pass(30_000, 100);
  assert.ok(Math.max(...games[1].behinds) > 1_000, `${Math.max(...games[1].behinds)}`);
  assert.equal(games[1].behinds.at(-1), 0);
  assert.ok(games[1].late > 1_000);
  assert.ok(runs[1].behind <= 3);
  same(...games);
  assert.ok(games[0].log.some(({ changes }) => changes.some(({ type, slot }) => type === 'away' && slot === 1)));
});

for (const missed of [3, 4, 5, 6, 7]) {
  test(`no frame is late after a catch-up of ${missed} frames`, async () => {
    const { rooms, games, runs } = await playing();
    await pass(500);
    server.room('duel-1').run.lost.add(rooms[1].me.client);
    await pass((missed * 1_000) / 30, 1);
    server.room('duel-1').run.lost.clear();
    await pass(500, 1);
    const late = games[1].late;
    const before = games[1].log.length;
    await pass(2_000, 1);
    assert.ok(games[1].log.length - before > 50);
    assert.equal(games[1].late, late);
    assert.ok(runs[1].behind <= 3);
  });
}

test('pauses a catch-up after each slice of 8 ms', async () => {
  const { rooms, games } = await playing();
  await pass(200);
  const slices = {}; // computed frames by timer
  games[1].work = 2; // milliseconds per frame
  const step = games[1].step.bind(games[1]);
  games[1].step = (...values) => {
    slices[platform.runs] = (slices[platform.runs] ?? 0) + 1;
    step(...values);
  };
  server.room('duel-1').run.lost.add(rooms[1].me.client);
  await pass(10_000, 100);
  server.room('duel-1').run.lost.clear();
  await pass(5_000, 1);
  assert.ok(games[1].log.length > 400);
  assert.equal(Math.max(...Object.values(slices)), 4);
});

test('computes all frames for a late player, which receives a slot in a frame', async () => {
  const { games, runs } = await playing();
  runs[0].input(3);
  await pass(2_000);
  const mei = enter('mei');
  const toy = new Toy();
  mei.run(toy);
  await pass(3_000);
  same(games[0], toy);
  assert.ok(toy.log.some(({ changes }) => changes.some(({ type, slot, client }) => type === 'join' && slot === 2 && client === mei.me.client)));
  assert.equal(toy.starts, 1);
});

test('starts a late player at the latest snapshot with the same random numbers', async () => {
  const snapshots = [];
  const make = () => new Toy({
    snapshot() {
      snapshots.push(this.run.frame);
      return { state: this.state };
    },
    restore({ state }) {
      Object.assign(this, { state, log: [], restored: true });
    },
  });
  const { rooms, games, runs } = await playing(make, 10);
  for (let i = 0; i < 130; i += 1) {
    runs[i % 2].input(i);
    await pass(1_000, 50);
  }
  assert.deepEqual(snapshots, [600, 1_200], 'only the host sends snapshots');
  const mei = enter('mei');
  const toy = make();
  mei.run(toy);
  await pass(5_000, 50);
  assert.ok(toy.restored);
  assert.equal(toy.log[0].frame, 1_201);
  await result(runs[0].stop());
  await pass(1_000);
  assert.equal(toy.state, games[0].state);
  assert.ok(rooms[0].isHost);
});

test('ends the run as lost when frames are no longer retained and no snapshot exists', async () => {
  start({ hold: 100 });
  const { runs } = await playing();
  await pass(10_000, 50);
  const toy = new Toy();
  enter('mei').run(toy);
  await pass(2_000, 50);
  assert.deepEqual(toy.ends, ['lost']);
  assert.equal(runs[0].frame > 250, true);
});

test('names a player with a different state to all players in the same frame', async () => {
  const found = [[], [], []];
  const make = (_, i) => new Toy({ hash() { return this.state; }, desync: (what) => found[i].push(plain(what)) });
  const rooms = [enter('li'), enter('wang'), enter('mei')];
  await pass(100);
  const games = rooms.map(make);
  const runs = rooms.map((room, i) => room.run(games[i]));
  await result(runs[0].start(10));
  for (let i = 0; i < 60; i += 1) {
    if (i === 30) games[2].state += 1;
    runs[0].input(i);
    await pass(100);
  }
  await pass(3_000);
  assert.ok(found[0].length > 0);
  assert.equal(found[0][0].frame % 20, 0);
  assert.deepEqual(found[0][0].differing, [rooms[2].me.client]);
  assert.deepEqual(found[0][0], found[1][0]);
  assert.deepEqual(found[0][0], found[2][0]);
  assert.ok(games[0].log.every(({ inputs }) => inputs.every(({ data }) => typeof data === 'number')), 'the game receives no hashes');
});

test('computes a finished run to its end for a late player', async () => {
  const { games, runs } = await playing();
  runs[0].input(9);
  await pass(1_000);
  await result(runs[0].stop());
  await pass(500);
  const toy = new Toy();
  const mei = enter('mei', { game: 'watch' });
  mei.run(toy);
  await pass(1_000);
  assert.deepEqual(toy.ends, ['stopped']);
  assert.equal(toy.state, games[0].state);
  server.cut('duel-1', mei.me.client);
  await pass(3_000);
  assert.equal(toy.starts, 1, 'a reconnect does not start the run again');
});

test('starts a second run from its beginning', async () => {
  const { games, runs } = await playing();
  await pass(300);
  await result(runs[0].stop());
  await pass(300);
  await result(runs[0].start(20));
  await pass(1_000);
  assert.deepEqual(games.map(({ starts }) => starts), [2, 2]);
  assert.equal(games[0].log[0].frame, 1);
  same(...games);
});

test('generates the random numbers of mulberry32 for any seed', () => {
  const expected = (seed) => {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  };
  for (const seed of [0, 1, 2_894_731_132, 0xffffffff]) {
    const random = new game.Random(seed);
    const right = expected(seed);
    for (let i = 0; i < 2_000; i += 1) assert.equal(random.next(), right());
  }
});
