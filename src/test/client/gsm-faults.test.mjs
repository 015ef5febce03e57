/** WeChat's GameServerManager when something fails: nothing stays stuck, and nothing goes on for ever. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { pass, phone, PlayedDuel, playing, result, server, start, two } from './gsm-world.mjs';
import { plain } from './played.mjs';

beforeEach(() => start());

test('a member that leaves while frames are missing asks for them no more', async () => {
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

test('the last room is found though the program was closed before there was a network', async () => {
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

test('a start of the frames that the server refuses for now is repeated', async () => {
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

test('a game whose frames ended while everybody was away is over, and no other begins', async () => {
  const [li, wang] = await playing();
  await pass(500);
  const room = server.room(li.accessInfo);
  server.clock.clearTimeout(room.run.timer);
  room.run = null; // the server has forgotten it
  for (const { device } of [li, wang]) device.cut();
  await pass(5_000);
  assert.deepEqual([li.ends, wang.ends], [1, 1]);
  assert.deepEqual([li.starts, wang.starts], [1, 1]);
  assert.equal(room.run, null);
});

test('a second search replaces the first, which is no error', async () => {
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
