/** Tests of WeChat's GameServerManager under failures: every call ends, and no retry continues for ever. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { pass, phone, PlayedDuel, playing, result, server, start, two } from './gsm-world.mjs';
import { plain, settled } from './played.mjs';

beforeEach(() => start());

test('stops the requests for missing frames when the member leaves', async () => {
  const [li, wang] = await playing();
  const { run } = server.room(li.accessInfo);
  run.lost.add(wang.clientId);
  await pass(200);
  server.room(li.accessInfo).frames = () => {}; // no answer
  run.lost.clear();
  await pass(200);
  await result(wang.server.memberLeaveRoom());
  await pass(20_000, 100);
  const { setTimeout } = wang.device.context;
  let timers = 0;
  wang.device.context.setTimeout = (...values) => {
    timers += 1;
    return setTimeout(...values);
  };
  await pass(10_000, 100);
  assert.equal(timers, 0);
});

test('finds the last room although the program was closed before the network returned', async () => {
  const [, wang] = await playing();
  const { device } = wang;
  device.start();
  const { connectSocket } = device.wx;
  device.wx.connectSocket = () => ({ onOpen() {}, onMessage() {}, onError() {}, onClose() {}, send() {}, close() {} });
  device.manager.getLastRoomInfo();
  await pass(2_000);
  device.start();
  assert.notEqual(device.wx.connectSocket, connectSocket);
  const { data } = await result(device.manager.getLastRoomInfo());
  assert.equal(data.accessInfo, wang.accessInfo);
});

test('repeats a start of the frames after a temporary refusal', async () => {
  const [li, wang] = await two();
  const room = server.room(li.accessInfo);
  const { startRun } = Object.getPrototypeOf(room);
  let refused = 0;
  room.startRun = function (line, data, id) {
    if ((refused += 1) > 2) return startRun.call(this, line, data, id);
    return line.say({ method: '$error', id, data: { code: 'unavailable', message: '', retry: true } });
  };
  await result(li.server.broadcastInRoom({ msg: 'START' }));
  await pass(5_000);
  assert.deepEqual([li.starts, wang.starts, refused], [1, 1, 3]);
});

test('ends a game once whose frames ended while all players were away', async () => {
  const [li, wang] = await playing();
  await pass(500);
  const room = server.room(li.accessInfo);
  server.clock.clearTimeout(room.run.timer);
  room.run = null; // the server no longer has the run
  for (const { device } of [li, wang]) device.cut();
  await pass(5_000);
  assert.deepEqual([li.ends, wang.ends], [1, 1]);
  assert.deepEqual([li.starts, wang.starts], [1, 1]);
  assert.equal(room.run, null);
});

test('replaces the first search by a second one without an error', async () => {
  const li = new PlayedDuel(phone('Li'));
  const errors = [];
  server.matchSize = 3;
  li.server.onLockStepError((error) => errors.push(plain(error)));
  for (let i = 0; i < 2; i += 1) {
    await result(li.server.startMatch({ matchId: 'm1' }));
    await pass(100);
  }
  assert.deepEqual(errors, []);
  assert.equal(server.tickets.filter(({ member }) => member.line?.isOpen).length, 1);
});

test('joins once if the game asks twice', async () => {
  const [li] = await two({ maxMemberNum: 3 });
  const mei = new PlayedDuel(phone('Mei'));
  const asked = Promise.allSettled([1, 2, 3].map(() => mei.server.joinRoom({ accessInfo: li.accessInfo })));
  await settled();
  const answers = await result(asked);
  assert.deepEqual(plain(answers).map(({ status }) => status), ['fulfilled', 'fulfilled', 'fulfilled']);
  assert.equal(new Set(answers.map(({ value }) => value.data.clientId)).size, 1);
  const { data } = await result(mei.server.getRoomInfo());
  assert.deepEqual(plain(data.roomInfo.memberList).map(({ nickname }) => nickname), ['Li', 'Wang', 'Mei']);
});

test('cancels a search that has not begun', async () => {
  const li = new PlayedDuel(phone('Li'));
  await result(Promise.all([li.server.startMatch({ matchId: 'm1' }), li.server.cancelMatch()]));
  await pass(1_000);
  assert.equal(server.tickets.length, 0);
});

test('leaves a room whose settings the server refuses', async () => {
  const li = new PlayedDuel(phone('Li'));
  const { publish } = Object.getPrototypeOf(server.room('other'));
  const { room } = server;
  server.room = function (name) {
    return Object.assign(room.call(this, name), { publish(line, frame) {
      if (frame.set?.$max === 'two') return line.say({ method: '$error', id: frame.id, data: { code: 'bad_request', message: '', retry: false } });
      return publish.call(this, line, frame);
    } });
  };
  await assert.rejects(result(li.server.createRoom({ maxMemberNum: 'two' })), { errCode: 4005 });
  await pass(2_000);
  assert.deepEqual([...server.rooms.values()].flatMap(({ members }) => members), []);
  await assert.rejects(result(li.server.getRoomInfo()), { errCode: 4005 });
});
