/** Test environment with a simulated server and phones that run the small game on WeChat's GameServerManager. */
import assert from 'node:assert/strict';
import { GameServer } from './game-server.mjs';
import { Duel } from './gsm-duel.mjs';
import { Phone } from './gsm-phone.mjs';
import { begin, EPOCH, platform, settled } from './played.mjs';

export let server;

export function start() {
  begin({ hasClock: true });
  server = new GameServer(Object.assign(platform, { base: EPOCH }));
}

export async function pass(ms, step = 10) {
  for (let passed = 0; passed < ms; passed += step) {
    platform.pass(step);
    await settled();
  }
}

export async function result(promise, ms = 1_000) {
  let end;
  promise.then((value) => (end = { value }), (wrong) => (end = { wrong }));
  for (let passed = 0; passed < ms && !end; passed += 10) await pass(10);
  assert.ok(end, 'the promise was not settled');
  if (end.wrong) throw end.wrong;
  return end.value;
}

export const phone = (nick) => new Phone(server, platform, nick);

/** The same game with the simulated server. */
export class PlayedDuel extends Duel {
  async create(option = {}) {
    await result(this.server.login());
    const { data } = await result(this.server.createRoom({ maxMemberNum: 2, startPercent: 0, needUserInfo: true, ...option }));
    Object.assign(this, data);
    return this;
  }

  async join(accessInfo) {
    const { data } = await result(this.server.joinRoom({ accessInfo }));
    Object.assign(this, { accessInfo, ...data });
    return this;
  }
}

export async function two(option) {
  const li = await new PlayedDuel(phone('Li')).create(option);
  const wang = await new PlayedDuel(phone('Wang')).join(li.accessInfo);
  await pass(50);
  return [li, wang];
}

export async function playing(option) {
  const duels = await two(option);
  await result(duels[0].server.broadcastInRoom({ msg: 'START' }));
  await pass(200);
  return duels;
}
