/**
 * `npm run background-check`: players put the mini game in the background for a minute, once for each way in which a
 * phone cuts the connection, while the other players continue. It takes one minute, with the server's default linger
 * time.
 */
import assert from 'node:assert/strict';
import { MiniGame } from './example.mjs';
import { until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';

const AWAY = 60_000;
const CUT = 5_000; // time that a phone lets a program run in the background
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
  await until(() => `${li.discs()}` === '0.2,0.8,0.7,0.7', `${how}: the player is back and sees both discs`);
  const time = Date.now() - returned;
  li.touch(0.1, 0.1);
  await until(() => `${wang.discs()}` === '0.1,0.1,0.7,0.7', `${how}: the other player sees it move`);
  assert.deepEqual(wang.members(), before, `${how}: the same members, in the same seats`);
  assert.deepEqual(during.map(({ client }) => client), before.map(({ client }) => client));
  console.log(`${how}: ${AWAY / 1_000} s away (${during[0].state}), back as ${before[0].client} after ${time} ms`);
  for (const player of [li, wang]) player.end();
}
