/**
 * Tests of WeChat's GameServerManager on Roomcast: every call and every pitfall of Tencent's lockstep demo, in a small
 * game.
 */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { pass, phone, PlayedDuel, playing, result, server, start, two } from './gsm-world.mjs';
import { plain } from './played.mjs';

beforeEach(() => start());

const isWhole = ({ frames }) => frames.every(([id], i) => id === i + 1);
const common = (a, b) => assert.deepEqual(a.frames.slice(0, Math.min(a.frames.length, b.frames.length)), b.frames.slice(0, Math.min(a.frames.length, b.frames.length)));

test('opens no socket and asks for nothing before a room is needed', async () => {
  const li = phone('Li');
  const { manager } = li;
  assert.deepEqual(plain(await result(manager.login())), { errCode: 0, errMsg: 'login:ok', data: {} });
  assert.deepEqual(plain(await result(manager.getLastRoomInfo())), { errCode: 0, errMsg: 'getLastRoomInfo:ok', data: {} });
  assert.equal(li.sockets.length, 0);
  await assert.rejects(result(manager.startGame()), (wrong) => wrong.errCode === 4005 && /^startGame:fail/.test(wrong.errMsg));
});

test('has every method and event of rooms, games and matches', () => {
  const { manager } = phone('Li');
  const names = 'login logout createRoom joinRoom getRoomInfo getLastRoomInfo updateReadyStatus changeSeat kickoutMember broadcastInRoom startGame uploadFrame endGame restart memberLeaveRoom ownerLeaveRoom reconnect getLostFrames startMatch cancelMatch';
  for (const name of names.split(' ')) assert.equal(typeof manager[name], 'function', name);
  for (const event of ['RoomInfoChange', 'GameStart', 'GameEnd', 'SyncFrame', 'Broadcast', 'BeKickedOut', 'Disconnect', 'Logout', 'LockStepError', 'Match']) {
    manager[`on${event}`](() => {});
    manager[`off${event}`]();
  }
});

test('calls success and complete, or fail and complete, without depending on this', async () => {
  const li = await new PlayedDuel(phone('Li')).create();
  const told = [];
  const callbacks = (name) => ({ success: ({ errCode, errMsg }) => told.push([name, errCode, errMsg]), fail: ({ errCode }) => told.push([name, 'fail', errCode]), complete: () => told.push([name, 'complete']) });
  const bound = li.server.broadcastInRoom.bind({ some: 'thing' }, { msg: 'hello', ...callbacks('a') });
  await result(bound());
  li.server.kickoutMember({ kickoutPos: 7, ...callbacks('b') });
  await pass(20);
  assert.deepEqual(told, [['a', 0, 'broadcastInRoom:ok'], ['a', 'complete'], ['b', 'fail', 4005], ['b', 'complete']]);
  assert.deepEqual(li.messages, ['hello'], 'the sender receives it too');
});

test('shows two players the same members with their properties, each in its own copy', async () => {
  const [li, wang] = await two({ roomExtInfo: 'ext', gameLastTime: 600, needGameSeed: true });
  assert.match(li.accessInfo, /^gsm-[0-9A-Z]{10}$/);
  assert.notEqual(li.clientId, wang.clientId);
  const members = [
    { clientId: li.clientId, posNum: 0, role: 1, isReady: false, enableToStart: false, nickname: 'Li', headimg: 'pictures/Li', memberExtInfo: '' },
    { clientId: wang.clientId, posNum: 1, role: 0, isReady: false, enableToStart: false, nickname: 'Wang', headimg: 'pictures/Wang', memberExtInfo: '' },
  ];
  for (const duel of [li, wang]) {
    assert.deepEqual(duel.info.memberList, members);
    assert.deepEqual([duel.info.roomState, duel.info.maxMemberNum, duel.info.roomExtInfo, duel.info.gameLastTime], [1, 2, 'ext', 600]);
  }
  assert.equal(li.info.seed.length, 10);
  assert.equal(li.info.seed, wang.info.seed);
  const { data } = await result(li.server.getRoomInfo(undefined));
  data.roomInfo.memberList.push('a dummy');
  assert.equal((await result(li.server.getRoomInfo())).data.roomInfo.memberList.length, 2);
  await result(wang.server.updateReadyStatus({ accessInfo: li.accessInfo, isReady: true }));
  await pass(20);
  assert.deepEqual(li.info.memberList.map(({ isReady }) => isReady), [false, true]);
});

test('reports a full room to a third player and an unknown room for a wrong card', async () => {
  const [li] = await two();
  await assert.rejects(result(phone('Mei').manager.joinRoom({ accessInfo: li.accessInfo })), { errCode: 4006 });
  await assert.rejects(result(phone('Mei').manager.joinRoom({ accessInfo: 'gsm-NOTHERE' })), { errCode: 4010 });
});

