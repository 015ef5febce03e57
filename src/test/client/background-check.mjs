/**
 * `npm run background-check`: players of the mini game leave it for a minute, in every way in which a phone cuts a
 * program off, while the others play on. Takes that minute; the server holds seats as long as it does by default.
 */
import assert from 'node:assert/strict';
import { MiniGame } from './example.mjs';
import { until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';

const AWAY = 60_000;
const CUT = 5_000; // a phone lets a program in the background run on so long
const WAYS = ['interrupted', 'silent', 'global-close-only', 'half-open'];

if (noServer) process.exit(1);

const server = await startServer();
try {
  const began = Date.now();
  await Promise.all(WAYS.map(leaveAndComeBack));
  console.log(`${WAYS.length} games in ${Math.round((Date.now() - began) / 1000)} s`);
} finally {
  await server.stop();
}

async function leaveAndComeBack(how) {
  const room = `away-${how}`;
  const li = new MiniGame('game', server, room);
  await until(() => li.discs().length === 1);
  const wang = new MiniGame('game', server, room);
  await until(() => li.discs().length === 2 && wang.discs().length === 2);
  const before = wang.members();
  li.touch(0.2, 0.8);
  await until(() => `${wang.discs()[0]}` === '0.2,0.8');

  const cut = li.wx.$background({ after: CUT, how });
  for (let moves = 1; moves <= AWAY / 1_000; moves += 1) {
    wang.touch(0.4 + 0.5 * (moves % 2), 0.5);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  assert.equal(await cut, true);
  const during = wang.members();
  wang.touch(0.7, 0.7);
  const returned = Date.now();
  li.wx.$foreground();
  await until(() => `${li.discs()}` === '0.2,0.8,0.7,0.7', `${how}: it is back where it was, and sees the other`);
  const time = Date.now() - returned;
  li.touch(0.1, 0.1);
  await until(() => `${wang.discs()}` === '0.1,0.1,0.7,0.7', `${how}: the other sees it move`);
  assert.deepEqual(wang.members(), before, `${how}: the same members, in the same seats`);
  assert.deepEqual(during.map(({ client }) => client), before.map(({ client }) => client));
  console.log(`${how}: ${AWAY / 1_000} s away (${during[0].state}), back as ${before[0].client} after ${time} ms`);
  for (const player of [li, wang]) player.end();
}
