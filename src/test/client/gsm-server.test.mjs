/** Tests of WeChat's GameServerManager with the real server: every call of Tencent's lockstep demo, in its order. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import WebSocket from 'ws';
import { Duel } from './gsm-duel.mjs';
import { Phone } from './gsm-phone.mjs';
import { until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer;
const clock = { base: 0, get now() { return Date.now(); }, setTimeout, clearTimeout };

let server;
let duels = [];

before(async () => {
  if (!skip) server = await startServer();
});

after(() => server?.stop());

afterEach(async () => {
  for (const { device } of duels.splice(0)) {
    await device.manager.memberLeaveRoom().catch(() => {});
    device.start();
  }
});

/** Opens sockets of the phone to the real server. */
const network = {
  open(url, events) {
    const socket = new WebSocket(server.wsUrl(url.replace('wss://play.example.com', '')));
    let isOpen = true;
    const tell = (event, ...values) => isOpen && events[event](...values);
    socket.on('open', () => tell('opened'));
    socket.on('message', (data) => tell('received', String(data)));
    socket.on('close', (code, reason) => tell('closed', code, String(reason)));
    socket.on('error', () => {});
    return {
      send: (text) => socket.send(text),
      close() {
        isOpen = false;
        socket.terminate();
      },
    };
  },
};

function duel(nick, device = new Phone(network, clock, nick)) {
  const made = new Duel(device);
  duels.push(made);
  return made;
}

async function two() {
  const li = duel('Li');
  await li.server.login();
  const { data } = await li.server.createRoom({ maxMemberNum: 2, startPercent: 0, needUserInfo: true });
  const wang = duel('Wang');
  await wang.server.login();
  const joined = await wang.server.joinRoom({ accessInfo: data.accessInfo });
  Object.assign(li, data);
  Object.assign(wang, { accessInfo: data.accessInfo, clientId: joined.data.clientId });
  await until(() => [li, wang].every(({ info }) => info?.memberList.length === 2), 'both players see each other');
  return [li, wang];
}

async function playing() {
  const [li, wang] = await two();
  await li.server.broadcastInRoom({ msg: 'START' });
  await until(() => li.frames.length > 2 && wang.frames.length > 2, 'frames come');
  return [li, wang];
}

function assertSame(one, other) {
  const length = Math.min(one.frames.length, other.frames.length);
  assert.deepEqual(one.frames.slice(0, length), other.frames.slice(0, length));
  assert.ok(one.isWhole && other.isWhole);
}

test('joins two players by a share card with the same members in the same order', { skip }, async () => {
  const [li, wang] = await two();
  assert.deepEqual(li.info.memberList, wang.info.memberList);
  assert.deepEqual(li.info.memberList.map(({ nickname, role, posNum }) => [nickname, role, posNum]), [['Li', 1, 0], ['Wang', 0, 1]]);
  assert.equal(li.info.memberList[1].clientId, wang.clientId);
  const { data } = await li.server.getRoomInfo(undefined);
  data.roomInfo.memberList.push('a dummy');
  assert.equal((await li.server.getRoomInfo()).data.roomInfo.memberList.length, 2);
  await wang.server.updateReadyStatus({ accessInfo: li.accessInfo, isReady: true });
  await until(() => li.info.memberList[1].isReady, 'the player is ready');
  await assert.rejects(duel('Mei').server.joinRoom({ accessInfo: li.accessInfo }), { errCode: 4006 });
  await assert.rejects(duel('Bo').server.joinRoom({ accessInfo: 'gsm-NOTHERE' }), { errCode: 4010 });
  await li.server.broadcastInRoom({ msg: 'secret', toPosNumList: [1] });
  await until(() => wang.messages.includes('secret'), 'the message arrives');
  assert.deepEqual(li.messages, []);
});

test('starts the game once for both players and delivers all frames with the actions in one order', { skip }, async () => {
  const [li, wang] = await playing();
  assert.deepEqual([li.starts, wang.starts], [1, 1]);
  for (const each of [li, wang]) {
    const index = each.infos.findIndex(({ roomState }) => roomState === 2);
    assert.ok(index >= 0 && each.infos[index].started === 0, 'the info comes before the start');
  }
  await wang.server.startGame();
  li.server.uploadFrame({ actionList: ['a', 'b'] });
  li.server.uploadFrame({ actionList: ['c'] });
  await wang.server.uploadFrame({ actionList: ['d'] });
  await until(() => [li, wang].every((each) => each.has('c') && each.has('d')), 'the frames contain all actions');
  assertSame(li, wang);
  const actions = li.frames.flatMap(([, ...list]) => list);
  assert.deepEqual(actions.filter((action) => action !== 'd'), ['a', 'b', 'c']);
  const { data } = await li.server.getLostFrames({ beginFrameId: 1, endFrameId: 3 });
  assert.deepEqual(data.frameList.map(({ frameId }) => frameId).join(), '1,2');
});