test('gives simultaneous joiners different seats and lets one of two change to a free seat', async () => {
  const li = await new PlayedDuel(phone('Li')).create({ maxMemberNum: 4 });
  const others = ['Wang', 'Mei', 'Bo'].map((nick) => new PlayedDuel(phone(nick)));
  const joins = others.map((duel) => duel.server.joinRoom({ accessInfo: li.accessInfo }));
  for (const join of joins) await result(join);
  await pass(100);
  assert.deepEqual(li.info.memberList.map(({ posNum }) => posNum), [0, 1, 2, 3]);
  for (const duel of others) assert.deepEqual(duel.info.memberList, li.info.memberList);
  await assert.rejects(result(others[0].server.changeSeat({ posNum: 0 })), { errCode: 4006 });
  await result(others[2].server.memberLeaveRoom({ accessInfo: li.accessInfo }));
  await pass(20);
  const free = [1, 2, 3].find((pos) => !li.info.memberList.some(({ posNum }) => posNum === pos));
  await result(li.server.changeSeat({ posNum: free }));
  await pass(20);
  assert.equal(li.info.memberList.find(({ nickname }) => nickname === 'Li').posNum, free);
});

test('starts the game once for all players on START, after the room info', async () => {
  const [li, wang] = await two();
  li.server.onGameStart(li.onStart); // the demo registers its listener twice
  await result(li.server.broadcastInRoom({ msg: 'START' }));
  await pass(300);
  assert.deepEqual([li.starts, wang.starts], [2, 1]);
  for (const duel of [li, wang]) {
    assert.deepEqual(duel.messages, ['START']);
    const playing = duel.infos.findIndex(({ roomState }) => roomState === 2);
    assert.ok(playing >= 0 && duel.infos[playing].started === 0);
    assert.deepEqual(duel.infos[playing].memberList.map(({ nickname }) => nickname), ['Li', 'Wang']);
  }
  await result(wang.server.startGame());
  await result(li.server.startGame());
  await pass(100);
  assert.deepEqual([li.starts, wang.starts], [2, 1]);
  li.server.offGameStart(li.onStart);
  assert.equal(server.room(li.accessInfo).run.rate, 30);
});

test('waits for the share of players in startPercent', async () => {
  const [li, wang] = await two({ startPercent: 100 });
  await result(li.server.startGame());
  await pass(200);
  assert.deepEqual([li.starts, wang.info.memberList.map(({ enableToStart }) => enableToStart)], [0, [true, false]]);
  await result(wang.server.startGame());
  await pass(200);
  assert.deepEqual([li.starts, wang.starts], [1, 1]);
});

test('stores the start of another player until the host starts', async () => {
  const [li, wang] = await two();
  await result(wang.server.startGame());
  await pass(200);
  assert.equal(li.starts, 0);
  await result(li.server.startGame());
  await pass(200);
  assert.deepEqual([li.starts, wang.starts], [1, 1]);
});

test('delivers all frames, including empty ones, with all actions in one order', async () => {
  const [li, wang] = await playing();
  await result(li.server.uploadFrame({ actionList: ['a', 'b'] }));
  li.server.uploadFrame({ actionList: ['c'] });
  await result(wang.server.uploadFrame({ actionList: ['d'] }));
  await pass(1_000);
  assert.ok(isWhole(li) && isWhole(wang));
  assert.ok(li.frames.length >= 30);
  common(li, wang);
  const actions = li.frames.flatMap(([, ...list]) => list);
  assert.deepEqual(actions.filter((action) => action !== 'd'), ['a', 'b', 'c']);
  assert.ok(li.frames.filter((frame) => frame.length === 1).length > 20);
});

test('delivers bytes unchanged', async () => {
  const [li, wang] = await playing();
  let bytes;
  wang.server.onSyncFrame(({ actionList }) => actionList.forEach((action) => (bytes = [...new Uint8Array(action)])));
  await result(li.server.uploadFrame({ actionList: [new Uint8Array([1, 2, 255]).buffer] }));
  await pass(200);
  assert.deepEqual(bytes, [1, 2, 255]);
});

test('delivers a message to the named seats only', async () => {
  const [li, wang] = await two();
  await result(li.server.broadcastInRoom({ msg: 'secret', toPosNumList: [1] }));
  await pass(50);
  assert.deepEqual([li.messages, wang.messages], [[], ['secret']]);
});

test('recovers silently from a broken connection: same member, each frame once, no onDisconnect', async () => {
  const [li, wang] = await playing();
  await pass(300);
  wang.device.cut();
  li.server.uploadFrame({ actionList: ['meanwhile'] });
  await assert.rejects(result(wang.server.uploadFrame({ actionList: ['lost'] })), { errCode: 2100 });
  await pass(3_000);
  assert.ok(isWhole(wang));
  common(li, wang);
  assert.ok(wang.frames.some((frame) => frame.includes('meanwhile')));
  assert.deepEqual(wang.disconnects, []);
  assert.equal(wang.starts, 1);
  const { errCode, maxFrameId, data } = await result(wang.server.reconnect({ accessInfo: wang.accessInfo }));
  assert.deepEqual([errCode, maxFrameId === data.maxFrameId], [0, true]);
  assert.ok(Math.abs(maxFrameId - wang.frames.length) <= 2);
  assert.equal(wang.starts, 1);
});

test('completes reconnect when the connection returns', async () => {
  const [, wang] = await playing();
  wang.device.cut();
  const { errCode, maxFrameId } = await result(wang.server.reconnect({ accessInfo: wang.accessInfo }), 5_000);
  assert.equal(errCode, 0);
  assert.ok(maxFrameId > 0);
});

test('finds the game after a restart of the program and receives all frames from the first', async () => {
  const [li, wang] = await playing();
  li.server.uploadFrame({ actionList: ['early'] });
  await pass(2_000);
  wang.device.start();
  await pass(1_000);
  const again = new PlayedDuel(wang.device);
  await result(again.server.login());
  const { data } = await result(again.server.getLastRoomInfo());
  assert.deepEqual([data.accessInfo, data.roomInfo.roomState], [wang.accessInfo, 2]);
  assert.equal(again.frames.length, 0);
  let before;
  const { maxFrameId } = await result(again.server.reconnect({ accessInfo: data.accessInfo }).then((answer) => {
    before = again.frames.length;
    return answer;
  }));
  assert.equal(before, 0, 'no frame arrives before the game is ready');
  assert.ok(maxFrameId > 60);
  await pass(500);
  assert.ok(isWhole(again));
  assert.ok(again.frames.length > 90);
  common(li, again);
  assert.equal(again.starts, 0, 'the game itself calls it');
  assert.equal(again.info.memberList.find(({ nickname }) => nickname === 'Wang').clientId, wang.clientId);
  again.server.uploadFrame({ actionList: ['back'] });
  await pass(200);
  assert.ok(li.frames.some((frame) => frame.includes('back')));
});

test('reports once after a restart of the program that the first frames are no longer retained', async () => {
  const [, wang] = await playing();
  await pass(2_000);
  wang.device.start();
  server.hold = 10;
  const again = new PlayedDuel(wang.device);
  const errors = [];
  await result(again.server.login());
  again.server.onLockStepError((error) => errors.push(plain(error)));
  await result(again.server.reconnect({ accessInfo: wang.accessInfo }));
  await pass(10_000, 100);
  assert.deepEqual(errors, [{ errCode: 500000, errMsg: 'lost' }]);
  assert.equal(again.frames.length, 0);
});

test('notifies a player that was away too long and does not join it again', async () => {
  const [li, wang] = await playing();
  wang.device.start();
  await pass(130_000, 500);
  const again = new PlayedDuel(wang.device);
  assert.deepEqual(plain((await result(again.server.getLastRoomInfo())).data), {});
  await assert.rejects(result(again.server.reconnect({ accessInfo: wang.accessInfo })), { errCode: 2203 });
  await pass(200);
  assert.deepEqual(li.info.memberList.map(({ nickname }) => nickname), ['Li']);
});

test('returns lost frames by number, from begin up to but excluding end', async () => {
  const [li] = await playing();
  li.server.uploadFrame({ actionList: ['x'] });
  await pass(1_000);
  const { data } = await result(li.server.getLostFrames({ beginFrameId: 2, endFrameId: 20 }));
  assert.deepEqual(plain(data.frameList).map(({ frameId }) => frameId), Array.from({ length: 18 }, (_, i) => i + 2));
  assert.deepEqual(plain(data.frameList).map(({ frameId, actionList }) => [frameId, ...actionList]), li.frames.slice(1, 19));
});

test('ends the game once for each player and starts a new one after restart', async () => {
  const [li, wang] = await playing();
  await Promise.all([li, wang].map(async (duel) => result(duel.server.endGame())));
  await pass(300);
  assert.deepEqual([li.ends, wang.ends], [1, 1]);
  assert.equal(li.info.roomState, 3);
  const { length } = li.frames;
  await pass(300);
  assert.equal(li.frames.length, length);
  await Promise.all([li, wang].map(async (duel) => result(duel.server.restart())));
  await pass(100);
  assert.equal(wang.info.roomState, 1);
  assert.ok(wang.info.memberList.every(({ isReady, enableToStart }) => !isReady && !enableToStart));
  assert.equal(li.starts, 1);
  li.frames = [];
  await result(li.server.broadcastInRoom({ msg: 'START' }));
  await pass(500);
  assert.deepEqual([li.starts, wang.starts], [2, 2]);
  assert.ok(li.frames.length > 5 && isWhole(li));
});