test('recovers silently from a broken connection without a missing frame', { skip }, async () => {
  const [li, wang] = await playing();
  wang.device.cut();
  li.server.uploadFrame({ actionList: ['meanwhile'] });
  await assert.rejects(wang.server.uploadFrame({ actionList: ['lost'] }), { errCode: 2100 });
  await until(() => wang.has('meanwhile'), 'the player catches up');
  const { errCode, maxFrameId, data } = await wang.server.reconnect({ accessInfo: wang.accessInfo });
  assert.deepEqual([errCode, maxFrameId], [0, data.maxFrameId]);
  wang.server.uploadFrame({ actionList: ['again'] });
  await until(() => li.has('again') && wang.has('again'), 'the player continues');
  assertSame(li, wang);
  assert.deepEqual([wang.disconnects, wang.starts], [[], 1]);
});

test('finds the game after a restart of the program and receives all frames from the first', { skip }, async () => {
  const [li, wang] = await playing();
  await li.server.uploadFrame({ actionList: ['early'] });
  await until(() => wang.has('early'), 'the action arrives');
  const again = duel('Wang', wang.device.start());
  await again.server.login();
  const { data } = await again.server.getLastRoomInfo();
  assert.deepEqual([data.accessInfo, data.roomInfo.roomState], [wang.accessInfo, 2]);
  assert.equal(again.frames.length, 0);
  const { maxFrameId } = await again.server.reconnect({ accessInfo: data.accessInfo });
  assert.ok(maxFrameId > 2);
  await until(() => again.has('early') && again.frames.length > maxFrameId, 'the player catches up');
  assert.equal(again.starts, 0, 'the game itself calls it');
  assert.equal(again.info.memberList[1].clientId, wang.clientId);
  await again.server.uploadFrame({ actionList: ['back'] });
  await until(() => li.has('back') && again.has('back'), 'the player continues');
  assertSame(li, again);
});

test('ends the game once for each player and starts another one after restart', { skip }, async () => {
  const [li, wang] = await playing();
  await Promise.all([li, wang].map((each) => each.server.endGame()));
  await until(() => li.ends && wang.ends, 'it ends');
  await Promise.all([li, wang].map((each) => each.server.restart()));
  await until(() => [li, wang].every(({ info }) => info.roomState === 1), 'the room waits for a start again');
  assert.ok(wang.info.memberList.every(({ isReady, enableToStart }) => !isReady && !enableToStart));
  for (const each of [li, wang]) each.frames = [];
  await wang.server.broadcastInRoom({ msg: 'START' });
  await until(() => li.frames.length > 2 && wang.frames.length > 2, 'frames come');
  assertSame(li, wang);
  assert.deepEqual([li.starts, wang.starts, li.ends, wang.ends], [2, 2, 1, 1]);
});

test('removes a member at the owner\'s request and transfers the room when the owner leaves', { skip }, async () => {
  const [li, wang] = await two();
  await li.server.kickoutMember({ kickoutPos: 1 });
  await until(() => wang.kicks === 1, 'the removed member is notified');
  await until(() => li.info.memberList.length === 1, 'the member is gone');
  const mei = duel('Mei');
  await mei.server.joinRoom({ accessInfo: li.accessInfo });
  await until(() => li.info.memberList.length === 2, 'another member joins');
  const { errCode } = await li.server.ownerLeaveRoom({ accessInfo: li.accessInfo, assignToMinPosNum: true });
  assert.equal(errCode, 0);
  await until(() => mei.info.memberList.length === 1 && mei.info.memberList[0].role === 1, 'the member is the owner');
  const left = await mei.server.memberLeaveRoom({ accessInfo: li.accessInfo });
  assert.equal(left.errCode, 0);
  assert.equal((await mei.server.getLastRoomInfo()).data.accessInfo, undefined);
});