test('admits nobody to a running game and admits players again afterwards', async () => {
  const [li, wang] = await playing({ maxMemberNum: 3 });
  await assert.rejects(result(phone('Mei').manager.joinRoom({ accessInfo: li.accessInfo })), { errCode: 4005 });
  await result(wang.server.endGame());
  await pass(100);
  await result(wang.server.restart());
  await pass(100);
  await result(phone('Mei').manager.joinRoom({ accessInfo: li.accessInfo }));
});

test('ends a game at its time limit', async () => {
  const [li, wang] = await playing({ gameLastTime: 5 });
  await pass(7_000, 50);
  assert.deepEqual([li.ends, wang.ends, li.info.roomState], [1, 1, 3]);
});

test('transfers the room to the lowest seat when the owner leaves', async () => {
  const [li, wang] = await two();
  const { errCode } = await result(li.server.ownerLeaveRoom({ accessInfo: li.accessInfo, assignToMinPosNum: true }));
  assert.equal(errCode, 0);
  await pass(100);
  assert.deepEqual(wang.info.memberList.map(({ nickname, role }) => [nickname, role]), [['Wang', 1]]);
  assert.deepEqual(plain((await result(li.server.getLastRoomInfo())).data), {});
});

test('destroys the room when its owner leaves without a successor', async () => {
  const [li, wang] = await two();
  await result(li.server.ownerLeaveRoom({ accessInfo: li.accessInfo }));
  await pass(200);
  assert.equal(wang.info.roomState, 4);
  assert.deepEqual(wang.disconnects, []);
  await assert.rejects(result(wang.server.getRoomInfo()), { errCode: 4005 });
});

test('notifies a removed member and refuses its return', async () => {
  const [li, wang] = await two();
  await result(li.server.kickoutMember({ kickoutPos: 1 }));
  await pass(100);
  assert.deepEqual([wang.kicks, wang.disconnects, li.info.memberList.length], [1, [], 1]);
});

test('matches two players in the same order and starts their game', async () => {
  const duels = ['Li', 'Wang'].map((nick) => new PlayedDuel(phone(nick)));
  const matches = [];
  duels.forEach(({ server: manager }, i) => manager.onMatch((what) => (matches[i] = plain(what))));
  await result(duels[0].server.startMatch({ match_id: 'm1' }));
  await result(duels[1].server.startMatch({ matchId: 'm1' }));
  await pass(300);
  assert.deepEqual(server.tickets.map(({ query }) => query.same), [{ match: 'm1' }, { match: 'm1' }]);
  assert.deepEqual(matches[0], matches[1]);
  assert.deepEqual(matches[0].groupInfoList.map(({ memberInfoList }) => memberInfoList.map(({ nickName }) => nickName)), [['Li'], ['Wang']]);
  for (const duel of duels) await duel.join(matches[0].roomServiceAccessInfo);
  await pass(100);
  assert.deepEqual(duels[0].info.memberList, duels[1].info.memberList);
  assert.deepEqual(duels[0].info.memberList.map(({ nickname, role }) => [nickname, role]), [['Li', 1], ['Wang', 0]]);
  await result(duels[1].server.broadcastInRoom({ msg: 'START' })); // START comes from the second player
  await pass(300);
  assert.deepEqual(duels.map(({ starts }) => starts), [1, 1]);
});

test('ends a cancelled search', async () => {
  const li = new PlayedDuel(phone('Li'));
  let matched = 0;
  li.server.onMatch(() => (matched += 1));
  await result(li.server.startMatch({ matchId: 'm1' }));
  await pass(100);
  await result(li.server.cancelMatch({ match_id: 'm1' }));
  await pass(100);
  assert.equal(server.tickets.length, 0);
  assert.equal(matched, 0);
});

test('isolates a throwing listener and removes listeners one by one', async () => {
  const li = await new PlayedDuel(phone('Li')).create();
  const told = [];
  const bad = () => { throw new Error('mine'); };
  li.server.onBroadcast(bad);
  li.server.onBroadcast(({ msg }) => told.push(msg));
  li.server.broadcastInRoom({ msg: 1 });
  await assert.rejects(pass(50), /mine/);
  await pass(50);
  assert.deepEqual(told, [1]);
  li.server.offBroadcast(bad);
  await result(li.server.broadcastInRoom({ msg: 2 }));
  await pass(50);
  assert.deepEqual(told, [1, 2]);
});
